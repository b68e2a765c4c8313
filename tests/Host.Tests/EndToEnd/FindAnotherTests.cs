using System.Text.Json;
using RrrGpu.Host.Runs;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary><c>rrr find-another</c> as users and machines see it.</summary>
public sealed class FindAnotherTests : IDisposable
{
    private static readonly string[] Never = ["--stop-accuracy-fall", "never", "--stop-unchanged", "never", "--stop-saturated", "never"];
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public FindAnotherTests() => _data = SmallDigits.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FindsASequenceAndKeepsIt()
    {
        var json = Document(await RunAsync("decoy-mnist", "--iterations", "2", "--cutoff", "0.5", "--lambda1", "10,20", "--out", _folder.Path("out"), "--seed", "3", "--stop-accuracy-fall", "never"));
        var models = json.List("models");
        Assert.Equal(("iterations", 3), (json.Text("stopped"), models.Length));
        Assert.Equal([0, 1, 2], models.Select(static m => m.Whole("iteration")));
        Assert.Equal([0.0, 10, 20], models.Select(static m => m.Number("lambda1")));
        Assert.Equal(0, models[0].Number("mask_fraction"));
        Assert.Equal(models[0].Number("own_mask_fraction"), models[1].Number("mask_fraction"));
        Assert.InRange(models[2].Number("mask_fraction"), models[1].Number("mask_fraction"), 1);
        Assert.Equal(JsonValueKind.Null, models[0].GetProperty("explanation_overlap").ValueKind);
        Assert.All(models, static m => Assert.InRange(m.Number("test_accuracy"), 0, 1));
        Assert.Equal(models[2].Number("explanation_overlap"), models[2].List("overlaps")[1].GetDouble());
        Assert.Equal(2, models[2].List("cosines").Length);

        var (result, dataSet, dataSeed, record) = FindAnotherFolder.Load(_folder.Path("out"));
        Assert.Equal(("decoy-mnist", 0, FindAnotherStop.Iterations), (dataSet, dataSeed, result.Stopped));
        Assert.Equal(json.Whole("diverse_models"), result.DiverseModels);
        Assert.Equal(json.Text("stopped_reason"), result.Reason);
        Assert.Equal(models.Select(static m => m.Number("test_accuracy")), result.Models.Select(static m => m.TestAccuracy));
        Assert.Equal(Enumerable.Range(0, SmallDigits.TestRows), result.Disagreements.Select(static r => r.Row).Order());
        Assert.All(result.Disagreements, r => Assert.Equal(result.DiverseModels, r.Predictions.Count));
        Assert.Equal(3, record["seed"]!.GetValue<int>());
        var stored = ModelStore.Load(_folder.Path("out", "theta-2"));
        Assert.Equal("masks of theta-0 to theta-1", stored.Run["annotations"]!.GetValue<string>());
        Assert.Equal(result.Models[2].Parameters.W1, stored.Parameters.W1);
    }

    [Fact]
    public async Task ResumedEqualsUninterruptedBitForBit()
    {
        await RunAsync(["decoy-mnist", "--iterations", "3", "--out", _folder.Path("whole"), .. Never]);
        await RunAsync(["decoy-mnist", "--iterations", "1", "--out", _folder.Path("parts"), .. Never]);
        var before = File.GetLastWriteTimeUtc(_folder.Path("parts", "theta-1", ModelStore.TensorsFile));
        await RunAsync(["decoy-mnist", "--iterations", "3", "--out", _folder.Path("parts"), "--resume", .. Never]);
        Assert.Equal(before, File.GetLastWriteTimeUtc(_folder.Path("parts", "theta-1", ModelStore.TensorsFile)));
        for (var i = 0; i < 4; i++)
            Assert.Equal(File.ReadAllBytes(_folder.Path("whole", $"theta-{i}", ModelStore.TensorsFile)), File.ReadAllBytes(_folder.Path("parts", $"theta-{i}", ModelStore.TensorsFile)));
        Assert.Equal(File.ReadAllText(_folder.Path("whole", "disagreement.csv")), File.ReadAllText(_folder.Path("parts", "disagreement.csv")));

        // Rules that would have stopped it earlier take nothing away.
        var ruled = Document(await RunAsync("decoy-mnist", "--iterations", "3", "--out", _folder.Path("parts"), "--resume", "--stop-unchanged", "0.000001", "--diverse-overlap", "0.000001"));
        Assert.Equal((4, 0.000001), (ruled.List("models").Length, ruled.Number("diverse_overlap")));
        Assert.InRange(ruled.Whole("diverse_models"), 0, 1);

        await RefuseAsync(["--out", _folder.Path("parts"), "--iterations", "3"], "--resume");
        await RefuseAsync(["--out", _folder.Path("parts"), "--resume", "--iterations", "3", "--seed", "1"], FindAnotherFolder.FileName, "seed 1");
        await RefuseAsync(["--out", _folder.Path("parts"), "--resume", "--iterations", "3", "--cutoff", "0.5"], "cutoff 0.5", "cutoff 0.67");
        await RefuseAsync(["--out", _folder.Path("parts"), "--resume", "--iterations", "3", "--lambda1", "5"], "lambda1 5", "lambda1 1000");
        await RefuseAsync(["--out", _folder.Path("parts"), "--resume", "--iterations", "2"], "--iterations", "at least 3");
        File.WriteAllText(_folder.Path("parts", FindAnotherFolder.FileName), "{");
        await RefuseAsync(["--out", _folder.Path("parts"), "--resume"], FindAnotherFolder.FileName, "not JSON");
        BadInput.Expect(() => FindAnotherFolder.Load(_folder.Path("parts")), FindAnotherFolder.FileName);
        BadInput.Expect(() => FindAnotherFolder.Load(_folder.Path("nowhere")), "nowhere", "no such folder");
        File.Delete(_folder.Path("whole", "theta-2", ModelStore.TensorsFile));
        BadInput.Expect(() => FindAnotherFolder.Load(_folder.Path("whole")), "theta-2", "no such file");
    }

    [Fact]
    public async Task CtrlCKeepsFinishedModelsAndTheRunGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals");
        string[] line = ["find-another", "decoy-mnist", "--data", _data, "--epochs", "20", "--device", "simd", "--iterations", "200", "--out", _folder.Path("out"), .. Never];
        using (var process = RrrProcess.Start(line))
        {
            await process.UntilAsync(() => File.Exists(_folder.Path("out", "theta-1", ModelStore.DescriptionFile)));
            process.Signal(RrrProcess.Interrupt);
            var result = await process.EndAsync();
            Assert.Equal((130, ""), (result.ExitCode, result.Output));
        }

        BadInput.Expect(() => FindAnotherFolder.Load(_folder.Path("out")), "--resume");
        var finished = Directory.GetDirectories(_folder.Path("out"), "theta-*").Length;
        var bytes = File.ReadAllBytes(_folder.Path("out", "theta-1", ModelStore.TensorsFile));
        line[9] = $"{finished + 1}";
        var resumed = await RrrProcess.RunAsync([.. line, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(finished + 2, FindAnotherFolder.Load(_folder.Path("out")).Result.Models.Count);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.Path("out", "theta-1", ModelStore.TensorsFile)));
    }

    [Fact]
    public async Task SimultaneousModelsAreReportedAlike()
    {
        var json = Document(await RunAsync("decoy-mnist", "--simultaneous", "2", "--similarity-weight", "0.5", "--seed", "4", "--out", _folder.Path("out")));
        Assert.Equal(("iterations", 2, 0.5), (json.Text("stopped"), json.Whole("simultaneous"), json.Number("similarity_weight")));
        Assert.Equal([4, 5], json.List("models").Select(static m => m.Whole("seed")));
        Assert.Equal([0, 1], json.List("models").Select(static m => m.Whole("iteration")));
        Assert.Equal(5, ModelStore.Load(_folder.Path("out", "theta-1")).Run["seed"]!.GetValue<int>());
        Assert.Equal(2, FindAnotherFolder.Load(_folder.Path("out")).Result.Models.Count);
        await Refusal.OfInputAsync(["find-another", "decoy-mnist", "--data", _data, "--simultaneous", "2", "--out", _folder.Path("out"), "--resume"], "--resume", "--simultaneous");
        var (together, _, _, _) = FindAnotherFolder.Load(_folder.Path("out"));
        Assert.True(together.IsSimultaneous);
    }

    [Fact]
    public async Task AnnotationsFromTheStartBelongToEveryModel()
    {
        var json = Document(await RunAsync(["decoy-mnist", "--annotations", "full", "--iterations", "1", "--lambda1", "7", .. Never]));
        Assert.Equal([7.0, 7.0], json.List("models").Select(static m => m.Number("lambda1")));
        Assert.Equal(16.0 / SmallDigits.Features, json.List("models")[0].Number("mask_fraction"), 12);
        Assert.Equal("full", json.Text("annotations"));
    }

    [Fact]
    public async Task ADivergedModelEndsTheSearchAndFailsIt()
    {
        var result = await RrrProcess.RunAsync("find-another", "decoy-mnist", "--data", _data, "--epochs", "2", "--device", "simd", "--json", "--learning-rate", "1e30", "--iterations", "1", "--out", _folder.Path("out"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("diverged", JsonFields.Document(result).Text("stopped"));
        await Refusal.OfInputAsync(["report", _folder.Path("out"), "--data", _data], FindAnotherFolder.FileName, "at least one model", "diverged");
    }

    private static JsonElement Document(RrrResult result) => JsonFields.Document(result);

    private async Task<RrrResult> RunAsync(params string[] options)
    {
        var result = await RrrProcess.RunAsync(["find-another", .. options, "--data", _data, "--epochs", "4", "--device", "simd", "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private Task RefuseAsync(string[] options, params string[] parts) =>
        Refusal.OfInputAsync(["find-another", "decoy-mnist", "--data", _data, "--epochs", "4", "--device", "simd", .. options, .. Never], parts);
}
