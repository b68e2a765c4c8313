using RrrGpu.Host.Data;

namespace RrrGpu.Host.Tests.Data;

public sealed class DataSetCatalogTests(BundledMnist mnist) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BundledMnistIsAsListed()
    {
        Assert.Equal(DataSetCatalog.Names, DataSetCatalog.List().Select(d => d.Name));
        var listed = DataSetCatalog.List()[0];
        Assert.True(listed.IsBundled);
        Assert.Equal("CC BY-SA 3.0", listed.Licence);
        Assert.Equal((listed.TrainRows, listed.TestRows, listed.Features, listed.Classes), (mnist.Plain.Train.Count, mnist.Plain.Test.Count, mnist.Plain.Train.Inputs.Columns, mnist.Plain.Train.Classes));
        Assert.Equal([5, 0, 4, 1, 9], mnist.Plain.Train.Labels[..5]);
        Assert.Equal([7, 2, 1, 0, 4], mnist.Plain.Test.Labels[..5]);
        Assert.Equal("bundled MNIST", mnist.Plain.Source);
        Assert.Null(mnist.Plain.Annotation);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mnist")]
    public void AFolderWithFilesTakesThePlaceOfTheBundledOnes(string under)
    {
        SmallMnist.WriteTo(_folder, under);
        var plain = DataSetCatalog.Load("mnist", _folder.Root);
        Assert.Equal(6, plain.Train.Count);
        Assert.Contains(_folder.Root, plain.Source, StringComparison.Ordinal);
        var decoy = DataSetCatalog.Load("decoy-mnist", _folder.Root, dataSeed: 1);
        Assert.Equal((6, 16 * 6), (decoy.Annotation!.Rows, decoy.Annotation.Count));
        Assert.Equal(4, decoy.TestAnnotation!.Rows);
        var structure = Assert.Single(DataSetCatalog.Verify(_folder.Root), check => check.File.StartsWith(_folder.Root, StringComparison.Ordinal));
        Assert.True(structure.IsOk);
        Assert.Contains("6 training and 4 test images of 8 × 9", structure.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public void AFolderWithoutFilesLeavesTheBundledOnesAndSaysSo()
    {
        var data = DataSetCatalog.Load("mnist", _folder.Root);
        Assert.Equal(60_000, data.Train.Count);
        Assert.Equal($"bundled MNIST ({_folder.Root} holds no IDX files)", data.Source);
        // Downloads of this machine's user are checked too.
        var checks = DataSetCatalog.Verify(_folder.Root).Where(check => check.File.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, checks.Length);
        Assert.All(checks, check => Assert.True(check.IsOk));
    }

    [Fact]
    public void OneFileOfFourIsNotEnough()
    {
        _folder.Write("t10k-labels-idx1-ubyte", SmallMnist.Labels(4));
        BadInput.Expect(() => DataSetCatalog.Load("mnist", _folder.Root), _folder.Root, "all four", "train-images", "train-labels", "t10k-images");
        Assert.Contains(DataSetCatalog.Verify(_folder.Root), check => !check.IsOk && check.File == _folder.Root);
    }

    [Fact]
    public void RefusesFoldersThatAreNotThere()
    {
        BadInput.Expect(() => DataSetCatalog.Load("mnist", _folder.Path("none")), _folder.Path("none"), "no such folder");
        BadInput.Expect(() => DataSetCatalog.Verify(_folder.Path("none")), "no such folder");
        BadInput.Expect(() => DataSetCatalog.Load("mnist", _folder.Write("file", [1]), mustBeThere: true), "a file");
        BadInput.Expect(() => DataSetCatalog.RequireFolder(_folder.Path("none")), _folder.Path("none"), "no such folder");
        BadInput.Expect(() => DataSetCatalog.Load("mnist", ""), "folder of data sets");
    }

    [Fact]
    public void TheOptionGoesBeforeTheVariable()
    {
        var other = Directory.CreateDirectory(_folder.Path("other")).FullName;
        Assert.Equal(_folder.Root, DataSetCatalog.ChosenFolder(_folder.Root, other));
        Assert.Equal(other, DataSetCatalog.ChosenFolder(null, other));
        Assert.Null(DataSetCatalog.ChosenFolder(null, null));
        Assert.Null(DataSetCatalog.ChosenFolder(null, ""));
        BadInput.Expect(() => DataSetCatalog.ChosenFolder(null, _folder.Path("none")), _folder.Path("none"), "RRR_DATA");
    }

    [Fact]
    public void RefusesUnknownNames() =>
        BadInput.Expect(() => DataSetCatalog.Load("minst", _folder.Root), "mnist, decoy-mnist, quadrants, toy-colors, iris-cancer, 20news", "'minst'");
}
