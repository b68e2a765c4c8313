using System.Text.Json;
using RrrGpu.Host.Data;
using RrrGpu.Host.Tests.Reports;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Experiments from the command line to their pages, on data small enough for a test.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OnDecoyMnistSayWhatTheyTrained()
    {
        var pages = await ReproduceAsync(SmallDigits.WriteTo(_folder), "3..4", "decoy-mnist-explained", "decoy-mnist", "decoy-mnist-find-another", "decoy-mnist-lambda1", "decoy-mnist-losses");
        Assert.All(pages.Values, static page => Assert.Contains("16 epochs", page, StringComparison.Ordinal));
        foreach (var name in (string[])["decoy-mnist", "decoy-mnist-find-another", "decoy-mnist-losses"])
        {
            Assert.Contains($"<td>{SmallDigits.TrainRows} to train on, {SmallDigits.TestRows} to test on</td>", pages[name], StringComparison.Ordinal);
            Assert.Contains("<dt>Seeds</dt><dd>3, 4</dd>", pages[name], StringComparison.Ordinal);
        }

        Assert.Contains("<td>280 to train on, 20 held out of training, 60 to test on</td>", pages["decoy-mnist-lambda1"], StringComparison.Ordinal);
        Assert.Contains("<dd>3 (this experiment uses only the first of 3, 4)</dd>", pages["decoy-mnist-explained"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnIrisCancerSaysWhatItTrained()
    {
        var page = (await ReproduceAsync(null, "3..4", "iris-cancer"))["iris-cancer"];
        Assert.Contains("<td>67 to train on, 33 to test on, drawn anew for each split</td>", page, StringComparison.Ordinal);
        Assert.Contains("<dd>3 (this experiment uses only the first of 3, 4)</dd>", page, StringComparison.Ordinal);
        Assert.Contains("200 epochs", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnToyColorsSaysWhatItTrained()
    {
        var pages = await ReproduceAsync(null, "3", "toy-colors-find-another");
        Assert.Contains("<td>20000 to train on, 20000 to test on</td>", pages["toy-colors-find-another"], StringComparison.Ordinal);
        Assert.Contains("id=\"figure-share-by-cutoff\"", pages["toy-colors-find-another"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AModelThatDivergesFailsVerdictsAndIsReported()
    {
        // The tables of a folder take the place of the bundled ones; these overflow.
        var folder = _folder.Path("data", IrisCancer.Name);
        Directory.CreateDirectory(folder);
        foreach (var file in (string[])[IrisCancer.IrisFile, IrisCancer.CancerFile])
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(IrisCancer.BundledFolder, file), TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(Path.Combine(folder, file), [lines[0], .. lines.Skip(1).Select(static line => string.Join(',', ["1e38", .. line.Split(',')[1..]]))], TestContext.Current.CancellationToken);
        }

        var result = await RrrProcess.RunAsync("reproduce", "iris-cancer-find-another", "--quick", "--device", "simd", "--data", _folder.Path("data"), "--out", _folder.Path("reports"), "--json");
        Assert.Equal(1, result.ExitCode);
        var experiment = Assert.Single(JsonFields.Document(result).List("experiments"));
        Assert.All(experiment.List("figures"), static figure => Assert.Equal((JsonValueKind.Null, false), (figure.GetProperty("measured").ValueKind, figure.Truth("holds"))));
        var page = await File.ReadAllTextAsync(experiment.Text("report"), TestContext.Current.CancellationToken);
        Assert.Contains($"tables in {folder}", page, StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> ReproduceAsync(string? data, string seeds, params string[] names)
    {
        string[] arguments = ["reproduce", .. names, "--quick", "--device", "simd", "--seeds", seeds, "--out", _folder.Path("reports"), "--json", .. data is null ? Array.Empty<string>() : ["--data", data]];
        var result = await RrrProcess.RunAsync(arguments);
        var experiments = JsonFields.Document(result).List("experiments");
        Assert.Equal(names, experiments.Select(static e => e.Text("name")));
        var holds = experiments.SelectMany(static e => e.List("figures")).All(static f => f.Truth("holds"));
        Assert.True(result.ExitCode == (holds ? 0 : 1), result.Error);
        var pages = experiments.ToDictionary(static e => e.Text("name"), static e => File.ReadAllText(e.Text("report")));
        foreach (var page in pages.Values)
        {
            Page.AssertBalanced(page);
            Page.AssertAsksNothing(page);
        }

        return pages;
    }
}
