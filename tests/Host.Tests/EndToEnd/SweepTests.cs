using System.Text.Json;
using System.Text.Json.Nodes;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Sweeps that run to their end.</summary>
public sealed class SweepTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public SweepTests() => _data = SmallDigits.WriteTo(_folder);

    private string Store => _folder.Path("s.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ATrialHasTheBitsOfItsModelTrainedAlone()
    {
        string[] grid = ["--lambda1", "0.1..1000:3", "--seeds", "3..4", "--annotations", "none,full", "--learning-rate", "1e-3,1e-2"];
        var grouped = await SweepAsync(Store, grid);
        var single = await SweepAsync(_folder.Path("single.db"), [.. grid, "--group", "1", "--threads", "1"]);
        Assert.Equal(24, grouped.Whole("trials"));
        Assert.Equal(WithoutCompany(grouped), WithoutCompany(single));
        Assert.Contains(grouped.List("rows"), static row => row.Whole("group_size") > 2);
        Assert.All(single.List("rows"), static row => Assert.Equal(1, row.Whole("group_size")));

        foreach (var row in new[] { grouped.List("rows")[23], grouped.List("rows")[4] })
        {
            var model = await JsonAsync(
                ["train", "decoy-mnist", "--data", _data, "--device", "simd", "--epochs", "6", "--batch", "32", "--validation", "0.1", "--json", "--annotations", row.Text("annotations"),
                .. from name in new[] { "lambda1", "seed", "learning_rate" } from word in new[] { "--" + name.Replace('_', '-'), row.GetProperty(name).GetRawText() } select word]);
            Assert.Equal(model.Text("parameters_sha256"), row.Text("parameters_sha256"));
            foreach (var name in new[] { "train_accuracy", "validation_accuracy", "test_accuracy", "cross_entropy", "right_reasons", "steps" })
                Assert.Equal(model.Number(name), row.Number(name));
        }
    }

    [Fact]
    public async Task AStoreGrowsAndKnowsWhatItHas()
    {
        var first = await SweepAsync(Store, "--lambda1", "1..100:3", "--seeds", "0..1", "--annotations", "full");
        Assert.Equal((6, 6, 0, 0), (first.Whole("trials"), first.Whole("completed"), first.Whole("resumed"), first.Whole("failed")));
        Assert.Equal(Store, first.Text("store"));
        Assert.InRange(first.Number("seconds"), 0, 120);
        Assert.Equal([(1, 0), (1, 1), (10, 0), (10, 1), (100, 0), (100, 1)], first.List("rows").Select(static row => ((int)row.Number("lambda1"), row.Whole("seed"))));
        foreach (var row in first.List("rows"))
        {
            Assert.All(new[] { "train_accuracy", "validation_accuracy", "test_accuracy" }, name => Assert.InRange(row.Number(name), 0, 1));
            Assert.All(new[] { "cross_entropy", "right_reasons", "initial_ratio", "group_seconds" }, name => Assert.InRange(row.Number(name), 0, 1e12));
            Assert.Equal(("completed", JsonValueKind.Null, "simd"), (row.Text("status"), row.GetProperty("failure").ValueKind, row.Text("device")));
            Assert.Equal((1e-4, 1e-3, "full"), (row.Number("lambda2"), row.Number("learning_rate"), row.Text("annotations")));
        }

        var more = await SweepAsync(Store, "--lambda1", "10,1,7", "--seeds", "0..2", "--annotations", "full");
        Assert.Equal((9, 9, 4), (more.Whole("trials"), more.Whole("completed"), more.Whole("resumed")));
        Assert.Equal([10, 10, 10, 1, 1, 1, 7, 7, 7], more.List("rows").Select(static row => (int)row.Number("lambda1")));
        var other = await SweepAsync(Store, "--lambda1", "1", "--annotations", "full", "--hidden", "20,10");
        Assert.Equal(0, other.Whole("resumed"));
        Assert.Equal(12, SweepStoreFile.Sql(Store, "SELECT count(*) FROM trials WHERE status = 'completed'"));
        Assert.Equal(2, SweepStoreFile.Sql(Store, "SELECT count(*) FROM sweeps"));

        await JsonAsync(["export", Store, "--out", _folder.Path("t.csv"), "--json"]);
        var lines = File.ReadAllLines(_folder.Path("t.csv"));
        Assert.Equal(13, lines.Length);
        Assert.StartsWith("trial,sweep,dataset,", lines[0], StringComparison.Ordinal);
        Assert.Equal(12, (await JsonAsync(["export", Store, "--out", _folder.Path("t.parquet"), "--json"])).Whole("rows"));
        Assert.Equal("PAR1"u8, File.ReadAllBytes(_folder.Path("t.parquet")).AsSpan()[^4..]);
    }

    [Fact]
    public async Task AutoBalancesTheTerms()
    {
        var sweep = await SweepAsync(Store, "--lambda1", "auto", "--seeds", "0..1", "--annotations", "none,full", "--export", _folder.Path("t.csv"));
        var rows = sweep.List("rows");
        Assert.Equal([0, 0], rows[..2].Select(static row => row.Number("lambda1")));
        Assert.All(rows[2..], static row => Assert.InRange(row.Number("initial_ratio"), 0.99, 1.01));
        Assert.NotEqual(rows[2].Number("lambda1"), rows[3].Number("lambda1"));
        Assert.Equal(5, File.ReadAllLines(_folder.Path("t.csv")).Length);
        Assert.Equal(4, (await SweepAsync(Store, "--lambda1", "auto", "--seeds", "0..1", "--annotations", "none,full")).Whole("resumed"));

        var model = await JsonAsync(["train", "decoy-mnist", "--data", _data, "--device", "simd", "--epochs", "6", "--batch", "32", "--validation", "0.1", "--json", "--lambda1", "auto", "--annotations", "full", "--seed", "1"]);
        Assert.Equal(rows[3].Number("lambda1"), model.Number("lambda1"));
        Assert.Equal(rows[3].Text("parameters_sha256"), model.Text("parameters_sha256"));
    }

    [Fact]
    public async Task ATrialThatDivergesIsRecordedAndTheRestGoesOn()
    {
        string[] grid = ["--learning-rate", "1e-3,3e38", "--seeds", "0..1", "--annotations", "full"];
        var sweep = await SweepAsync(Store, grid);
        Assert.Equal((4, 4, 2), (sweep.Whole("trials"), sweep.Whole("completed"), sweep.Whole("failed")));
        Assert.Equal(["completed", "completed", "failed", "failed"], sweep.List("rows").Select(static row => row.Text("status")));
        Assert.Contains("not finite", sweep.List("rows")[2].Text("failure"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, sweep.List("rows")[2].GetProperty("cross_entropy").ValueKind);
        Assert.Equal(4, (await SweepAsync(Store, grid)).Whole("resumed"));
        Assert.Equal(2, (await SweepAsync(Store, [.. grid, "--retry-failed"])).Whole("resumed"));
    }

    [Fact]
    public async Task ASweepWithoutAnyModelSaysSo()
    {
        var result = await RrrProcess.RunAsync([.. Sweep(Store, "--learning-rate", "3e38", "--annotations", "full"), "--json"]);
        Assert.Equal(1, result.ExitCode);
        var sweep = JsonFields.Document(result);
        Assert.Equal((1, 1), (sweep.Whole("trials"), sweep.Whole("failed")));
    }

    [Fact]
    public async Task AnExportThatFailsInTheEndLosesNoResult()
    {
        // The folder that is in the way is made once training has begun.
        var export = _folder.Path("t.csv");
        using var process = RrrProcess.Start(Sweep(Store, "--annotations", "full", "--seeds", "0..15", "--export", export, "--json"));
        await process.UntilAsync(() => File.Exists(Store));
        Directory.CreateDirectory(export);
        var result = await process.EndAsync();
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(16, JsonFields.Document(result).Whole("completed"));
        Assert.StartsWith($"rrr: cannot write to '{export}'", result.ErrorLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnExportThatCannotBeWrittenIsRefusedBeforeTraining()
    {
        string[] sweep = Sweep(Store, "--annotations", "full");
        await Refusal.OfInputAsync([.. sweep, "--export", Path.Combine(_folder.Write("file", []), "x.csv")], "is a file, not a folder");
        Assert.False(File.Exists(Store));
    }

    [Fact]
    public async Task TheStoreIsNotOverwrittenByItsExport()
    {
        var store = _folder.Path("s.csv");
        await Refusal.OfInputAsync([.. Sweep(store), "--export", _folder.Path("none", "..", "s.csv")], "it is the store");
        Assert.False(File.Exists(store));
        await SweepAsync(store);
        var before = File.ReadAllBytes(store);
        await Refusal.OfInputAsync(["export", store, "--out", store], "it is the store");
        await Refusal.OfInputAsync([.. Sweep(store), "--export", store], "it is the store");
        Assert.Equal(before, File.ReadAllBytes(store));
    }

    [Fact]
    public async Task ANetworkThatCannotBeIsRefusedBeforeTrialsAreEntered()
    {
        await Refusal.OfInputAsync([.. Sweep(Store), "--hidden", "2000000000,2000000000"], "parameters; at most");
        Assert.Equal(0, SweepStoreFile.Sql(Store, "SELECT count(*) FROM trials"));
    }

    [Fact]
    public async Task APersonReadsATable()
    {
        var result = await RrrProcess.RunAsync(Sweep(Store, "--lambda1", "1,10", "--annotations", "full"));
        Assert.Equal(0, result.ExitCode);
        foreach (var word in new[] { "lambda1", "train", "validation", "test", "initial ratio", "2 of 2 trials", Store })
            Assert.Contains(word, result.Output, StringComparison.Ordinal);
        Assert.Contains(result.ErrorLines, static line => line.StartsWith("sweep: 2 trials, 0 of them done before; groups of at most", StringComparison.Ordinal));
    }

    private string[] Sweep(string store, params string[] grid) =>
        ["sweep", "decoy-mnist", "--data", _data, "--device", "simd", "--epochs", "6", "--batch", "32", "--validation", "0.1", "--store", store, .. grid];

    private async Task<JsonElement> SweepAsync(string store, params string[] grid) => await JsonAsync([.. Sweep(store, grid), "--json"]);

    private static async Task<JsonElement> JsonAsync(string[] arguments)
    {
        var result = await RrrProcess.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonFields.Document(result);
    }

    /// <summary>Rows without what depends on the models beside them, and on the clock.</summary>
    internal static string[] WithoutCompany(JsonElement sweep) => [.. sweep.List("rows").Select(static row =>
    {
        var fields = JsonNode.Parse(row.GetRawText())!.AsObject();
        foreach (var name in new[] { "group_id", "group_size", "group_seconds", "finished_at", "device_name" })
            Assert.True(fields.Remove(name));
        return fields.ToJsonString();
    })];
}
