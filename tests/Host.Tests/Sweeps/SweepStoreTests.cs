using System.Diagnostics;
using System.Globalization;
using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Sweeps;

public sealed class SweepStoreTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromHours(1);
    private readonly StoreFixture _fixture = new();

    private SweepStore Store => _fixture.Store;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void TrialsAreEnteredOnce()
    {
        Assert.Equal(8, _fixture.Ids.Distinct().Count());
        var (sweep, ids) = _fixture.Enter([.. StoreFixture.Trials.Reverse(), new Trial(5, 0, 1, 0, "none")]);
        Assert.Equal(_fixture.Sweep, sweep);
        Assert.Equal(_fixture.Ids.Reverse(), ids[..8]);
        Assert.DoesNotContain(ids[8], _fixture.Ids);
    }

    [Fact]
    public void OtherSettingsOrAnnotationsAreOtherTrials()
    {
        Assert.NotEqual(_fixture.Sweep, _fixture.Enter(StoreFixture.Trials, batch: "128").Sweep);
        var changed = _fixture.Enter(StoreFixture.Trials, fullHash: "other").Ids;
        Assert.Equal(_fixture.Ids[..4], changed[..4]);
        Assert.Empty(changed[4..].Intersect(_fixture.Ids));
    }

    [Fact]
    public void TrialsOfTensorCoresAreOthersAndAreToldApart()
    {
        Assert.Empty(_fixture.EnterOnTensorCores().Trials.Intersect(_fixture.Ids));
        var tf32 = Store.Table().Columns.Single(static column => column.Name == "tf32");
        Assert.Equal([.. Enumerable.Repeat(0L, 8), .. Enumerable.Repeat(1L, 8)], tf32.Values);
    }

    [Fact]
    public void GroupsTakeTrialsInGridOrderAndNoneTwice()
    {
        var groups = new[] { _fixture.Claim(), _fixture.Claim(), _fixture.Claim() };
        Assert.Null(_fixture.Claim());
        Assert.Equal(StoreFixture.Trials, groups.SelectMany(static group => group!.Trials));
        Assert.Equal([3, 3, 2], groups.Select(static group => group!.Trials.Count));
        Assert.Equal([(ProcessIdentity.Own, 8)], Store.Others(_fixture.Sweep, _fixture.Wanted));
    }

    [Fact]
    public void OnlyWantedTrialsAreTaken()
    {
        var wanted = new Dictionary<long, int> { [_fixture.Ids[5]] = 0, [_fixture.Ids[2]] = 1 };
        Assert.Equal([_fixture.Ids[5], _fixture.Ids[2]], Store.TryClaim(_fixture.Sweep, wanted, StoreFixture.Hashes, 9, StoreFixture.Device)!.TrialIds);
        Assert.Null(Store.TryClaim(_fixture.Sweep, wanted, StoreFixture.Hashes, 9, StoreFixture.Device));
    }

    [Fact]
    public void ResultsComeBackAsTheyWere()
    {
        var group = _fixture.Claim()!;
        var results = StoreFixture.ResultsOf(group);
        results[1] = results[1] with { Status = TrialStatus.Failed, Failure = "not finite", CrossEntropy = null, InitialRatio = null, ParametersSha256 = null };
        Store.Complete(group, results);

        var stored = Store.Results(_fixture.Ids);
        Assert.All(stored[3..], Assert.Null);
        Assert.Equal((0.1f, 1e-4f, 1e-3f, 0L, "none", "completed"), (stored[0]!.Lambda1, stored[0]!.Lambda2, stored[0]!.LearningRate, stored[0]!.Seed, stored[0]!.Annotations, stored[0]!.Status));
        Assert.Equal((0.9, null, 0.8, 1.5), (stored[0]!.TrainAccuracy, stored[0]!.ValidationAccuracy, stored[0]!.TestAccuracy, stored[0]!.CrossEntropy));
        Assert.Equal((4, 8, "f00d", 3, 2.5, "simd", "a device"), (stored[0]!.Epochs, (int)stored[0]!.Steps, stored[0]!.ParametersSha256, stored[0]!.GroupSize, stored[0]!.GroupSeconds, stored[0]!.Device, stored[0]!.DeviceName));
        Assert.Equal(("failed", "not finite", null, null), (stored[1]!.Status, stored[1]!.Failure, stored[1]!.CrossEntropy, stored[1]!.ParametersSha256));
        Assert.Equal(0, _fixture.Sql("SELECT count(*) FROM groups WHERE owner_machine IS NOT NULL"));

        Assert.Equal(1, Store.Reopen(_fixture.Sweep, _fixture.Wanted.Keys.ToHashSet()));
        Assert.Equal(_fixture.Ids[1], _fixture.Claim(1)!.TrialIds[0]);
    }

    [Fact]
    public void AnAbandonedGroupGivesItsTrialsBack()
    {
        var group = _fixture.Claim(8)!;
        Store.Abandon(group, "no room");
        Assert.Equal(_fixture.Ids[..4], _fixture.Claim(4)!.TrialIds);
        Assert.Equal(1, _fixture.Sql("SELECT count(*) FROM groups WHERE state = 'abandoned' AND failure = 'no room'"));
        Assert.DoesNotContain(group.Checkpoint, Store.CheckpointsInUse());
        Assert.Throws<ClaimLostException>(() => Store.Complete(group, StoreFixture.ResultsOf(group)));
    }

    [Fact]
    public void AReleasedGroupGoesOnWhole()
    {
        var group = _fixture.Claim()!;
        Store.Release(group);
        var adopted = _fixture.Claim(1)!;
        Assert.True(adopted.IsAdopted);
        Assert.Equal((group.Id, group.Checkpoint), (adopted.Id, adopted.Checkpoint));
        Assert.Equal(group.TrialIds, adopted.TrialIds);
        Assert.Equal(group.Trials, adopted.Trials);
    }

    [Fact]
    public void AnOwnerOfThisMachineIsLookedUp()
    {
        var group = _fixture.Claim(8)!;
        var own = ProcessIdentity.Own;
        _fixture.GiveTo(group, own with { Start = own.Start + 1 }, TimeSpan.Zero);
        Assert.Equal(group.Id, _fixture.Claim()?.Id);
        _fixture.GiveTo(group, own with { Process = int.MaxValue }, TimeSpan.Zero);
        Assert.Equal(group.Id, _fixture.Claim()?.Id);
        // It lives, however long it was silent.
        _fixture.GiveTo(group, own, s_long);
        Assert.Null(_fixture.Claim());
    }

    [Fact]
    public async Task AProcessThatWasKilledIsGoneAtOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks at a process that waits to be reaped");
        // The parent never reaps its child.
        var start = new ProcessStartInfo("bash", ["-c", "sleep 600 & echo $!; exec sleep 600"]) { RedirectStandardOutput = true };
        using var parent = Process.Start(start)!;
        try
        {
            var number = int.Parse((await parent.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, CultureInfo.InvariantCulture);
            var started = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{number}/stat")).Split(") ")[^1].Split(' ')[19];
            var child = new ProcessIdentity(ProcessIdentity.Own.Machine, number, long.Parse(started, CultureInfo.InvariantCulture));
            Assert.False(child.IsGone(s_long));
            using (var process = Process.GetProcessById(number))
                process.Kill();
            for (var time = Stopwatch.StartNew(); !child.IsGone(TimeSpan.Zero); await Task.Delay(10, TestContext.Current.CancellationToken))
                Assert.True(time.Elapsed < TimeSpan.FromSeconds(30));
            Assert.False(parent.HasExited);
        }
        finally
        {
            parent.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void AnOwnerOfAnotherMachineIsKnownByItsHeartbeat()
    {
        var group = _fixture.Claim(8)!;
        var stranger = new ProcessIdentity("elsewhere boot pid", 1, 1);
        _fixture.GiveTo(group, stranger, TimeSpan.FromSeconds(60));
        Assert.Null(_fixture.Claim());
        Assert.Equal([(stranger, 8)], Store.Others(_fixture.Sweep, _fixture.Wanted));
        Assert.Throws<ClaimLostException>(() => Store.Complete(group, StoreFixture.ResultsOf(group)));
        Assert.Throws<ClaimLostException>(() => Store.Abandon(group, ""));
        _fixture.GiveTo(group, stranger, TimeSpan.FromSeconds(120));
        Assert.Equal(group.Id, _fixture.Claim()?.Id);
        Store.Complete(group, StoreFixture.ResultsOf(group));
        Assert.All(Store.Results(_fixture.Ids), Assert.NotNull);
    }

    [Fact]
    public void AnInterruptedGroupWithAnotherAnnotationIsTakenApart()
    {
        Store.Release(_fixture.Claim(8)!);
        var wanted = _fixture.Ids[..4].Select(static (id, i) => (id, i)).ToDictionary();
        var group = Store.TryClaim(_fixture.Sweep, wanted, new Dictionary<string, string> { ["none"] = "none" }, 8, StoreFixture.Device)!;
        Assert.False(group.IsAdopted);
        Assert.Equal(_fixture.Ids[..4], group.TrialIds);
        Assert.Equal(_fixture.Ids[4..], _fixture.Claim(8)!.TrialIds);
    }

    [Fact]
    public void AnInterruptedGroupThatIsWantedInPartGoesOnWhole()
    {
        var group = _fixture.Claim(8)!;
        Store.Release(group);
        var wanted = new Dictionary<long, int> { [_fixture.Ids[3]] = 0 };
        Assert.Equal(group.TrialIds, Store.TryClaim(_fixture.Sweep, wanted, StoreFixture.Hashes, 1, StoreFixture.Device)!.TrialIds);
    }

    [Fact]
    public void AnInterruptedGroupGoesOnOnItsOwnKindOfDeviceOnly()
    {
        var other = new DeviceDescription("cuda:1", DeviceKind.Cuda, "another device");
        var group = _fixture.Claim(8)!;
        Store.Release(group);
        Assert.Null(Claim(other, DeviceKind.Cuda, DeviceKind.Simd));
        var adopted = Claim(StoreFixture.Device, DeviceKind.Cuda, DeviceKind.Simd)!;
        Assert.Equal((group.Id, true), (adopted.Id, adopted.IsAdopted));
        Store.Release(adopted);
        // None of its kind works any more.
        var begun = Claim(other, DeviceKind.Cuda)!;
        Assert.Equal((false, "cuda:1"), (begun.IsAdopted, Device(begun)));
        Assert.Equal(group.TrialIds, begun.TrialIds);

        ClaimedGroup? Claim(DeviceDescription device, params DeviceKind[] working) =>
            Store.TryClaim(_fixture.Sweep, _fixture.Wanted, StoreFixture.Hashes, 8, device, working.ToHashSet());

        string? Device(ClaimedGroup of)
        {
            using var connection = StoreFile.OpenAgain(_fixture.Path);
            return connection.Text("SELECT device FROM groups WHERE id = $0", of.Id);
        }
    }

    [Fact]
    public void ASweepOverMoreKindsOfDeviceTakesWhatOneOfThemHasDone()
    {
        var group = _fixture.Claim(3)!;
        Store.Complete(group, StoreFixture.ResultsOf(group));
        var mixed = _fixture.EnterOn("cuda+simd");
        Assert.NotEqual(_fixture.Sweep, mixed.Sweep);
        Assert.Equal(group.TrialIds, mixed.Trials.Take(3));
        Assert.Equal(group.TrialIds.Order(), mixed.Elsewhere.Order());
        Assert.Equal(3, Store.Results(mixed.Trials).Count(static result => result is not null));
        // On a kind that is not asked for, nothing has been done.
        Assert.Empty(_fixture.EnterOn("cuda").Elsewhere);
        Assert.Empty(_fixture.EnterOn("cuda+opencl").Elsewhere);
        // And back: what the sweep over both trained on this kind counts, and what it trained on the other does not.
        var wanted = mixed.Trials.Skip(3).Select(static (id, i) => (id, i)).ToDictionary();
        var onSimd = Store.TryClaim(mixed.Sweep, wanted, StoreFixture.Hashes, 1, StoreFixture.Device)!;
        Store.Complete(onSimd, StoreFixture.ResultsOf(onSimd));
        var onCuda = Store.TryClaim(mixed.Sweep, wanted, StoreFixture.Hashes, 1, new DeviceDescription("cuda:0", DeviceKind.Cuda, "another device"))!;
        Store.Complete(onCuda, StoreFixture.ResultsOf(onCuda));
        Assert.Equal(onSimd.TrialIds, _fixture.EnterOn("simd").Elsewhere.Order());
        Assert.Equal(onCuda.TrialIds, _fixture.EnterOn("cuda").Elsewhere.Order());
    }
}
