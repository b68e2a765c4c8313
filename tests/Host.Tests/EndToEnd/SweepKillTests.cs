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
        string[] training = ["--epochs", "150", "--batch", "16", "--checkpoint-seconds", "0.1", "--group", "4", "--threads", "1"];
        var time = System.Diagnostics.Stopwatch.StartNew();
        var expected = SweepTests.WithoutCompany(await EndAsync(Sweep(Store, training)));
        var seconds = time.Elapsed.TotalSeconds;

        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var kills = new List<double>();
        var store = _folder.Path("0.db");
        for (var started = 0; kills.Count < Kills; started++)
        {
            Assert.True(started < 10 * Kills, "too few kills came before the end");
            using var process = RrrProcess.Start(Sweep(store, training));
            var delay = TimeSpan.FromSeconds(random.NextDouble() * seconds / 2);
            var end = process.EndAsync();
            if (await Task.WhenAny(end, Task.Delay(delay, TestContext.Current.CancellationToken)) != end && !process.HasExited)
            {
                process.Signal(RrrProcess.Kill);
                // It may have ended by itself just before.
                if ((await end).ExitCode != 0)
                {
                    kills.Add(delay.TotalSeconds);
                    continue;
                }
            }

            // All was done before the next kill: that was one sweep, and the rest of the kills are for another.
            Assert.Equal(expected, SweepTests.WithoutCompany(JsonFields.Document(await end)));
            SweepStoreFile.RequireOnceEach(store, Trials);
            store = _folder.Path($"{started + 1}.db");
        }

        var resumed = await EndAsync(Sweep(store, training));
        Assert.True(expected.SequenceEqual(SweepTests.WithoutCompany(resumed)), FormattableString.Invariant($"random seed {seed}, killed after {string.Join(", ", kills)} s"));
        SweepStoreFile.RequireOnceEach(store, Trials);
        Assert.Equal(Trials, (await EndAsync(Sweep(store, training))).Whole("resumed"));
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
        string[] training = ["--epochs", "200", "--batch", "16", "--checkpoint-seconds", "0.05", "--threads", "1"];
        using (var process = RrrProcess.Start(Sweep(Store, training)))
        {
            await process.UntilAsync(() => Directory.Exists(Store + ".checkpoints"));
            process.Signal(RrrProcess.Interrupt);
            var result = await process.EndAsync();
            Assert.Equal((130, ""), (result.ExitCode, result.Output));
            Assert.Equal("rrr: cancelled", result.ErrorLines[^1]);
        }

        Assert.Single(Directory.GetFiles(Store + ".checkpoints", "*", SearchOption.AllDirectories));
        Assert.Equal(0, SweepStoreFile.Sql(Store, "SELECT count(*) FROM groups WHERE owner_machine IS NOT NULL"));
        var resumed = await RrrProcess.RunAsync(Sweep(Store, training));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains(" models of an interrupted group go on", resumed.Error, StringComparison.Ordinal);
        SweepStoreFile.RequireOnceEach(Store, Trials);
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
