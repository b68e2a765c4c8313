using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace RrrGpu.Host.Formats;

/// <summary>
/// The IDX format of MNIST's files (Y. LeCun, C. Cortes, C. Burges): two zero bytes, a byte for the element type, a byte for
/// the rank, the dimensions as 32-bit integers and the values, everything with the most significant byte first. A file may be
/// gzipped (one gzip member), whatever its name.
/// </summary>
public static class IdxFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">An IDX file, plain or gzipped.</param>
    /// <param name="rank">The number of dimensions that it must have.</param>
    /// <param name="content">What it must hold, for messages: <c>images</c>, <c>labels</c>.</param>
    /// <param name="contentHash">Is given the unzipped content, if not null.</param>
    /// <exception cref="BadInputException">
    /// The file is missing, unreadable, of another kind, truncated, too long, corrupted, empty or too large.
    /// </exception>
    public static NumberArray Read(string path, int rank, string content, IncrementalHash? contentHash = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var expected = $"an IDX file of {content}";
        using var file = InputFile.Open(path, expected);
        try
        {
            if (!IsGzip(file))
                return ReadContent(file, path, rank, content, file.Length, isExact: true, contentHash);
            var unzipped = UnzippedLengthModulo4GiB(file);
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            var array = ReadContent(gzip, path, rank, content, unzipped, isExact: false, contentHash);
            // The stream takes a missing end for an end: only the length that stands in it tells that it is there.
            var length = 4 + 4 * rank + (long)array.Values.Length * array.Type.Size();
            if (unzipped != (uint)length)
                throw new InvalidDataException("its end does not tell the length of its content");
            return array;
        }
        catch (InvalidDataException e)
        {
            throw BadInputException.At(path, expected, $"gzip data that is truncated or corrupted ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, expected, e);
        }
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        var read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
    }

    private static long UnzippedLengthModulo4GiB(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[4];
        if (file.Length >= 18)
        {
            file.Position = file.Length - 4;
            file.ReadExactly(trailer);
            file.Position = 0;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    private static NumberArray ReadContent(
        Stream stream, string path, int rank, string content, long length, bool isExact, IncrementalHash? hash)
    {
        var expected = $"an IDX file of {content}";
        var type = ReadMagic(stream, path, rank, content, hash);
        var shape = ReadShape(stream, path, rank, expected, hash);
        var count = NumberTypes.CountOf(shape);
        var bytes = count * type.Size();
        if (count < 0 || bytes > Array.MaxLength)
            throw BadInputException.At(path, expected, $"a header that announces {NumberArray.Describe(shape)} values, which is more than fits");

        var headerBytes = 4 + 4 * rank;
        var announced = string.Create(CultureInfo.InvariantCulture, $"{expected} with {bytes} bytes after the header for {NumberArray.Describe(shape)} values");
        if (isExact && length < headerBytes + bytes)
            throw BadInputException.At(path, announced, Bytes(length - headerBytes) + ": the file is truncated");
        if (isExact && length > headerBytes + bytes)
            throw BadInputException.At(path, announced, Bytes(length - headerBytes) + ": something follows the values");
        var (values, received) = NumberBlock.Read(stream, type, count, length - headerBytes, bigEndian: true, hash);
        if (values is null)
            throw BadInputException.At(path, announced, Bytes(received) + ": the file is truncated");
        if (stream.ReadByte() >= 0)
            throw BadInputException.At(path, announced, "more: something follows the values");
        return new NumberArray(values, shape);
    }

    private static NumberType ReadMagic(Stream stream, string path, int rank, string content, IncrementalHash? hash)
    {
        Span<byte> magic = stackalloc byte[4];
        var expected = string.Create(CultureInfo.InvariantCulture, $"an IDX file of {content} (rank {rank})");
        var read = stream.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        if (read < 4)
            throw BadInputException.At(path, expected, Bytes(read) + " in all: the header is truncated");
        hash?.AppendData(magic);
        NumberType? type = magic[2] switch
        {
            0x08 => NumberType.UInt8,
            0x09 => NumberType.Int8,
            0x0B => NumberType.Int16,
            0x0C => NumberType.Int32,
            0x0D => NumberType.Float32,
            0x0E => NumberType.Float64,
            _ => null,
        };
        if (magic[0] != 0 || magic[1] != 0 || type is null)
            throw BadInputException.At(path, expected, $"another kind of file (it begins with the bytes {Convert.ToHexString(magic)})");
        if (magic[3] == rank)
            return type.Value;
        var looksLike = magic[3] switch
        {
            1 => ", as a file of labels has: are the files swapped?",
            3 => ", as a file of images has: are the files swapped?",
            _ => "",
        };
        throw BadInputException.At(path, expected, string.Create(CultureInfo.InvariantCulture, $"rank {magic[3]}{looksLike}"));
    }

    private static int[] ReadShape(Stream stream, string path, int rank, string expected, IncrementalHash? hash)
    {
        var shape = new int[rank];
        Span<byte> dimension = stackalloc byte[4];
        for (var i = 0; i < rank; i++)
        {
            if (stream.ReadAtLeast(dimension, 4, throwOnEndOfStream: false) < 4)
                throw BadInputException.At(path, expected, "a header that ends in its dimensions: the file is truncated");
            hash?.AppendData(dimension);
            var length = BinaryPrimitives.ReadUInt32BigEndian(dimension);
            if (length is 0 or > int.MaxValue)
                throw BadInputException.At(path, expected, string.Create(CultureInfo.InvariantCulture, $"a header in which dimension {i} is {length}"));
            shape[i] = (int)length;
        }

        return shape;
    }

    private static string Bytes(long count) => count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");
}
