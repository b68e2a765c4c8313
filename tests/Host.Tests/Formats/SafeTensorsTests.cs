using System.Buffers.Binary;
using System.Text;
using CsCheck;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tests.Formats;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string File(string json, int payloadBytes) => File(json, new byte[payloadBytes]);

    private string File(string json, byte[] payload)
    {
        var header = Encoding.UTF8.GetBytes(json);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return _folder.Write("a.safetensors", [.. length, .. header, .. payload]);
    }

    [Fact]
    public void ReadsAFileOfAnotherWriter()
    {
        var path = File("""{"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"__metadata__":{"x":"ü"}}  """, [0, 0, 128, 63, 0, 0, 0, 192, 5, 0, 0, 0, 0, 0, 0, 0]);
        var file = SafeTensors.Read(path);
        Assert.Equal([1f, -2f], (float[])file.Tensors["a"].Values);
        Assert.Equal([1, 2], file.Tensors["a"].Shape);
        Assert.Equal([5L], (long[])file.Tensors["b"].Values);
        Assert.Empty(file.Tensors["b"].Shape);
        Assert.Equal("ü", file.Metadata["x"]);
    }

    [Fact]
    public void WritesWhatTheFormatAsksFor()
    {
        var path = _folder.Path("a.safetensors");
        new SafeTensors(
            new Dictionary<string, NumberArray> { ["a"] = new(new[] { 1f }, 1), ["b"] = new(new[] { 2.0 }, 1) },
            new Dictionary<string, string>()).Write(path);
        var bytes = System.IO.File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal("""{"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal(8 + length + 12, bytes.Length);
    }

    [Fact]
    public void RoundTripsBitForBit()
    {
        var genArray = Gen.Select(Gen.Int[0, 4].Array[0, 3], Gen.Int[0, 2], Gen.Int, (shape, type, seed) =>
        {
            var count = shape.Aggregate(1, (a, b) => a * b);
            var random = new Random(seed);
            Array values = type switch
            {
                0 => Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f).ToArray(),
                1 => Enumerable.Range(0, count).Select(_ => random.NextDouble() * double.Epsilon * 9).ToArray(),
                _ => Enumerable.Range(0, count).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)).ToArray(),
            };
            return new NumberArray(values, shape);
        });
        Gen.Select(Gen.Dictionary(Gen.String[1, 6].Where(IsText), genArray)[0, 5], Gen.Dictionary(Gen.String[0, 4].Where(IsText), Gen.String.Where(IsText))[0, 3]).Sample(
            (tensors, metadata) =>
            {
                var path = _folder.Path("a.safetensors");
                new SafeTensors(tensors, metadata).Write(path);
                var back = SafeTensors.Read(path);
                Assert.Equal(metadata, back.Metadata);
                Assert.Equal(tensors.Keys.Order(), back.Tensors.Keys.Order());
                foreach (var (name, array) in tensors)
                {
                    Assert.Equal(array.Shape, back.Tensors[name].Shape);
                    Assert.Equal(array.Values.GetType(), back.Tensors[name].Values.GetType());
                    Assert.Equal(NumberBlock.BytesOf(array.Values, 4).ToArray(), NumberBlock.BytesOf(back.Tensors[name].Values, 4).ToArray());
                }
            },
            iter: 40,
            threads: 1);

        static bool IsText(string text) => !text.Any(char.IsSurrogate) && text != "__metadata__";
    }

    [Fact]
    public void RefusesEveryTruncationAndTrailingBytes()
    {
        var bytes = System.IO.File.ReadAllBytes(File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8));
        for (var length = 0; length < bytes.Length; length++)
            BadInput.Expect(() => SafeTensors.Read(_folder.Write("b", bytes[..length])), _folder.Path("b"));
        BadInput.Expect(() => SafeTensors.Read(_folder.Write("b", [.. bytes, 0])), "9 bytes of values", "8");
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{nonsense", "not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[0],"data_offsets":[8,8]}}""", "not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "'a' without")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "'a' without")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "'a' without")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", "'a' without")]
    [InlineData("""{"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}}""", "BF16")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "does not hold")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4000000000,4000000000],"data_offsets":[0,8]}}""", "more than fits")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "byte 0 is next")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "byte 8 is next")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "8 bytes of values")]
    [InlineData("""{"__metadata__":{"x":1}}""", "'x' is not a string")]
    [InlineData("""{"__metadata__":3}""", "map of strings")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "header")]
    public void RefusesUnusableHeaders(string json, string part) => BadInput.Expect(() => SafeTensors.Read(File(json, 8)), _folder.Path("a.safetensors"), part);

    [Fact]
    public void RefusesAHeaderLengthBeyondTheFile() =>
        BadInput.Expect(() => SafeTensors.Read(_folder.Write("a", [255, 255, 255, 255, 255, 255, 255, 255, 1, 2])), "18446744073709551615", "10 bytes");

    [Fact]
    public void RefusesWhatIsNotFinite() =>
        BadInput.Expect(() => SafeTensors.Read(File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", [0, 0, 0, 0, 0, 0, 192, 127])), "'a'", "NaN at index 1");

    [Fact]
    public void RefusesToWriteOtherTypesAndNames()
    {
        var none = new Dictionary<string, string>();
        Assert.Throws<ArgumentException>(() => new SafeTensors(new Dictionary<string, NumberArray> { ["a"] = new(new byte[1], 1) }, none).Write(_folder.Path("a")));
        Assert.Throws<ArgumentException>(() => new SafeTensors(new Dictionary<string, NumberArray> { ["__metadata__"] = new(new float[1], 1) }, none).Write(_folder.Path("a")));
        Assert.Empty(_folder.FileNames());
    }
}
