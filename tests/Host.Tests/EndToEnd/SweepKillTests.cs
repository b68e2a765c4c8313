using System.Text.Json;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Sweeps that are killed, interrupted, out of space, or not alone.</summary>
public sealed class SweepKillTests : IDisposable
{
    private const int Trials = 12;
    private const int Kills = 10;
    private readonly TempFolder _folder = new();
    private readonly string _data;

    public SweepKillTests() => _data = SmallDigits.WriteTo(_folder);

    private string Store => _folder.Path("s.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task KilledAtTenMomentsItEndsWithTheBitsOfOneThatWasNot()
    {
        SkipWithoutSignals();
        string[] training = ["--epochs", "250", "--batch", "16", "--checkpoint-seconds", "0.1", "--group", "4", "--threads", "1"];
        var straight = System.Diagnostics.Stopwatch.StartNew();
        var expected = await EndAsync(Sweep(_folder.Path("straight.db"), training));
        var seconds = straight.Elapsed.TotalSeconds;

        var random = new Random();
        var kills = new List<double>();
        while (kills.Count < Kills)
        {
            using var process = RrrProcess.Start(Sweep(Store, training));
            // A good part of a second goes by before the first step; work must be left for the last kill.
            var delay = random.NextDouble() * Math.Min(1.2, seconds / 3);
            kills.Add(delay);
            await Task.Delay(TimeSpan.FromSeconds(delay), TestContext.Current.CancellationToken);
            if (process.HasExited)
                break;
            process.Signal(RrrProcess.Kill);
            Assert.NotEqual(0, (await process.EndAsync()).ExitCode);
        }

        var moments = "killed after " + string.Join(", ", kills);
        Assert.True(kills.Count == Kills, moments);
        var resumed = await EndAsync(Sweep(Store, training));
        Assert.True(SweepTests.WithoutCompany(expected).SequenceEqual(SweepTests.WithoutCompany(resumed)), moments);
        SweepStoreFile.RequireOnceEach(Store, Trials);
        Assert.Equal(Trials, (await EndAsync(Sweep(Store, training))).Whole("resumed"));
    }

    [Fact]
    public async Task TwoProcessesShareAStore()
    {
        string[] training = ["--epochs", "60", "--batch", "16", "--group", "1"];
        var both = await Task.WhenAll(EndAsync(Sweep(Store, training)), EndAsync(Sweep(Store, training)));
        Assert.Equal(both[0].GetProperty("rows").GetRawText(), both[1].GetProperty("rows").GetRawText());
        SweepStoreFile.RequireOnceEach(Store, Trials);
        Assert.Equal(Trials, SweepStoreFile.Sql(Store, "SELECT count(*) FROM groups"));
    }

    [Fact]
    public async Task CtrlCLeavesAGroupThatGoesOn()
    {
        SkipWithoutSignals();
        string[] training = ["--epochs", "300", "--batch", "16", "--threads", "1"];
        var isAdopted = false;
        for (var attempt = 0; !isAdopted; attempt++)
        {
            Assert.True(attempt < 6, "no signal came inside a group");
            var store = _folder.Path($"{attempt}.db");
            using (var process = RrrProcess.Start(Sweep(store, training)))
            {
                await process.UntilAsync(() => process.ErrorSoFar.Contains("sweep: ", StringComparison.Ordinal));
                await Task.Delay(250, TestContext.Current.CancellationToken);
                process.Signal(RrrProcess.Interrupt);
                var result = await process.EndAsync();
                if (result.ExitCode == 0)
                    continue;
                Assert.Equal((130, ""), (result.ExitCode, result.Output));
                Assert.Equal("rrr: cancelled", result.ErrorLines[^1]);
            }

            isAdopted = Directory.Exists(store + ".checkpoints");
            Assert.Equal(0, SweepStoreFile.Sql(store, "SELECT count(*) FROM groups WHERE owner_machine IS NOT NULL"));
            var resumed = await RrrProcess.RunAsync(Sweep(store, training));
            Assert.True(resumed.ExitCode == 0, resumed.Error);
            Assert.Equal(isAdopted, resumed.Error.Contains("of an interrupted group go on", StringComparison.Ordinal));
            SweepStoreFile.RequireOnceEach(store, Trials);
        }
    }

    [Fact]
    public async Task AFullDiskKeepsWhatIsDone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "limits the size of files by a shell");
        string[] training = ["--epochs", "2", "--group", "1"];
        var result = await RrrProcess.RunWithSmallFilesAsync(200, Sweep(Store, training));
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Equal($"rrr: cannot write to '{Store}': ", Assert.Single(result.ErrorLines, static line => line.StartsWith("rrr: ", StringComparison.Ordinal))[..$"rrr: cannot write to '{Store}': ".Length]);
        var done = SweepStoreFile.Sql(Store, "SELECT count(*) FROM trials WHERE status = 'completed'");
        Assert.InRange(done, 1, Trials - 1);
        Assert.Equal(done, (await EndAsync(Sweep(Store, training))).Whole("resumed"));
        SweepStoreFile.RequireOnceEach(Store, Trials);
    }

    private static void SkipWithoutSignals() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals");

    private string[] Sweep(string store, params string[] training) =>
    [
        "sweep", "decoy-mnist", "--data", _data, "--device", "simd", "--store", store,
        "--lambda1", "1e-2..100:4", "--seeds", "0..2", "--annotations", "full", "--json", .. training,
    ];

    private static async Task<JsonElement> EndAsync(string[] arguments)
    {
        var result = await RrrProcess.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return JsonFields.Document(result);
    }
}
