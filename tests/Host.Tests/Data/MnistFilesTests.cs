using RrrGpu.Host.Data;
using RrrGpu.Host.Tests.Formats;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Data;

public sealed class MnistFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public MnistFilesTests() => SmallMnist.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    private DataSet Read() => MnistFiles.Read(_folder.Root, "mnist");

    [Fact]
    public void ReadsImagesOfAnySizeAsBytes()
    {
        var data = Read();
        Assert.Equal((6, 4, 72), (data.Train.Count, data.Test.Count, data.Train.Inputs.Columns));
        Assert.Equal(new ImageSize(8, 9), data.Image);
        Assert.Equal(10, data.Train.Classes);
        Assert.Equal(SmallMnist.Images(6)[16..], data.Train.Inputs.Bytes);
        Assert.Equal([0, 3, 6, 9, 2, 5], data.Train.Labels);
        Assert.Contains(_folder.Root, data.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train-images.idx3-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz")]
    [InlineData("train-images.idx3-ubyte.gz")]
    [InlineData("train-images-idx3-float")]
    [InlineData("train-images.idx")]
    [InlineData("train-images.idx.gz")]
    public void KnowsTheNamesThatAreInUse(string name)
    {
        File.Delete(_folder.Path("train-images-idx3-ubyte"));
        Assert.Contains("train-images", BadInput.Expect(() => Read(), "all four IDX files"), StringComparison.Ordinal);
        var content = name.Contains("float", StringComparison.Ordinal) ? SmallMnist.FloatImages(6) : SmallMnist.Images(6);
        _folder.Write(name, name.EndsWith(".gz", StringComparison.Ordinal) ? IdxBytes.Gzip(content) : content);
        Assert.Equal(6, Read().Train.Count);
    }

    [Fact]
    public void ReadsFloatImages()
    {
        _folder.Write("train-images-idx3-ubyte", SmallMnist.FloatImages(6));
        var inputs = Read().Train.Inputs;
        Assert.Null(inputs.Bytes);
        Assert.Equal([0f, 0.25f, 0.5f], inputs.ToArray()[..3]);
    }

    [Fact]
    public void RefusesNaN()
    {
        var values = new float[6 * 72];
        values[2 * 72 + 5] = float.NaN;
        _folder.Write("train-images-idx3-ubyte", IdxBytes.Floats([6, 8, 9], values));
        BadInput.Expect(() => Read(), _folder.Path("train-images-idx3-ubyte"), "row 2, column 5", "finite", "NaN");
    }

    [Theory]
    [InlineData(0x08, 10, "10 at row 1")]
    [InlineData(0x08, 255, "255 at row 1")]
    [InlineData(0x09, 0xFF, "-1 at row 1")]
    public void RefusesLabelsOutOfRange(byte type, byte label, string part)
    {
        _folder.Write("t10k-labels-idx1-ubyte", IdxBytes.Of(type, [4], [0, label, 9, 9]));
        BadInput.Expect(() => Read(), _folder.Path("t10k-labels-idx1-ubyte"), "labels from 0 to 9", part);
    }

    [Fact]
    public void RefusesLabelsThatAreNoWholeNumbers()
    {
        _folder.Write("t10k-labels-idx1-ubyte", IdxBytes.Floats([4], 0, 1, 1.5f, 2));
        BadInput.Expect(() => Read(), "1.5 at row 2");
        _folder.Write("t10k-labels-idx1-ubyte", IdxBytes.Floats([4], 0, 1, float.NaN, 2));
        BadInput.Expect(() => Read(), "NaN at row 2");
    }

    [Fact]
    public void RefusesFilesThatDoNotFitTogether()
    {
        _folder.Write("t10k-labels-idx1-ubyte", SmallMnist.Labels(3));
        BadInput.Expect(() => Read(), _folder.Path("t10k-labels-idx1-ubyte"), "4 labels", "got 3");
        _folder.Write("t10k-labels-idx1-ubyte", SmallMnist.Labels(4));
        _folder.Write("t10k-images-idx3-ubyte", SmallMnist.Images(4, 9, 8));
        BadInput.Expect(() => Read(), _folder.Path("t10k-images-idx3-ubyte"), "8 × 9", "9 × 8");
    }

    [Fact]
    public void SaysThatImagesAndLabelsAreSwapped()
    {
        _folder.Write("train-images-idx3-ubyte", SmallMnist.Labels(6));
        _folder.Write("train-labels-idx1-ubyte", SmallMnist.Images(6));
        BadInput.Expect(() => Read(), _folder.Path("train-labels-idx1-ubyte"), "swapped");
    }

    [Fact]
    public void CatchesBundledFilesOfOtherContent()
    {
        foreach (var file in MnistFile.All)
            File.Copy(Path.Combine(MnistFiles.BundledFolder, file.BundledName), _folder.Path(file.BundledName));
        foreach (var plain in Directory.GetFiles(_folder.Root, "*-ubyte"))
            File.Delete(plain);
        var labels = SmallMnist.Labels(10_000);
        _folder.Write("t10k-labels-idx1-ubyte.gz", IdxBytes.Gzip(labels));
        var message = BadInput.Expect(
            () => MnistFiles.Read(_folder.Root, "mnist", "bundled", requireBundledContent: true),
            _folder.Path("t10k-labels-idx1-ubyte.gz"),
            MnistFile.TestLabels.Sha256);
        var actual = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(labels));
        Assert.Contains(actual, message, StringComparison.Ordinal);

        _folder.Write("train-labels-idx1-ubyte.gz", [1, 2, 3]);
        File.Delete(_folder.Path("t10k-images-idx3-ubyte.gz"));
        var checks = MnistSource.VerifyBundled(_folder.Root).ToArray();
        Assert.Equal([true, false, false, false], checks.Select(c => c.IsOk));
        Assert.All(checks, (check, i) => Assert.Equal("sha256:" + MnistFile.All[i].Sha256, check.Expected));
        Assert.Equal(checks[0].Expected, checks[0].Actual);
        Assert.Contains("truncated", checks[1].Actual, StringComparison.Ordinal);
        Assert.Contains("no such file", checks[2].Actual, StringComparison.Ordinal);
        Assert.Equal("sha256:" + actual, checks[3].Actual);
    }

    [Fact]
    public void TheListOfChecksumsBesideTheDataAgrees()
    {
        var lines = File.ReadAllLines(Path.Combine(MnistFiles.BundledFolder, "SHA256SUMS"));
        Assert.Equal(MnistFile.All.Select(f => f.BundledName), lines.Select(l => l.Split("  ")[1]));
        var readme = File.ReadAllText(Path.Combine(MnistFiles.BundledFolder, "..", "README.md"));
        foreach (var line in lines)
        {
            var bytes = File.ReadAllBytes(Path.Combine(MnistFiles.BundledFolder, line.Split("  ")[1]));
            Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), line.Split("  ")[0]);
            Assert.Contains(line, readme, StringComparison.Ordinal);
        }

        Assert.All(MnistFile.All, file => Assert.Contains(file.Sha256, readme, StringComparison.Ordinal));
    }
}
