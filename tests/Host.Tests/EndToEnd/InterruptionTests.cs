using System.Globalization;
using System.Security.Cryptography;
using RrrGpu.Host.Runs;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>What is finished is kept, and a training that goes on ends with the bits of one that never stopped.</summary>
public sealed class InterruptionTests : IDisposable
{
    private const string Out = "interrupted";
    private const int Rows = 40_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string CheckpointPath => _folder.Path(Out, CheckpointFile.FileName);

    [Fact]
    public async Task CtrlCInAnEpochThenResume()
    {
        SkipWithoutSignals();
        // An epoch of some seconds on one thread, so that the signal comes inside one.
        string[] training =
        [
            "decoy-mnist", "--data", SmallDigits.WriteTo(_folder, trainRows: Rows), "--annotations", "full", "--scale", "unit",
            "--hidden", "400,200", "--batch", "16", "--shuffle", "--threads", "1",
        ];
        TrainingCheckpoint? checkpoint = null;
        for (var attempt = 0; checkpoint is not { StepsIntoEpoch: > 0 }; attempt++)
        {
            Assert.True(attempt < 8, "no signal came inside an epoch");
            using var process = RrrProcess.Start(Train(training, Out, "--epochs", "100000", "--resume"));
            await process.UntilAsync(() => process.ErrorSoFar.Contains("data: ", StringComparison.Ordinal));
            await Task.Delay(600 + 170 * attempt, TestContext.Current.CancellationToken);
            await InterruptAsync(process);
            checkpoint = new CheckpointFile(_folder.Path(Out), resume: true).TryLoad();
        }

        Assert.Equal([CheckpointFile.FileName], Directory.GetFileSystemEntries(_folder.Path(Out)).Select(Path.GetFileName));
        Assert.InRange(checkpoint.StepsIntoEpoch, 1, Rows / 16 - 1);
        await RequireSameBitsAsync(training, checkpoint.EpochsDone + 1);
    }

    [Fact]
    public async Task KillThenResume()
    {
        SkipWithoutSignals();
        string[] training = ["mnist", "--data", SmallDigits.WriteTo(_folder), "--batch", "32", "--checkpoint-every", "1", "--validation", "0.2", "--patience", "1000000"];
        using (var process = RrrProcess.Start(Train(training, Out, "--epochs", "1000000")))
        {
            await process.UntilAsync(() => File.Exists(CheckpointPath));
            await Task.Delay(Random.Shared.Next(500), TestContext.Current.CancellationToken);
            process.Signal(RrrProcess.Kill);
            Assert.NotEqual(0, (await process.EndAsync()).ExitCode);
        }

        Assert.False(File.Exists(_folder.Path(Out, ModelStore.TensorsFile)));
        await RequireSameBitsAsync(training, new CheckpointFile(_folder.Path(Out), resume: true).TryLoad()!.EpochsDone + 2);
    }

    [Fact]
    public async Task CancelledExperimentLeavesNoReport()
    {
        SkipWithoutSignals();
        var reports = _folder.Path("reports");
        using var process = RrrProcess.Start("reproduce", "decoy-mnist", "--device", "simd", "--out", reports, "--json");
        await process.UntilAsync(() => process.ErrorSoFar.Contains("device: ", StringComparison.Ordinal));
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        await InterruptAsync(process);
        Assert.False(Directory.Exists(reports));
    }

    private static void SkipWithoutSignals() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals");

    private static async Task InterruptAsync(RrrProcess process)
    {
        var time = System.Diagnostics.Stopwatch.StartNew();
        process.Signal(RrrProcess.Interrupt);
        var result = await process.EndAsync();
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 30);
        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Equal("rrr: cancelled", Assert.Single(result.ErrorLines, static line => line.StartsWith("rrr: ", StringComparison.Ordinal)));
    }

    private string[] Train(string[] training, string run, params string[] more) =>
        ["train", .. training, "--device", "simd", "--out", _folder.Path(run), .. more];

    /// <summary>Goes on for a little, and trains as long without a stop.</summary>
    private async Task RequireSameBitsAsync(string[] training, int epochs)
    {
        string[] end = ["--epochs", epochs.ToString(CultureInfo.InvariantCulture)];
        var resumed = await RrrProcess.RunAsync(Train(training, Out, [.. end, "--resume"]));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        var straight = await RrrProcess.RunAsync(Train(training, "straight", end));
        Assert.True(straight.ExitCode == 0, straight.Error);
        Assert.Equal(Sha256("straight"), Sha256(Out));
    }

    private string Sha256(string run) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.Path(run, ModelStore.TensorsFile))));
}
