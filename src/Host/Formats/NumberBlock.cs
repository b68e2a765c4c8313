using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RrrGpu.Host.Formats;

/// <summary>Reads and writes runs of numbers, the payload of every binary format here.</summary>
internal static class NumberBlock
{
    private const int StepBytes = 1 << 18;

    /// <summary>
    /// Reads <paramref name="count"/> numbers. The array is as large as <paramref name="likelyBytes"/> at first and grows only
    /// with what really arrives, so that a header that lies about its file cannot take the machine's memory.
    /// </summary>
    /// <param name="stream">Positioned at the first number.</param>
    /// <param name="type">Their type.</param>
    /// <param name="count">How many there should be.</param>
    /// <param name="likelyBytes">How many bytes probably follow.</param>
    /// <param name="bigEndian">Whether the most significant byte stands first in the file.</param>
    /// <param name="hash">Is given the bytes as they stand in the file.</param>
    /// <returns>The numbers, or null if the stream ended early; and the bytes that came.</returns>
    public static (Array? Values, long Received) Read(
        Stream stream, NumberType type, long count, long likelyBytes, bool bigEndian = false, IncrementalHash? hash = null)
    {
        return type switch
        {
            NumberType.Boolean => Read<bool>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.UInt8 => Read<byte>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.Int8 => Read<sbyte>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.Int16 => Read<short>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.UInt16 => Read<ushort>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.Int32 => Read<int>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.UInt32 => Read<uint>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.Int64 => Read<long>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.UInt64 => Read<ulong>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.Float16 => Read<Half>(stream, count, likelyBytes, bigEndian, hash),
            NumberType.Float32 => Read<float>(stream, count, likelyBytes, bigEndian, hash),
            _ => Read<double>(stream, count, likelyBytes, bigEndian, hash),
        };
    }

    /// <summary>Writes numbers, the least significant byte first.</summary>
    public static void WriteLittleEndian(Stream stream, NumberArray array)
    {
        var size = array.Type.Size();
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(BytesOf(array.Values, size));
            return;
        }

        var reversed = (Array)array.Values.Clone();
        ReverseEach(BytesOf(reversed, size), size);
        stream.Write(BytesOf(reversed, size));
    }

    /// <summary>Likewise for numbers that are no array of their own.</summary>
    public static void WriteLittleEndian(Stream stream, ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
            stream.Write(MemoryMarshal.AsBytes(values));
        else
            WriteLittleEndian(stream, new NumberArray(values.ToArray(), values.Length));
    }

    /// <summary>The memory of an array of numbers of <paramref name="size"/> bytes.</summary>
    public static Span<byte> BytesOf(Array values, int size) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(values), checked(values.Length * size));

    private static (Array? Values, long Received) Read<T>(
        Stream stream, long count, long likelyBytes, bool bigEndian, IncrementalHash? hash)
        where T : unmanaged
    {
        var size = System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        var values = GC.AllocateUninitializedArray<T>((int)Math.Clamp(likelyBytes / size, 0, count));
        long received = 0;
        while (received < count * size)
        {
            if (received == (long)values.Length * size)
                Array.Resize(ref values, (int)Math.Min(count, Math.Max(StepBytes / size, 2L * values.Length)));
            var free = BytesOf(values, size)[(int)received..];
            var step = free[..Math.Min(free.Length, StepBytes)];
            var read = stream.ReadAtLeast(step, step.Length, throwOnEndOfStream: false);
            hash?.AppendData(step[..read]);
            received += read;
            if (read < step.Length)
                return (null, received);
        }

        if (bigEndian == BitConverter.IsLittleEndian)
            ReverseEach(BytesOf(values, size), size);
        return (values, received);
    }

    private static void ReverseEach(Span<byte> bytes, int size)
    {
        switch (size)
        {
            case 2:
                var twos = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(twos, twos);
                break;
            case 4:
                var fours = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(fours, fours);
                break;
            case 8:
                var eights = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eights, eights);
                break;
        }
    }
}
