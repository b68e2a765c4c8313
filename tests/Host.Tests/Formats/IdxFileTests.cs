using System.Security.Cryptography;
using CsCheck;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tests.Formats;

public sealed class IdxFileTests : IDisposable
{
    private static readonly byte[] s_images = IdxBytes.Bytes([2, 2, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255);
    private static readonly byte[] s_labels = IdxBytes.Bytes([2], 3, 9);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, "images")]
    [InlineData(true, "images")]
    [InlineData(true, "images.gz")]
    [InlineData(false, "images.gz")]
    public void ReadsBytesPlainOrGzippedWhateverTheName(bool gzip, string name)
    {
        var array = IdxFile.Read(_folder.Write(name, gzip ? IdxBytes.Gzip(s_images) : s_images), 3, "images");
        Assert.Equal([2, 2, 3], array.Shape);
        Assert.Equal(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255 }, Assert.IsType<byte[]>(array.Values));
    }

    [Fact]
    public void ReadsEveryElementType()
    {
        Assert.Equal(new sbyte[] { -128, 127 }, Read(0x09, [0x80, 0x7F]).Values);
        Assert.Equal(new short[] { -2, 258 }, Read(0x0B, [0xFF, 0xFE, 1, 2]).Values);
        Assert.Equal([-2, 0x01020304], (int[])Read(0x0C, [0xFF, 0xFF, 0xFF, 0xFE, 1, 2, 3, 4]).Values);
        Assert.Equal([1.5f, -2f], (float[])Read(0x0D, [0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0]).Values);
        Assert.Equal([1.5, -2.0], (double[])Read(0x0E, [0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0]).Values);
        Assert.Equal([-128f, 127f], Read(0x09, [0x80, 0x7F]).ToSingles());
        Assert.Equal([-2f, 258f], Read(0x0B, [0xFF, 0xFE, 1, 2]).ToSingles());

        NumberArray Read(byte type, byte[] payload) => IdxFile.Read(_folder.Write("a", IdxBytes.Of(type, [2], payload)), 1, "labels");
    }

    [Fact]
    public void RoundTripsFloatsOfAnyShape()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 6], Gen.Int[1, 7], Gen.Bool, Gen.Int).Sample(
            (n, h, w, gzip, seed) =>
            {
                var random = new Random(seed);
                var values = Enumerable.Range(0, n * h * w).Select(_ => BitConverter.Int32BitsToSingle(random.Next())).ToArray();
                var bytes = IdxBytes.Floats([n, h, w], values);
                var array = IdxFile.Read(_folder.Write("a", gzip ? IdxBytes.Gzip(bytes) : bytes), 3, "images");
                Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), array.ToSingles().Select(BitConverter.SingleToInt32Bits));
            },
            iter: 50,
            threads: 1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HashesTheUnzippedContent(bool gzip)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IdxFile.Read(_folder.Write("a", gzip ? IdxBytes.Gzip(s_images) : s_images), 3, "images", hash);
        Assert.Equal(SHA256.HashData(s_images), hash.GetHashAndReset());
    }

    [Fact]
    public void RefusesWhatIsNotAFile()
    {
        BadInput.Expect(() => IdxFile.Read(_folder.Path("none"), 3, "images"), _folder.Path("none"), "an IDX file of images", "no such file");
        BadInput.Expect(() => IdxFile.Read(_folder.Root, 3, "images"), "a folder");
    }

    [Fact]
    public void RefusesEveryTruncation()
    {
        for (var length = 0; length < s_images.Length; length++)
            BadInput.Expect(() => IdxFile.Read(_folder.Write("a", s_images[..length]), 3, "images"), _folder.Path("a"), "truncated");
    }

    [Fact]
    public void RefusesEveryTruncationOfGzip()
    {
        var gzip = IdxBytes.Gzip(s_images);
        for (var length = 1; length < gzip.Length; length++)
            BadInput.Expect(() => IdxFile.Read(_folder.Write("a", gzip[..length]), 3, "images"), _folder.Path("a"));
    }

    [Fact]
    public void RefusesGzipOfATruncatedFile()
    {
        for (var length = 0; length < s_images.Length; length++)
            BadInput.Expect(() => IdxFile.Read(_folder.Write("a", IdxBytes.Gzip(s_images[..length])), 3, "images"), "truncated");
    }

    [Fact]
    public void RefusesEveryCorruptedByteOfGzippedData()
    {
        var gzip = IdxBytes.Gzip(IdxBytes.Bytes([1, 20, 20], [.. Enumerable.Range(0, 400).Select(i => (byte)(i * i))]));
        // The first ten bytes are gzip's own header, whose time and system may be anything.
        for (var position = 10; position < gzip.Length; position++)
        {
            var corrupted = (byte[])gzip.Clone();
            corrupted[position] ^= 0x15;
            BadInput.Expect(() => IdxFile.Read(_folder.Write("a", corrupted), 3, "images"), _folder.Path("a"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RefusesTrailingBytes(bool gzip)
    {
        byte[] bytes = [.. s_images, 0];
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", gzip ? IdxBytes.Gzip(bytes) : bytes), 3, "images"), "something follows");
    }

    [Fact]
    public void RefusesBytesBehindGzippedData() =>
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", [.. IdxBytes.Gzip(s_images), 1, 2, 3]), 3, "images"), "truncated or corrupted");

    [Fact]
    public void RefusesOtherKindsOfFile()
    {
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", [0x89, 0x50, 0x4E, 0x47, 0, 0]), 3, "images"), "89504E47");
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", IdxBytes.Of(0x0A, [2], [1, 2])), 1, "labels"), "00000A01");
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", IdxBytes.Bytes([1, 2], 1, 2)), 3, "images"), "rank 3", "rank 2");
    }

    [Fact]
    public void SaysThatFilesAreSwapped()
    {
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", s_labels), 3, "images"), "images (rank 3)", "rank 1", "swapped");
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", s_images), 1, "labels"), "labels (rank 1)", "rank 3", "swapped");
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    [InlineData(0xFFFFFFFFu)]
    public void RefusesAbsurdDimensionsWithoutAllocatingThem(uint length)
    {
        var bytes = IdxBytes.WithDimension(s_images, 0, length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", bytes), 3, "images"), _folder.Path("a"));
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", IdxBytes.Gzip(bytes)), 3, "images"), _folder.Path("a"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void RefusesALargeHeaderOverALittleGzipWithoutAllocatingIt()
    {
        var gzip = IdxBytes.Gzip(IdxBytes.WithDimension(s_images, 0, 300_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        BadInput.Expect(() => IdxFile.Read(_folder.Write("a", gzip), 3, "images"), "1800000000 bytes", "12 bytes", "truncated");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }
}
