using System.Text;
using CsCheck;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tests.Formats;

public sealed class NpyFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static byte[] File(byte version, string header, params byte[] payload)
    {
        var text = Encoding.ASCII.GetBytes(header);
        byte[] length = version == 1
            ? [(byte)text.Length, (byte)(text.Length >> 8)]
            : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. payload];
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadsEachVersion(byte version)
    {
        var path = _folder.Write("a.npy", File(version, "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 1), }      \n", 1, 0, 0xFE, 0xFF));
        var array = NpyFile.Read(path);
        Assert.Equal([2, 1], array.Shape);
        Assert.Equal(new short[] { 1, -2 }, array.Values);
    }

    [Fact]
    public void ReadsBigEndianValues() =>
        Assert.Equal([258], (int[])NpyFile.Read(_folder.Write("a.npy", File(1, "{'descr': '>i4', 'fortran_order': False, 'shape': (1,), }\n", 0, 0, 1, 2))).Values);

    [Fact]
    public void PutsFortranOrderIntoRows()
    {
        var path = _folder.Write("a.npy", File(1, "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n", 11, 21, 12, 22, 13, 23));
        Assert.Equal(new byte[] { 11, 12, 13, 21, 22, 23 }, NpyFile.Read(path).Values);
    }

    [Fact]
    public void RoundTripsEveryType()
    {
        Array[] all =
        [
            new bool[] { true, false }, new byte[] { 0, 255 }, new sbyte[] { -128, 127 }, new short[] { short.MinValue, 5 },
            new ushort[] { 0, ushort.MaxValue }, new int[] { int.MinValue, 7 }, new uint[] { 1, uint.MaxValue },
            new long[] { long.MinValue, 1 }, new ulong[] { 0, ulong.MaxValue }, new Half[] { Half.Epsilon, Half.MaxValue },
            new float[] { -0f, float.Epsilon }, new double[] { double.NaN, double.MaxValue },
        ];
        foreach (var values in all)
        {
            NpyFile.Write(_folder.Path("a.npy"), new NumberArray(values, 1, 2));
            var back = NpyFile.Read(_folder.Path("a.npy"));
            Assert.Equal(values.GetType(), back.Values.GetType());
            Assert.Equal(values, back.Values);
            Assert.Equal([1, 2], back.Shape);
        }
    }

    [Fact]
    public void RoundTripsAnyShape()
    {
        Gen.Select(Gen.Int[0, 5].Array[0, 4], Gen.Int).Sample(
            (shape, seed) =>
            {
                var count = shape.Aggregate(1, (a, b) => a * b);
                var random = new Random(seed);
                var values = Enumerable.Range(0, count).Select(_ => random.NextSingle()).ToArray();
                NpyFile.Write(_folder.Path("a.npy"), new NumberArray(values, shape));
                var bytes = System.IO.File.ReadAllBytes(_folder.Path("a.npy"));
                Assert.Equal(0, (bytes.Length - 4 * count) % 64);
                var back = NpyFile.Read(_folder.Path("a.npy"));
                Assert.Equal(shape, back.Shape);
                Assert.Equal(values, back.Values);
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public void RefusesEveryTruncationAndTrailingBytes()
    {
        var bytes = File(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", 0, 0, 0, 0, 0, 0, 128, 63);
        for (var length = 0; length < bytes.Length; length++)
            BadInput.Expect(() => NpyFile.Read(_folder.Write("a.npy", bytes[..length])), _folder.Path("a.npy"));
        BadInput.Expect(() => NpyFile.Read(_folder.Write("a.npy", [.. bytes, 1])), "something follows");
    }

    [Theory]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "c8")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "'a'")]
    [InlineData("{'fortran_order': False, 'shape': (1,), }", "elements")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "shape (-1,)")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2000000000, 2000000000), }", "more than fits")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "shape")]
    [InlineData("hello", "without descr")]
    public void RefusesUnusableHeaders(string header, string part) =>
        BadInput.Expect(() => NpyFile.Read(_folder.Write("a.npy", File(1, header, 0, 0, 0, 0))), part);

    [Fact]
    public void RefusesOtherVersionsAndOtherBooleans()
    {
        BadInput.Expect(() => NpyFile.Read(_folder.Write("a.npy", File(4, "{}"))), "version 4.0");
        BadInput.Expect(() => NpyFile.Read(_folder.Write("a.npy", File(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", 2))), "booleans");
        BadInput.Expect(() => NpyFile.Read(_folder.Write("a.npy", "PK other"u8.ToArray())), "another kind of file");
    }
}
