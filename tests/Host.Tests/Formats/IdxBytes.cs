using System.Buffers.Binary;
using System.IO.Compression;

namespace RrrGpu.Host.Tests.Formats;

/// <summary>Builds IDX files byte by byte.</summary>
internal static class IdxBytes
{
    public static byte[] Of(byte type, int[] shape, byte[] payload)
    {
        var bytes = new List<byte> { 0, 0, type, (byte)shape.Length };
        foreach (var length in shape)
            bytes.AddRange(BigEndian(BitConverter.GetBytes(length)));
        bytes.AddRange(payload);
        return [.. bytes];
    }

    public static byte[] Bytes(int[] shape, params byte[] payload) => Of(0x08, shape, payload);

    public static byte[] Floats(int[] shape, params float[] values) =>
        Of(0x0D, shape, values.SelectMany(v => BigEndian(BitConverter.GetBytes(v))).ToArray());

    public static byte[] BigEndian(byte[] native) => BitConverter.IsLittleEndian ? native.Reverse().ToArray() : native;

    public static byte[] Gzip(byte[] content)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
            gzip.Write(content);
        return result.ToArray();
    }

    public static byte[] WithDimension(byte[] idx, int dimension, uint length)
    {
        var copy = (byte[])idx.Clone();
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(4 + 4 * dimension), length);
        return copy;
    }
}
