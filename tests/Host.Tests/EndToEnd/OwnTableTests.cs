using System.Globalization;
using System.Text;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tests.Tables;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>A table of one's own from training to report, as the paper does it with Iris-Cancer.</summary>
public sealed class OwnTableTests : IDisposable
{
    private const string Iris = "petal_*,sepal_*";
    private readonly TempFolder _folder = new();
    private readonly string _table;

    public OwnTableTests() => _table = IrisCancerTable.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnnotatedFeaturesAreNoReasonAnyMore()
    {
        var free = await RunAsync("train", _table, "--label", "y", "--epochs", "200", "--out", _folder.Path("free"));
        Assert.Equal(("patients", 0.0), (free.Text("dataset"), free.Number("lambda1")));
        var right = await RunAsync("train", _table, "--label", "y", "--epochs", "200", "--annotate", Iris, "--lambda1", "1000", "--out", _folder.Path("right"));
        Assert.InRange(right.Number("test_accuracy"), 0.7, 1);
        await RunAsync("explain", _folder.Path("free"), _table, "--label", "y", "--explained", "log-sum", "--out", _folder.Path("before"));
        var after = await RunAsync("explain", _folder.Path("right"), _table, "--explained", "log-sum", "--region", Iris, "--region", "0..3", "--compare", _folder.Path("free"), "--out", _folder.Path("after"));
        Assert.Equal(right.Number("test_accuracy"), after.Number("accuracy"), 12);
        Assert.InRange(IrisShare("after"), 0, IrisShare("before") / 5);
        Assert.InRange(after.List("regions")[0].Number("rule_score"), 0, 0.01);
        Assert.Equal(after.List("regions")[0].Number("pooled"), after.List("regions")[1].Number("pooled"));
        Assert.Equal(["benign", "malignant"], after.List("class_names").Select(static name => name.GetString()));

        var features = File.ReadAllLines(_folder.Path("after", "features.csv"));
        Assert.Equal((35, "feature,name,mean_absolute_gradient,marked_share"), (features.Length, features[0]));
        Assert.StartsWith("3,petal_width,", features[4], StringComparison.Ordinal);
        var predictions = File.ReadAllLines(_folder.Path("after", "predictions.csv")).Select(static line => line.Split(',')).ToArray();
        Assert.Equal(["row", "label", "predicted", "confidence", "p0", "p1", "label_name", "predicted_name", "file_row"], predictions[0]);
        var lines = File.ReadAllLines(_table);
        foreach (var row in predictions.Skip(1))
            Assert.EndsWith("," + row[6], lines[int.Parse(row[8], CultureInfo.InvariantCulture) + 1], StringComparison.Ordinal);
        Assert.All(predictions.Skip(1), static row => Assert.Equal(row[2] == "0" ? "benign" : "malignant", row[7]));
    }

    [Fact]
    public async Task FindAnotherSweepAndReportGoOverATable()
    {
        var found = await RunAsync("find-another", _table, "--label", "y", "--test-share", "0.3", "--data-seed", "3", "--epochs", "30", "--iterations", "1", "--lambda1", "1000", "--stop-accuracy-fall", "1", "--out", _folder.Path("fa"));
        Assert.Equal(2, found.List("models").Length);
        var report = await RunAsync("report", _folder.Path("fa"), "--out", _folder.Path("fa.html"));
        Assert.Contains("features", report.List("figures").Select(static f => f.GetString()));
        var page = File.ReadAllText(_folder.Path("fa.html"));
        Assert.Contains(Downloads(page), static csv => csv.Contains("petal_length", StringComparison.Ordinal));
        Assert.Contains("malignant", page, StringComparison.Ordinal);
        var explained = await RunAsync("explain", _folder.Path("fa", "theta-1"), _table, "--out", _folder.Path("out"));
        Assert.Equal(found.List("models")[1].Number("test_accuracy"), explained.Number("accuracy"), 12);

        Directory.CreateDirectory(_folder.Path("moved"));
        File.Move(_table, _folder.Path("moved", "patients.csv"));
        await Refusal.OfInputAsync(["report", _folder.Path("fa"), "--device", "simd"], _table, "no such file");
        await RunAsync("report", _folder.Path("fa"), "--data", _folder.Path("moved"), "--out", _folder.Path("again.html"));
        File.AppendAllText(_folder.Path("moved", "patients.csv"), File.ReadLines(_folder.Path("moved", "patients.csv")).Last() + "\r\n");
        await Refusal.OfInputAsync(["report", _folder.Path("fa"), "--data", _folder.Path("moved"), "--device", "simd"], "the rows that the models were trained on");

        string[] sweep = ["sweep", _folder.Path("moved", "patients.csv"), "--label", "y", "--lambda1", "1..1000:2", "--annotations", "features:petal_*+features:sepal_*", "--seeds", "0..1", "--epochs", "3", "--store", _folder.Path("s.db")];
        Assert.Equal((4, 0), (await RunAsync(sweep) is var first ? first.Whole("completed") : 0, first.Whole("resumed")));
        Assert.Equal(4, (await RunAsync(sweep)).Whole("resumed"));
        await RunAsync("report", _folder.Path("s.db"));
        Assert.Contains("patients", File.ReadAllText(_folder.Path("s.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelExplainsNewRowsOfItsTable()
    {
        var table = _folder.WriteText("fruit.csv", TableFolder.Small);
        await RunAsync("train", table, "--label", "kind", "--epochs", "5", "--scale", "standard", "--annotate", "colour", "--lambda1", "1", "--annotate-rows", "0..7", "--out", _folder.Path("m"));
        var stored = ModelStore.Load(_folder.Path("m")).Run;
        Assert.Equal(["size", "colour=blue", "colour=green", "colour=red", "constant"], stored["feature_names"]!.AsArray().Select(static name => name!.ToString()));
        Assert.Equal("kind", stored["table"]!["label"]!.ToString());

        // The same rows in other columns' order, and one with a category that is new.
        var lines = TableFolder.Small.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split(',')).ToArray();
        _folder.WriteText("new.csv", string.Join('\n', lines.Select(static f => $"{f[3]},{f[2]},{f[1]},{f[0]}")) + "\npear,5,mauve,3\n");
        var json = await RunAsync("explain", _folder.Path("m"), _folder.Path("new.csv"), "--out", _folder.Path("new"));
        Assert.Equal(("test", 9), (json.Text("row_set"), json.Whole("rows")));
        Assert.Equal("colour", Assert.Single(json.List("regions")).Text("name"));
        await RunAsync("explain", _folder.Path("m"), table, "--rows", "train", "--out", _folder.Path("old"));
        var known = Predictions("old");
        var again = Predictions("new");
        Assert.All(known, row => Assert.Equal(row.Value, again[row.Key]));
        Assert.Equal(6, known.Count);

        await RefuseAsync("size,constant,kind\n1,5,pear\n", "a column 'colour' of texts", "size, constant");
        await RefuseAsync("size,colour,constant,more,kind\n1,red,5,1,pear\n", "'more' as well", "--drop more");
        await RefuseAsync("size,colour,constant,kind\nbig,red,5,pear\n", "numbers in column 'size'", "'big'");
        await RefuseAsync("size,colour,constant,kind\n1,red,5,plum\n", "apple, pear", "'plum'");
        await RefuseAsync("size,colour,constant\n1,red,5\n", "a column 'kind'", "--label");
        _folder.WriteText("same.csv", TableFolder.Small + "\n");
        await Refusal.OfInputAsync(["explain", _folder.Path("m"), _folder.Path("same.csv"), "--rows", "train", "--device", "simd", "--out", _folder.Path("x")], "--rows train", "test rows");
        await Refusal.OfInputAsync(["explain", _folder.Path("m"), table, "--label", "size", "--device", "simd", "--out", _folder.Path("x")], "--label", "kind");
        await Refusal.OfInputAsync(["explain", _folder.Path("m"), "iris-cancer", "--device", "simd", "--out", _folder.Path("x")], "34 features");
    }

    [Fact]
    public async Task AnAnnotationFileGoesByTheRowsOfTheTable()
    {
        var table = _folder.WriteText("fruit.csv", TableFolder.Small);
        // Only the row of the file with size 7, which is marked in "size".
        File.WriteAllText(_folder.Path("a.csv"), string.Concat(Enumerable.Range(0, 8).Select(static row => row == 6 ? "1,0,0,0,0\n" : "0,0,0,0,0\n")));
        var data = TableFolder.Load(table);
        var byFile = await RunAsync("train", table, "--label", "kind", "--epochs", "2", "--annotations", _folder.Path("a.csv"), "--lambda1", "10");
        Assert.Contains(6, data.Table!.TrainRows);
        var byRow = await RunAsync("train", table, "--label", "kind", "--epochs", "2", "--annotate", "size", "--annotate-rows", "6", "--lambda1", "10");
        Assert.True(byFile.Number("right_reasons") > 0);
        Assert.Equal(byFile.Number("right_reasons"), byRow.Number("right_reasons"));
        Assert.Equal(byFile.Text("parameters_sha256"), byRow.Text("parameters_sha256"));
        await Refusal.OfInputAsync(["train", table, "--label", "kind", "--device", "simd", "--annotate", "size", "--annotate-rows", "8"], "rows of the table from 0 to 7", "8");
        await Refusal.OfInputAsync(["train", table, "--label", "kind", "--device", "simd", "--annotate", "size", "--annotate-rows", string.Join(',', data.Table.TestRows)], "all test rows");
        await Refusal.OfInputAsync(["train", table, "--label", "kind", "--device", "simd", "--always-include", "8"], "--always-include", "0 to 7");
    }

    [Theory]
    [InlineData("train nosuch.csv --label y", "nosuch.csv: expected a table", "no such file")]
    [InlineData("train TABLE", "--label", "none")]
    [InlineData("sweep TABLE --store x.db", "--label", "none")]
    [InlineData("find-another TABLE", "--label", "none")]
    [InlineData("train TABLE --label y --test-share 0", "--test-share", "got 0")]
    [InlineData("train TABLE --label y --test x.txt", "--test", "'x.txt'")]
    [InlineData("train iris-cancer --label y", "--label: expected a .csv, .tsv, .npz or .parquet file with it, got data set 'iris-cancer'")]
    [InlineData("train iris-cancer --drop y", "--drop", "iris-cancer")]
    public Task BadUsageIsRefused(string line, params string[] parts) =>
        Refusal.OfUsageAsync([.. line.Replace("TABLE", _table, StringComparison.Ordinal).Split(' ')], parts);

    [Fact]
    public Task BadTablesAreRefused() =>
        Refusal.OfInputAsync(["train", _table, "--label", "nosuch", "--device", "simd"], "patients.csv", "a column 'nosuch'");

    /// <summary>The share of all gradients, by magnitude, that is in the four features of Iris.</summary>
    private double IrisShare(string folder)
    {
        double[] means = [.. File.ReadAllLines(_folder.Path(folder, "features.csv")).Skip(1).Select(static line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        return means[..4].Sum() / means.Sum();
    }

    private static IEnumerable<string> Downloads(string page) => page.Split("data:text/csv;charset=utf-8;base64,").Skip(1)
        .Select(static part => Encoding.UTF8.GetString(Convert.FromBase64String(part[..part.IndexOf('"', StringComparison.Ordinal)])));

    private Dictionary<string, string> Predictions(string folder) => File.ReadAllLines(_folder.Path(folder, "predictions.csv")).Skip(1)
        .Select(static line => line.Split(','))
        .ToDictionary(static f => f[^1], static f => string.Join(',', f[1..^1]));

    private Task RefuseAsync(string text, params string[] parts) => Refusal.OfInputAsync(
        ["explain", _folder.Path("m"), _folder.WriteText("other.csv", text), "--device", "simd", "--out", _folder.Path("x")], ["other.csv", .. parts]);

    private static async Task<System.Text.Json.JsonElement> RunAsync(params string[] arguments)
    {
        var result = await RrrProcess.RunAsync([.. arguments, "--device", "simd", "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonFields.Document(result);
    }
}
