using System.Globalization;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Runs;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary><c>rrr explain</c> as users and machines see it.</summary>
public sealed class ExplainTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public ExplainTests() => _data = SmallDigits.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WritesArraysTablesAndPictures()
    {
        await TrainAsync("a", "--seed", "1");
        await TrainAsync("b", "--seed", "2");
        var json = await ExplainAsync("a", "--rows", "train", "--region", "0..71", "--region", "72..143", "--region", "annotation", "--compare", _folder.Path("b"), "--pictures", "3", "--cutoff", "0.5");
        Assert.Equal(("decoy-mnist", "train", SmallDigits.TrainRows, "log-max"), (json.Text("dataset"), json.Text("row_set"), json.Whole("rows"), json.Text("explained")));
        Assert.InRange(json.Number("upload_seconds"), 1e-9, 60);
        Assert.InRange(json.Number("explain_seconds"), json.Number("upload_seconds"), 60);
        var stored = ModelStore.Load(_folder.Path("a"));
        Assert.Equal(stored.Run["train_accuracy"]!.GetValue<double>(), json.Number("accuracy"), 12);

        var gradients = NpyFile.Read(_folder.Path("out", "gradients.npy"));
        var masks = NpyFile.Read(_folder.Path("out", "masks.npy"));
        Assert.Equal([SmallDigits.TrainRows, SmallDigits.Features], gradients.Shape);
        Assert.Equal([SmallDigits.TrainRows, SmallDigits.Features], masks.Shape);
        var (g, m) = (Assert.IsType<float[]>(gradients.Values), Assert.IsType<bool[]>(masks.Values));
        for (var row = 0; row < SmallDigits.TrainRows; row++)
        {
            var own = g.AsSpan(row * SmallDigits.Features, SmallDigits.Features).ToArray();
            var largest = own.Max(Math.Abs);
            for (var d = 0; d < own.Length; d++)
            {
                if (Math.Abs(Math.Abs(own[d]) - 0.5f * largest) > 1e-3 * largest)
                    Assert.Equal(Math.Abs(own[d]) > 0.5f * largest, m[row * SmallDigits.Features + d]);
            }
        }

        var marked = m.Count(static b => b);
        Assert.Equal((double)marked / m.Length, json.Number("mask_fraction"), 12);
        var shares = File.ReadAllLines(_folder.Path("out", "share_by_cutoff.csv"));
        Assert.Equal((101, "cutoff,marked,share"), (shares.Length, shares[0]));
        Assert.Equal(marked.ToString(CultureInfo.InvariantCulture), shares[51].Split(',')[1]);
        var predictions = File.ReadAllLines(_folder.Path("out", "predictions.csv"));
        Assert.Equal(SmallDigits.TrainRows + 1, predictions.Length);
        Assert.StartsWith("row,label,predicted,confidence,p0,", predictions[0], StringComparison.Ordinal);
        Assert.Equal(json.Number("accuracy"), predictions.Skip(1).Select(static l => l.Split(',')).Average(static f => f[1] == f[2] ? 1.0 : 0), 12);

        var regions = json.List("regions");
        Assert.Equal(["0..71", "72..143", "annotation"], regions.Select(static r => r.Text("name")));
        Assert.Equal(1, regions[0].Number("rule_score") + regions[1].Number("rule_score"), 9);
        Assert.Equal(1, regions[0].Number("pooled") + regions[1].Number("pooled"), 9);
        Assert.InRange(json.GetProperty("compare").Number("overlap"), 0.001, 0.999);
        Assert.InRange(json.GetProperty("compare").Number("mean_absolute_cosine"), 0.001, 0.999);
        Assert.Equal(["row-0.png", "row-1.png", "row-2.png"], Directory.GetFiles(_folder.Path("out", "pictures")).Select(Path.GetFileName).Order());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder.Path("out", "explanations.png"))[..4]);
        Assert.True(File.Exists(_folder.Path("out", "explain.json")));
    }

    [Fact]
    public async Task ExplainsChosenRowsOfAScaledModel()
    {
        await TrainAsync("a", "--scale", "standard");
        var all = await ExplainAsync("a", "--explained", "log-sum");
        Assert.Equal(("test", SmallDigits.TestRows), (all.Text("row_set"), all.Whole("rows")));
        var whole = (float[])NpyFile.Read(_folder.Path("out", "gradients.npy")).Values;
        var some = await ExplainAsync("a", "--explained", "log-sum", "--rows", "test,7,3..4", "--pictures", "0");
        Assert.Equal(3, some.Whole("rows"));
        var part = (float[])NpyFile.Read(_folder.Path("out", "gradients.npy")).Values;
        Assert.Equal(whole[(7 * SmallDigits.Features)..(8 * SmallDigits.Features)], part[..SmallDigits.Features]);
        Assert.Equal(["row", "7", "3", "4"], File.ReadAllLines(_folder.Path("out", "predictions.csv")).Select(static l => l.Split(',')[0]));
        Assert.Equal("annotation", Assert.Single(some.List("regions")).Text("name"));
    }

    [Fact]
    public async Task WhatDoesNotFitIsRefused()
    {
        await TrainAsync("a");
        await TrainAsync("scaled", "--scale", "unit");
        await RefuseAsync(["--rows", "60"], "--rows", "0 to 59", "60");
        await RefuseAsync(["--region", "nosuch"], "--region", "'nosuch'");
        await RefuseAsync(["--compare", _folder.Path("scaled")], "--scale raw", "unit");
        await RefuseAsync(["--compare", _folder.Path("nosuch")], "nosuch", "no such folder");
        await RefuseAsync(["--explained", "prob-class", "--class", "10"], "0 to 9", "10");
        await Refusal.OfInputAsync(["explain", _folder.Path("a"), "decoy-mnist", "--device", "simd", "--out", _folder.Path("out")], "784 features", "144");
        Assert.False(Directory.Exists(_folder.Path("out")));
        File.WriteAllText(_folder.Path("scaled", ModelStore.DescriptionFile), File.ReadAllText(_folder.Path("scaled", ModelStore.DescriptionFile)).Replace("\"scale_divisors\"", "\"other\"", StringComparison.Ordinal));
        await Refusal.OfInputAsync(["explain", _folder.Path("scaled"), "decoy-mnist", "--data", _data, "--device", "simd", "--out", _folder.Path("out")], ModelStore.DescriptionFile, "input scale");
    }

    [Fact]
    public async Task AFullDiskLeavesNothingHalfWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits the size of files by a shell");
        await TrainAsync("a");
        var result = await RrrProcess.RunWithSmallFilesAsync(40, "explain", _folder.Path("a"), "decoy-mnist", "--data", _data, "--rows", "train", "--device", "simd", "--out", _folder.Path("out"));
        Refusal.OfInput(result, "cannot write to", "gradients.npy");
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    private Task RefuseAsync(string[] options, params string[] parts) =>
        Refusal.OfInputAsync(["explain", _folder.Path("a"), "decoy-mnist", "--data", _data, "--device", "simd", "--out", _folder.Path("out"), .. options], parts);

    private async Task TrainAsync(string name, params string[] options)
    {
        var result = await RrrProcess.RunAsync(["train", "decoy-mnist", "--data", _data, "--epochs", "3", "--device", "simd", "--out", _folder.Path(name), .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
    }

    private async Task<System.Text.Json.JsonElement> ExplainAsync(string model, params string[] options)
    {
        var result = await RrrProcess.RunAsync(["explain", _folder.Path(model), "decoy-mnist", "--data", _data, "--device", "simd", "--out", _folder.Path("out"), "--json", .. options]);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonFields.Document(result);
    }
}
