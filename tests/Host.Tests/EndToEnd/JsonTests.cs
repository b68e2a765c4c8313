using System.Text.Json;

namespace RrrGpu.Host.Tests.EndToEnd;

public sealed class JsonTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Devices()
    {
        var result = await RrrProcess.RunAsync("devices", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var devices = JsonFields.Document(result).List("devices");
        Assert.Single(devices, static d => d.Truth("is_default"));
        Assert.Contains(devices, static d => (d.Text("id"), d.Text("kind")) == ("simd", "simd"));
        Assert.All(devices, static d =>
        {
            Assert.Contains(d.Text("kind"), new[] { "simd", "cuda", "opencl", "cpu" });
            Assert.StartsWith(d.Text("kind"), d.Text("id"), StringComparison.Ordinal);
            Assert.NotEmpty(d.Text("name"));
        });
    }

    [Fact]
    public async Task Verify()
    {
        var result = await RrrProcess.RunAsync("verify", "--device", "simd", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var json = JsonFields.Document(result);
        var cases = json.List("cases");
        Assert.Equal("simd", json.Text("device"));
        Assert.False(json.GetProperty("tf32").GetBoolean());
        Assert.Equal((cases.Length, 0, 0), (json.Whole("passed"), json.Whole("failed"), json.Whole("unsupported")));
        Assert.Contains(cases, static c => c.Text("kind") == "simultaneous");
        Assert.All(cases, static c =>
        {
            Assert.NotEmpty(c.Text("name"));
            Assert.Contains(c.Text("kind"), new[] { "loss", "adam", "simultaneous" });
            Assert.InRange(c.Number("max_relative_error"), 0, 1e-4);
            Assert.True(c.Truth("passed"));
        });
    }

    [Theory]
    [InlineData("\"loss\"", "\"expo\"", 0, 0, 1)]
    [InlineData("\"cross_entropy\": ", "\"cross_entropy\": 7", 0, 1, 0)]
    public async Task VerifyOfACaseThatDoesNotPass(string old, string replacement, int passed, int failed, int unsupported)
    {
        var golden = GoldenFile.Read();
        var at = golden.IndexOf(old, StringComparison.Ordinal);
        Assert.NotEqual(-1, at);
        _folder.Write("case.json", System.Text.Encoding.UTF8.GetBytes(golden[..at] + replacement + golden[(at + old.Length)..]));
        var result = await RrrProcess.RunAsync("verify", "--cases", _folder.Root, "--device", "simd", "--json");
        Assert.Equal(1, result.ExitCode);
        var json = JsonFields.Document(result);
        Assert.Equal((passed, failed, unsupported), (json.Whole("passed"), json.Whole("failed"), json.Whole("unsupported")));
        Assert.False(Assert.Single(json.List("cases")).Truth("passed"));
    }

    [Fact]
    public async Task TrainOnIdxFilesOfOnesOwn()
    {
        var data = SmallDigits.WriteTo(_folder);
        var result = await RrrProcess.RunAsync(
            "train", "decoy-mnist", "--data", data, "--annotations", "full", "--lambda1", "0.5", "--epochs", "3", "--batch", "64", "--seed", "7", "--scale", "unit", "--device", "simd", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(result.ErrorLines);
        var json = JsonFields.Document(result);
        Assert.Equal(("decoy-mnist", "simd"), (json.Text("dataset"), json.Text("device")));
        Assert.Equal((7, 3, 15, 0.5), (json.Whole("seed"), json.Whole("epochs"), json.Whole("steps"), json.Number("lambda1")));
        Assert.InRange(json.Number("train_accuracy"), 0, 1);
        Assert.InRange(json.Number("test_accuracy"), 0, 1);
        Assert.InRange(json.Number("train_seconds"), 0, 60);
        Assert.InRange(json.Number("cross_entropy"), 1e-9, 1e9);
        Assert.InRange(json.Number("right_reasons"), 1e-12, 1e9);
    }

    [Fact]
    public async Task TrainWithoutAnnotationsHasNoRightReasonsTerm()
    {
        var data = SmallDigits.WriteTo(_folder);
        var result = await RrrProcess.RunAsync("train", "mnist", "--data", data, "--epochs", "1", "--device", "simd", "--json");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(0, JsonFields.Document(result).Number("right_reasons"));
    }

    [Fact]
    public async Task ReproduceList()
    {
        var result = await RrrProcess.RunAsync("reproduce", "--list", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(JsonFields.Document(result).List("experiments"), static e => e.Text("name") == "decoy-mnist");
    }

    [Fact]
    public async Task ReproduceQuick()
    {
        var data = SmallDigits.WriteTo(_folder);
        var reports = _folder.Path("reports");
        var result = await RrrProcess.RunAsync("reproduce", "decoy-mnist", "--quick", "--data", data, "--out", reports, "--device", "simd", "--json");
        var json = JsonFields.Document(result);
        var experiment = Assert.Single(json.List("experiments"));
        Assert.Equal("decoy-mnist", experiment.Text("name"));
        Assert.InRange(experiment.Number("seconds"), 0, 120);
        var figures = experiment.List("figures");
        Assert.All(figures, static figure =>
        {
            Assert.NotEmpty(figure.Text("what"));
            var measured = figure.Number("measured");
            _ = figure.Number("published");
            var low = figure.GetProperty("low").ValueKind == JsonValueKind.Null ? double.NegativeInfinity : figure.Number("low");
            var high = figure.GetProperty("high").ValueKind == JsonValueKind.Null ? double.PositiveInfinity : figure.Number("high");
            Assert.Equal(measured >= low && measured <= high, figure.Truth("holds"));
        });
        // 300 rows say nothing about the published figures; the exit code must say what the verdicts say.
        Assert.Equal(figures.All(static figure => figure.Truth("holds")) ? 0 : 1, result.ExitCode);
        var report = experiment.Text("report");
        Assert.Equal([Path.GetFileName(report)], Directory.GetFileSystemEntries(reports).Select(Path.GetFileName));
        var html = await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken);
        Assert.EndsWith("</html>", html.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("data:image/png;base64,", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReproduceBoundaries()
    {
        var reports = _folder.Path("reports");
        var result = await RrrProcess.RunAsync("reproduce", "boundaries", "--quick", "--out", reports, "--device", "simd", "--json");
        Assert.Equal(0, result.ExitCode);
        var experiment = Assert.Single(JsonFields.Document(result).List("experiments"));
        Assert.Equal("boundaries", experiment.Text("name"));
        Assert.All(experiment.List("figures"), static figure => Assert.True(figure.Truth("holds"), figure.Text("what")));
        Assert.Contains("Figure 2.13", await File.ReadAllTextAsync(experiment.Text("report"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReproduceLossesOnFewDigits()
    {
        var data = SmallDigits.WriteTo(_folder);
        var result = await RrrProcess.RunAsync("reproduce", "decoy-mnist-losses", "--quick", "--data", data, "--out", _folder.Path("reports"), "--device", "simd", "--json");
        var experiment = Assert.Single(JsonFields.Document(result).List("experiments"));
        // 300 rows say nothing about the published figures; the exit code must say what the verdicts say.
        Assert.Equal(experiment.List("figures").All(static figure => figure.Truth("holds")) ? 0 : 1, result.ExitCode);
    }

    [Fact]
    public async Task TrainOnGeneratedPoints()
    {
        var result = await RrrProcess.RunAsync("train", "quadrants", "--epochs", "8", "--data-seed", "2", "--device", "simd", "--json");
        Assert.Equal(0, result.ExitCode);
        var json = JsonFields.Document(result);
        Assert.Equal(("quadrants", 64), (json.Text("dataset"), json.Whole("steps")));
        Assert.InRange(json.Number("test_accuracy"), 0.99, 1);
    }

    [Fact]
    public async Task DataList()
    {
        var result = await RrrProcess.RunAsync("data", "list", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var sets = JsonFields.Document(result).List("datasets");
        Assert.Equal(["mnist", "decoy-mnist", "quadrants", "toy-colors", "iris-cancer", "20news"], sets.Select(static s => s.Text("name")));
        (int, int, int, int)[] sizes = [(60000, 10000, 784, 10), (60000, 10000, 784, 10), (2048, 1024, 2, 2), (20000, 20000, 75, 2), (67, 33, 34, 2), (1079, 717, 5000, 2)];
        Assert.Equal(sizes, sets.Select(static s => (s.Whole("train_rows"), s.Whole("test_rows"), s.Whole("features"), s.Whole("classes"))));
        Assert.Equal("rrr data get 20news", sets.Single(static s => !s.Truth("is_bundled")).Text("how_to_get"));
    }

    [Fact]
    public async Task DataVerify()
    {
        var result = await RrrProcess.RunAsync("data", "verify", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var json = JsonFields.Document(result);
        Assert.Equal((6, 0), (json.Whole("passed"), json.Whole("failed")));
        Assert.All(json.List("files"), static f => Assert.True(f.Truth("is_ok")));
    }

    [Fact]
    public async Task DataVerifyOfADamagedFile()
    {
        var data = SmallDigits.WriteTo(_folder);
        _folder.Write($"data/{SmallDigits.TrainImages}", SmallDigits.Images(SmallDigits.TrainRows)[..^1]);
        var result = await RrrProcess.RunAsync("data", "verify", "--data", data, "--json");
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        var json = JsonFields.Document(result);
        Assert.Equal((6, 1), (json.Whole("passed"), json.Whole("failed")));
        Assert.Contains(SmallDigits.TrainImages, json.List("files").Single(static f => !f.Truth("is_ok")).Text("actual"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatDivergesIsAFailedCheckThatSaysSo()
    {
        var data = SmallDigits.WriteTo(_folder);
        var folder = _folder.Path("lost");
        string[] training = ["train", "mnist", "--data", data, "--epochs", "2", "--learning-rate", "1e30", "--device", "simd", "--out", folder, "--json"];
        var first = await RrrProcess.RunAsync(training);
        var resumed = await RrrProcess.RunAsync([.. training, "--resume"]);
        foreach (var result in new[] { first, resumed })
        {
            Assert.Equal(1, result.ExitCode);
            var json = JsonFields.Document(result);
            Assert.Equal("diverged", json.Text("status"));
            Assert.Single(result.ErrorLines, static line => line.StartsWith("rrr: the model diverged: ", StringComparison.Ordinal));
        }

        Assert.DoesNotContain(Directory.GetFiles(folder), static file => Path.GetFileName(file).StartsWith("model.", StringComparison.Ordinal));
        Assert.Contains("\"cross_entropy\": null", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANamedFolderWithoutTheDataSetIsRefused()
    {
        var empty = Directory.CreateDirectory(_folder.Path("empty")).FullName;
        var result = await RrrProcess.RunAsync("train", "mnist", "--data", empty, "--epochs", "1", "--device", "simd");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(empty, Assert.Single(result.ErrorLines, static line => line.StartsWith("rrr: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }
}
