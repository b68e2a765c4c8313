using RrrGpu.Host.Formats;
using RrrGpu.Host.Tables;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Tables;

public sealed class NpzTableTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly NumberArray _x = new(new double[] { 1, 2, 3, 4, 5, 6, 7, 8 }, 4, 2);
    private readonly NumberArray _y = new(new long[] { 3, 7, 3, 7 }, 4);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsArraysWithNames()
    {
        var data = TableFolder.Load(_folder.WriteNpz("t.npz", ("X", _x), ("y", _y), ("feature_names", new[] { "a", "größe" })), label: null, share: 0.5);
        Assert.Equal(["a", "größe"], data.FeatureNames);
        Assert.Equal(["3", "7"], data.ClassNames);
        Assert.Equal((2, 2), (data.Train.Count, data.Test.Count));
        foreach (var (row, place) in data.Table!.TestRows.Index().Select(static pair => (pair.Item, pair.Index)))
            Assert.Equal([2 * row + 1, 2 * row + 2], data.Test.Inputs.ToArray()[(2 * place)..(2 * place + 2)]);
    }

    [Fact]
    public void ReadsTestRowsTextsAndImages()
    {
        var images = new NumberArray(Enumerable.Range(0, 24).Select(static i => (byte)i).ToArray(), 4, 2, 3);
        var data = TableFolder.Load(
            _folder.WriteNpz("t.npz", ("X", images), ("species", new[] { "b", "a", "b", "a" }), ("X_test", new NumberArray(new byte[6], 1, 2, 3)), ("species_test", new[] { "a" })), label: "species");
        Assert.Equal(new ImageSize(2, 3), data.Image);
        Assert.NotNull(data.Train.Inputs.Bytes);
        Assert.Equal((4, 1), (data.Train.Count, data.Test.Count));
        Assert.Equal(["a", "b"], data.ClassNames);
        Assert.Equal([0], data.Test.Labels);
        Assert.Equal(new byte[6], data.Test.Inputs.Bytes);
        BadInput.Expect(() => TableFolder.Load(_folder.Path("t.npz"), label: "species", share: 0.5), "--test-share", "test rows of its own");
    }

    [Fact]
    public void SaysWhatIsWrong()
    {
        Refuse([("X", _x)], "an array y", "the arrays X");
        Refuse([("y", _y)], "an array X", "the arrays y");
        Refuse([("X", _x), ("y", new NumberArray(new long[3], 3))], "4 classes in y", "got 3");
        Refuse([("X", _x), ("y", new NumberArray(new long[4], 2, 2))], "one class a row", "2 × 2");
        Refuse([("X", _x), ("y", new NumberArray(new long[4], 4))], "at least two classes", "'0'");
        Refuse([("X", _x), ("y", new NumberArray(new[] { 1, double.NaN, 1, 2 }, 4))], "NaN in row 2");
        Refuse([("X", _x), ("y", new[] { "a", "", "a", "b" })], "nothing in row 2");
        Refuse([("X", new NumberArray(new float[4], 4)), ("y", _y)], "rows × features", "(4)");
        Refuse([("X", new NumberArray(new[] { 1, 2, 3, 4, 5, float.NaN, 7, 8 }, 4, 2)), ("y", _y)], "NaN in row 3, column 2 of X");
        Refuse([("X", new NumberArray(new[] { 1, 2, 3, 4, 5, 1e300, 7, 8 }, 4, 2)), ("y", _y), ("feature_names", new[] { "a", "b" })], "in row 3, column b of X");
        Refuse([("X", _x), ("y", _y), ("feature_names", new[] { "a" })], "2 feature_names", "got 1");
        Refuse([("X", _x), ("y", _y), ("feature_names", new[] { "a", "a" })], "two called 'a'");
        Refuse([("X", _x), ("y", _y), ("feature_names", _y)], "texts");
        Refuse([("X", _x), ("y", _y), ("X_test", _x)], "an array y_test");
        Refuse([("X", _x), ("y", new[] { "a", "b", "a", "nan" })], "a class in 'y', row 4", "'nan'");
        BadInput.Expect(() => TableFolder.Load(_folder.WriteNpz("t.npz", ("X", _x), ("y", _y)), label: null, dropped: ["a"]), "--drop", "t.npz");
    }

    [Fact]
    public void TestRowsAreLaidOutAsTrainingRowsAre()
    {
        var (images, one) = (new NumberArray(new byte[24], 4, 2, 3), new NumberArray(new long[] { 3 }, 1));
        Refuse([("X", images), ("y", _y), ("X_test", new NumberArray(new byte[6], 1, 3, 2)), ("y_test", one)], "test rows that are images of 2 × 3 × 1", "got images of 3 × 2 × 1");
        Refuse([("X", images), ("y", _y), ("X_test", new NumberArray(new byte[6], 1, 6)), ("y_test", one)], "images of 2 × 3 × 1", "got no images");
        Refuse([("X", _x), ("y", _y), ("X_test", new NumberArray(new byte[3], 1, 3)), ("y_test", one)], "2 features in test rows", "got 3");
        var path = _folder.WriteNpz("t.npz", ("X", _x), ("y", _y));
        var test = _folder.WriteText("test.csv", "a,b,y\n1,2,3\n");
        BadInput.Expect(() => TableFolder.Load(path, label: "y", test: test), test, "features without names", "the columns a, b");
    }

    [Fact]
    public void NewRowsAreThoseOfXWhetherOrNotThereAreTestRows()
    {
        var layout = TableFolder.Load(_folder.WriteNpz("t.npz", ("X", _x), ("y", _y)), label: null, share: 0.5).Table!;
        var path = _folder.WriteNpz("new.npz", ("X", _x), ("y", _y), ("X_test", new NumberArray(new double[] { 9, 9 }, 1, 2)), ("y_test", new NumberArray(new long[] { 3 }, 1)));
        var data = OwnTable.LoadNew(TableFolder.Request(path, label: null), layout);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], data.Test.Inputs.ToArray());
        Assert.EndsWith("new.npz (all rows of X, none of X_test)", data.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<U0", "at least one character")]
    [InlineData("|S0", "at least one character")]
    [InlineData("<U4", "2000000 values of 16 bytes", "truncated")]
    public void AHeaderAloneTakesNoMemory(string type, params string[] parts)
    {
        using var npy = new MemoryStream();
        NpyFile.WriteHeader(npy, $"{{'descr': '{type}', 'fortran_order': False, 'shape': (2000000,), }}");
        Refuse([("X", _x), ("y", npy.ToArray())], ["y.npy", .. parts]);
        Refuse([("X", _x), ("y", _y), ("feature_names", npy.ToArray())], ["feature_names.npy", .. parts]);
    }

    [Fact]
    public void TextsOfNoLengthAreWrittenSoThatTheyCanBeRead()
    {
        using var stream = new MemoryStream();
        NpyTexts.Write(stream, ["", ""]);
        stream.Position = 0;
        Assert.Equal(["", ""], NpyTexts.Read(stream, "t.npy", stream.Length));
    }

    [Fact]
    public void RefusesFilesThatAreBroken()
    {
        var bytes = File.ReadAllBytes(_folder.WriteNpz("t.npz", ("X", _x), ("y", _y)));
        foreach (var length in new[] { 0, 3, bytes.Length / 2, bytes.Length - 1 })
            BadInput.Expect(() => TableFolder.Load(_folder.Write("cut.npz", bytes[..length]), label: null), "cut.npz", "truncated");
        BadInput.Expect(() => TableFolder.Load(_folder.WriteText("text.npz", "x,y\n1,2\n"), label: null), "text.npz", "another kind");
    }

    [Theory]
    [InlineData("|S3", "ab\0", "cde", "ab", "cde")]
    [InlineData(">U1", "\0\0\0a", "\0\0\0b", "a", "b")]
    public void ReadsTextsOfOtherTypes(string type, string first, string second, params string[] expected)
    {
        using var stream = new MemoryStream();
        NpyFile.WriteHeader(stream, $"{{'descr': '{type}', 'fortran_order': False, 'shape': (2,), }}");
        stream.Write(System.Text.Encoding.ASCII.GetBytes(first + second));
        stream.Position = 0;
        Assert.Equal(expected, NpyTexts.Read(stream, "t.npy", stream.Length));
        stream.SetLength(stream.Length - 1);
        stream.Position = 0;
        BadInput.Expect(() => NpyTexts.Read(stream, "t.npy", stream.Length + 1), "t.npy", "2 values", "truncated");
    }

    private void Refuse((string Name, object Values)[] arrays, params string[] parts) =>
        BadInput.Expect(() => TableFolder.Load(_folder.WriteNpz("t.npz", arrays), label: null), ["t.npz", .. parts]);
}
