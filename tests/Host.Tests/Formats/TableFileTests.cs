using Parquet;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tests.Formats;

public sealed class TableFileTests : IDisposable
{
    private static readonly Table s_table = new(
    [
        new("whole", ColumnKind.Whole, [1L, null, long.MinValue]),
        new("real", ColumnKind.Real, [0.1, double.MaxValue, null]),
        new("text", ColumnKind.Text, [null, "a \"b\", c", "ü"]),
        new("nothing", ColumnKind.Real, [null, null, null]),
    ]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void CsvHasEveryDigit()
    {
        var path = _folder.Path("t.csv");
        TableFile.Write(path, s_table);
        Assert.Equal(
            "whole,real,text,nothing\r\n1,0.1,,\r\n,1.7976931348623157E+308,\"a \"\"b\"\", c\",\r\n-9223372036854775808,,ü,\r\n",
            File.ReadAllText(path));
    }

    [Fact]
    public async Task ParquetReadsBack()
    {
        var path = _folder.Path("t.PARQUET");
        TableFile.Write(path, s_table);

        await using var reader = await ParquetReader.CreateAsync(path, cancellationToken: TestContext.Current.CancellationToken);
        using var group = reader.OpenRowGroupReader(0);
        var fields = reader.Schema.DataFields;
        Assert.Equal(["whole", "real", "text", "nothing"], fields.Select(static field => field.Name));
        var (whole, real, text, nothing) = (new long?[3], new double?[3], new string?[3], new double?[3]);
        await group.ReadAsync<long>(fields[0], whole.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        await group.ReadAsync<double>(fields[1], real.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        await group.ReadAsync(fields[2], text.AsMemory()!, cancellationToken: TestContext.Current.CancellationToken);
        await group.ReadAsync<double>(fields[3], nothing.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([1, null, long.MinValue], whole);
        Assert.Equal([0.1, double.MaxValue, null], real);
        Assert.Equal<IEnumerable<string?>>([null, "a \"b\", c", "ü"], text);
        Assert.Equal([null, null, null], nothing);
    }

    [Fact]
    public void AnEmptyTableIsAFileToo()
    {
        foreach (var name in new[] { "t.csv", "t.parquet" })
        {
            TableFile.Write(_folder.Path(name), new Table([new("real", ColumnKind.Real, [])]));
            Assert.True(new FileInfo(_folder.Path(name)).Length > 0);
        }
    }
}
