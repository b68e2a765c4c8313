namespace RrrGpu.Host.Tests.Tables;

public sealed class ParquetTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadsWhatTheSameTableInCsvSays()
    {
        var path = _folder.WriteParquet(
            "fruit.parquet",
            ("size", [1.0, 2.0, 3.0, 4.0, 5.5, -0.6, 7.0, 8.0]),
            ("colour", ["red", "blue", "red", "green", "red", "blue", "red", "green"]),
            ("constant", [5L, 5L, 5L, 5L, 5L, 5L, 5L, 5L]),
            ("kind", ["pear", "apple", "pear", "apple", "pear", "apple", "pear", "apple"]));
        var (binary, text) = (TableFolder.Load(path), TableFolder.Load(_folder.WriteText("fruit.csv", TableFolder.Small)));
        Assert.Equal(text.FeatureNames, binary.FeatureNames);
        Assert.Equal(text.ClassNames, binary.ClassNames);
        Assert.Equal(text.Train.Inputs.ToArray(), binary.Train.Inputs.ToArray());
        Assert.Equal(text.Train.Labels, binary.Train.Labels);
        Assert.Equal(text.Test.Inputs.ToArray(), binary.Test.Inputs.ToArray());
    }

    [Fact]
    public void SaysWhatIsWrong()
    {
        Refuse([("x", [1.0, null, 3.0]), ("kind", [1L, 2L, 1L])], "a value in row 2, column 'x'", "missing");
        Refuse([("x", [1.0, 2.0, double.NaN]), ("kind", [1L, 2L, 1L])], "row 3, column 'x'", "NaN");
        Refuse([("x", [1.0, 2.0, 3.0]), ("kind", [1L, null, 1L])], "a value in row 2, column 'kind'");
        Refuse([("x", ["a", " ", "b"]), ("kind", [1L, 2L, 1L])], "a value in row 2, column 'x'");
        Refuse([("x", [1.0, 2.0]), ("kind", [1L, 1L])], "at least two classes", "'1'");
        Refuse([("x", [1.0, 2.0]), ("z", [1L, 1L])], "a column 'kind'", "x, z");
    }

    [Fact]
    public void RefusesFilesThatAreBroken()
    {
        var bytes = File.ReadAllBytes(_folder.WriteParquet("t.parquet", ("x", [1.0, 2.0, 3.0, 4.0]), ("kind", [1L, 2L, 1L, 2L])));
        foreach (var length in new[] { 0, 3, 8, bytes.Length / 2, bytes.Length - 1 })
            BadInput.Expect(() => TableFolder.Load(_folder.Write("cut.parquet", bytes[..length])), "cut.parquet", "truncated");
        BadInput.Expect(() => TableFolder.Load(_folder.WriteText("text.parquet", TableFolder.Small)), "text.parquet", "another kind");
        for (var at = 4; at < bytes.Length; at += 7)
        {
            var spoiled = (byte[])bytes.Clone();
            spoiled[at] ^= 0x5A;
            var path = _folder.Write("spoiled.parquet", spoiled);
            try
            {
                _ = TableFolder.Load(path);
            }
            catch (BadInputException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    private void Refuse((string Name, object?[] Values)[] columns, params string[] parts) =>
        BadInput.Expect(() => TableFolder.Load(_folder.WriteParquet("t.parquet", columns)), ["t.parquet", .. parts]);
}
