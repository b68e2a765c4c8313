using RrrGpu.Host.Tests.Formats;
using static RrrGpu.Host.Tests.EndToEnd.SmallDigits;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Data files that cannot be used: one line that names the file, and no output folder.</summary>
public sealed class BadDataTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task TruncatedImages() => RefuseAsync(TrainImages, Images(TrainRows)[..^100], "truncated");

    [Fact]
    public Task TruncatedHeader() => RefuseAsync(TestLabels, Labels(TestRows)[..5], "truncated");

    [Fact]
    public Task EmptyFile() => RefuseAsync(TestImages, [], "0 bytes");

    [Fact]
    public Task LabelsInPlaceOfImages() => RefuseAsync(TrainImages, Labels(TrainRows), "swapped");

    [Fact]
    public Task ImagesInPlaceOfLabels() => RefuseAsync(TrainLabels, Images(TrainRows), "swapped");

    [Fact]
    public Task TooFewLabels() => RefuseAsync(TrainLabels, Labels(TrainRows - 1), $"{TrainRows - 1}");

    [Fact]
    public Task LabelOutOfRange()
    {
        var labels = Labels(TrainRows);
        labels[^1] = 10;
        return RefuseAsync(TrainLabels, labels, "labels from 0 to 9", $"10 at row {TrainRows - 1}");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public Task InputsThatAreNotNumbers(float value)
    {
        var pixels = FloatPixels(TrainRows);
        pixels[Features + 3] = value;
        return RefuseAsync(TrainImages, IdxBytes.Floats([TrainRows, Side, Side], pixels));
    }

    [Fact]
    public Task CorruptedGzip()
    {
        var zipped = IdxBytes.Gzip(Images(TrainRows));
        zipped[zipped.Length / 2] ^= 0xFF;
        return RefuseAsync(TrainImages, zipped, "truncated or corrupted");
    }

    [Fact]
    public Task TruncatedGzip() => RefuseAsync(TestImages, IdxBytes.Gzip(Images(TestRows))[..^9], "truncated");

    [Fact]
    public Task AnotherKindOfFile() => RefuseAsync(TrainImages, "not an IDX file at all"u8.ToArray(), "another kind of file");

    [Fact]
    public Task TestImagesOfAnotherSize() =>
        RefuseAsync(TestImages, IdxBytes.Bytes([TestRows, Side, Side + 1], new byte[TestRows * Side * (Side + 1)]), $"{Side} × {Side}");

    [Fact]
    public async Task AMissingFile()
    {
        var data = WriteTo(_folder);
        File.Delete(Path.Combine(data, TestLabels));
        await RefuseAsync(data, data, "t10k-labels");
    }

    [Theory]
    [InlineData("train", "mnist")]
    [InlineData("reproduce", "decoy-mnist")]
    [InlineData("data", "verify")]
    public async Task DataThatIsNowhere(params string[] verb)
    {
        var nowhere = _folder.Path("nowhere");
        string[] rest = verb[0] == "data" ? [] : ["--out", _folder.Path("out")];
        await Refusal.OfInputAsync([.. verb, "--data", nowhere, "--device", "simd", .. rest], nowhere, "no such folder");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Theory]
    [InlineData("--data", "''")]
    [InlineData("--annotations", "''")]
    [InlineData("--out", "''")]
    public Task EmptyNamesAreNames(string option, string part) =>
        Refusal.OfInputAsync(["train", "mnist", "--epochs", "1", "--device", "simd", option, ""], part);

    [Fact]
    public Task AnEmptyNameOfCases() => Refusal.OfUsageAsync(["verify", "--device", "simd", "--cases", ""], "--cases");

    [Fact]
    public async Task DamageStopsAnExperimentBeforeItWritesAnything()
    {
        var data = WriteTo(_folder);
        _folder.Write($"data/{TrainImages}", Images(TrainRows)[..^1]);
        await Refusal.OfInputAsync(["reproduce", "decoy-mnist", "--quick", "--data", data, "--device", "simd", "--out", _folder.Path("out")], TrainImages, "truncated");
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    private Task RefuseAsync(string file, byte[] content, params string[] parts)
    {
        var data = WriteTo(_folder);
        var path = _folder.Write($"data/{file}", content);
        return RefuseAsync(data, [path, .. parts]);
    }

    private async Task RefuseAsync(string data, params string[] parts)
    {
        await Refusal.OfInputAsync(["train", "mnist", "--data", data, "--epochs", "1", "--device", "simd", "--out", _folder.Path("out")], parts);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }
}
