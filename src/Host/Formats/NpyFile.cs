using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Formats;

/// <summary>
/// NumPy's .npy format, versions 1 to 3: a magic, a version, a header that is a Python dictionary, and the values.
/// Booleans, integers and floats of every width, either byte order, C or Fortran order (which is put into C order).
/// </summary>
public static class NpyFile
{
    private const string Expected = "a .npy array";
    private const int MaxHeaderBytes = 1 << 20;

    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="BadInputException">The file is missing, unreadable, of another kind, truncated or too long.</exception>
    public static NumberArray Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var file = InputFile.Open(path, Expected);
        try
        {
            return Read(file, path, file.Length);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    /// <summary>Writes a whole file, version 1, or not at all.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void Write(string path, NumberArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        AtomicFile.Write(path, stream => Write(stream, array));
    }

    /// <summary>Writes version 1 to a stream.</summary>
    public static void Write(Stream stream, NumberArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        WriteHeader(stream, array.Type, array.Shape);
        NumberBlock.WriteLittleEndian(stream, array);
    }

    /// <summary>Writes what stands before the values, for those who write these piece by piece.</summary>
    internal static void WriteHeader(Stream stream, NumberType type, params int[] shape)
    {
        WriteHeader(stream, new NpyHeader(type, false, false, shape).ToString());
    }

    /// <summary>Writes a header whose dictionary is at hand.</summary>
    internal static void WriteHeader(Stream stream, string text)
    {
        // The values begin at a multiple of 64 bytes; magic, version, length and the final line break take 11.
        var header = Encoding.ASCII.GetBytes(text.PadRight(text.Length + 63 - (text.Length + 10) % 64) + "\n");
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, checked((ushort)header.Length));
        stream.Write(Magic);
        stream.Write([1, 0]);
        stream.Write(length);
        stream.Write(header);
    }

    /// <summary>Reads an array that takes the whole of a stream.</summary>
    /// <param name="stream">Positioned at the magic.</param>
    /// <param name="name">The stream's name, for messages.</param>
    /// <param name="likelyLength">The bytes that the stream probably has.</param>
    internal static NumberArray Read(Stream stream, string name, long likelyLength)
    {
        var header = ReadHeader(stream, name);
        var count = NumberTypes.CountOf(header.Shape);
        var bytes = count * header.Type.Size();
        var shape = NumberArray.Describe(header.Shape);
        if (count < 0 || bytes > Array.MaxLength)
            throw BadInputException.At(name, Expected, $"a header that announces {shape} values, which is more than fits");
        var announced = string.Create(CultureInfo.InvariantCulture, $"{Expected} with {bytes} bytes after the header for {shape} values");
        var (values, received) = NumberBlock.Read(stream, header.Type, count, likelyLength, header.IsBigEndian);
        if (values is null)
            throw BadInputException.At(name, announced, string.Create(CultureInfo.InvariantCulture, $"{received}: the file is truncated"));
        if (stream.ReadByte() >= 0)
            throw BadInputException.At(name, announced, "more: something follows the values");
        if (header.Type == NumberType.Boolean && NumberBlock.BytesOf(values, 1).ContainsAnyExceptInRange((byte)0, (byte)1))
            throw BadInputException.At(name, Expected, "booleans other than 0 and 1");
        return new NumberArray(header.IsFortranOrder ? ToRowMajor(values, header) : values, header.Shape);
    }

    private static NpyHeader ReadHeader(Stream stream, string name)
    {
        var text = ReadHeaderText(stream, name);
        try
        {
            return NpyHeader.Parse(text);
        }
        catch (FormatException e)
        {
            throw BadInputException.At(name, Expected, e.Message, e);
        }
    }

    /// <summary>Reads up to the first value.</summary>
    /// <param name="stream">Positioned at the magic.</param>
    /// <param name="name">The stream's name, for messages.</param>
    /// <returns>The text of the header's dictionary.</returns>
    /// <exception cref="BadInputException">It is another kind of file, or ends early.</exception>
    internal static string ReadHeaderText(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[12];
        var read = stream.ReadAtLeast(start[..8], 8, throwOnEndOfStream: false);
        if (!start[..Math.Min(read, 6)].SequenceEqual(Magic[..Math.Min(read, 6)]) || read == 0)
            throw BadInputException.At(name, Expected, read == 0 ? "an empty file" : "another kind of file");
        if (read == 8 && start[6] is < 1 or > 3)
            throw BadInputException.At(name, Expected + " of version 1, 2 or 3", string.Create(CultureInfo.InvariantCulture, $"version {start[6]}.{start[7]}"));
        var lengthBytes = start[6] == 1 ? 2 : 4;
        if (read < 8 || stream.ReadAtLeast(start[8..(8 + lengthBytes)], lengthBytes, throwOnEndOfStream: false) < lengthBytes)
            throw BadInputException.At(name, Expected, "a header that ends early: the file is truncated");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (length > MaxHeaderBytes)
            throw BadInputException.At(name, Expected, string.Create(CultureInfo.InvariantCulture, $"a header of {length} bytes"));
        var text = new byte[length];
        if (stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
            throw BadInputException.At(name, Expected, "a header that ends early: the file is truncated");
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Moves values from Fortran order, where the first index runs fastest, to C order.</summary>
    private static Array ToRowMajor(Array values, NpyHeader header)
    {
        var size = header.Type.Size();
        var shape = header.Shape;
        var result = (Array)values.Clone();
        var source = NumberBlock.BytesOf(values, size);
        var target = NumberBlock.BytesOf(result, size);
        var index = new int[shape.Length];
        for (var position = 0; position < values.Length; position++)
        {
            long from = 0;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
                from = from * shape[axis] + index[axis];
            source.Slice((int)from * size, size).CopyTo(target[(position * size)..]);
            for (var axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
                index[axis] = 0;
        }

        return result;
    }
}
