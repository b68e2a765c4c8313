using ILGPU.Runtime.Cuda;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Sweeps;

/// <summary>Sweeps over several engines, which stand in for several devices.</summary>
public sealed class SeveralDevicesTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void EveryDeviceTrainsAndEveryTrialIsTrainedOnce()
    {
        // Neither goes on before the other has a group, too.
        using var meeting = new Barrier(2);
        using var first = MeetingEngine("cuda:0", DeviceKind.Cuda, meeting);
        using var second = MeetingEngine("cuda:1", DeviceKind.Cuda, meeting);
        var (results, devices) = SmallSweep.Run(_fixture, 1, [first, second]);

        Assert.All(results, static result => Assert.Equal("completed", result.Status));
        Assert.Equal(["cuda:0", "cuda:1"], results.Select(static result => result.Device).Distinct().Order());
        Assert.Equal(8, first.Trained + second.Trained);
        Assert.Equal(8, _fixture.Sql("SELECT sum(size) FROM groups WHERE state = 'done'"));
        Assert.Equal(["cuda:0", "cuda:1"], devices.Select(static device => device.Id));
        Assert.Equal([first.Trained, second.Trained], devices.Select(static device => device.Trials));
        // 20 rows in minibatches of 8, twice.
        Assert.All(devices, static device => Assert.Equal((device.Trials * 6, device.Groups, null), (device.ModelSteps, device.Trials, device.Failure)));
        Assert.All(devices, static device => Assert.True(device.ModelStepsPerSecond > 0));
        // Training and test rows, once each, however many groups.
        Assert.Equal((2, 2), (first.Uploads, second.Uploads));
    }

    [Fact]
    public void BitsDoNotDependOnHowTrialsAreSpread()
    {
        using var alone = new SmallEngine();
        var expected = SmallSweep.Run(_fixture, 8, [alone]).Results.Select(static result => result.ParametersSha256);
        using var other = new StoreFixture();
        SmallEngine[] engines = [.. Enumerable.Range(0, 3).Select(static _ => new SmallEngine())];
        Assert.Equal(expected, SmallSweep.Run(other, null, engines).Results.Select(static result => result.ParametersSha256));
        Assert.All(engines, static engine => engine.Dispose());
    }

    [Fact]
    public void RealEnginesOfOneDeviceShareTheWork()
    {
        var catalog = new DeviceCatalog(static () => new SimdEngine(1));
        using var first = catalog.Open("cpu");
        using var second = catalog.Open("cpu");
        using var alone = new StoreFixture();
        var expected = SmallSweep.Run(alone, 8, [first]).Results;
        Assert.Equal(
            expected.Select(static result => result.ParametersSha256),
            SmallSweep.Run(_fixture, 2, [first, second]).Results.Select(static result => result.ParametersSha256));
    }

    [Fact]
    public void ALostDeviceHandsItsTrialsToTheOthers()
    {
        using var isLost = new ManualResetEventSlim();
        using var lost = new SmallEngine(Fake("cuda:0", DeviceKind.Cuda)) { Failure = () => Lose(isLost) };
        using var works = new SmallEngine(Fake("cuda:1", DeviceKind.Cuda)) { Made = () => Assert.True(isLost.Wait(s_patience)) };
        var (results, devices) = SmallSweep.Run(_fixture, 4, [lost, works]);

        Assert.All(results, static result => Assert.Equal(("completed", "cuda:1"), (result.Status, result.Device)));
        Assert.Equal([0, 8], devices.Select(static device => device.Trials));
        Assert.Equal(["CudaException: the device is lost", null], devices.Select(static device => device.Failure));
        // The group goes on where it was, on a device of the same kind.
        Assert.Equal(0, _fixture.Sql("SELECT count(*) FROM groups WHERE state = 'abandoned'"));
    }

    [Fact]
    public void AGroupOfALostDeviceStartsOverOnAnotherKind()
    {
        using var isLost = new ManualResetEventSlim();
        using var lost = new SmallEngine(Fake("cuda:0", DeviceKind.Cuda)) { Failure = () => Lose(isLost) };
        using var works = new SmallEngine { Made = () => Assert.True(isLost.Wait(s_patience)) };
        var (results, _) = SmallSweep.Run(_fixture, 4, [lost, works]);

        Assert.All(results, static result => Assert.Equal(("completed", "simd"), (result.Status, result.Device)));
        Assert.Equal(8, works.Trained);
        Assert.Equal(1, _fixture.Sql("SELECT count(*) FROM groups WHERE state = 'abandoned' AND device = 'cuda:0'"));
    }

    [Fact]
    public void ADeviceThatIsTooSmallIsLeftOut()
    {
        using var isOut = new ManualResetEventSlim();
        var asked = 0;
        using var small = new SmallEngine(Fake("cuda:0", DeviceKind.Cuda)) { MostModels = 0, Made = () => asked++ };
        using var works = new SmallEngine(Fake("cuda:1", DeviceKind.Cuda)) { Made = () => Assert.True(SpinWait.SpinUntil(() => asked >= 2, s_patience)) };
        var (results, devices) = SmallSweep.Run(_fixture, 2, [small, works]);

        Assert.All(results, static result => Assert.Equal(("completed", "cuda:1"), (result.Status, result.Device)));
        Assert.Equal(["no room", null], devices.Select(static device => device.Failure));
    }

    [Fact]
    public void ADeviceWithoutRoomForTheRowsIsLeftOut()
    {
        using var small = new SmallEngine(Fake("cuda:0", DeviceKind.Cuda)) { UploadFailure = new DeviceMemoryException("no room for rows") };
        using var works = new SmallEngine();
        var (results, devices) = SmallSweep.Run(_fixture, 4, [small, works]);
        Assert.All(results, static result => Assert.Equal("completed", result.Status));
        Assert.Equal(["no room for rows", null], devices.Select(static device => device.Failure));

        using var other = new StoreFixture();
        Assert.Throws<DeviceMemoryException>(() => SmallSweep.Run(other, 4, [small, small]));
    }

    [Fact]
    public void TheLastDeviceThatFailsEndsTheSweepAndFailsNoTrial()
    {
        SmallEngine[] engines = [.. Enumerable.Range(0, 2).Select(static i => new SmallEngine(Fake($"cuda:{i}", DeviceKind.Cuda)) { Failure = static () => new CudaException("the device is lost") })];
        Assert.Throws<CudaException>(() => SmallSweep.Run(_fixture, 3, engines));
        Assert.Equal(0, _fixture.Sql("SELECT count(*) FROM trials WHERE status NOT IN ('pending', 'running')"));
        Assert.Equal(0, _fixture.Sql("SELECT count(*) FROM groups WHERE owner_machine IS NOT NULL"));
        Assert.All(engines, static engine => engine.Dispose());
        using var other = new SmallEngine(Fake("cuda:0", DeviceKind.Cuda));
        Assert.All(SmallSweep.Run(_fixture, 3, [other]).Results, static result => Assert.Equal("completed", result.Status));
    }

    [Fact]
    public void ATrialThatFailsOnADeviceThatTrainsOthersIsRecorded()
    {
        using var isThere = new ManualResetEventSlim();
        using var first = new SmallEngine { Refused = 10 };
        using var second = new SmallEngine { Refused = 10 };
        var (results, devices) = SmallSweep.Run(_fixture, 1, [first, second]);
        Assert.All(results, static result => Assert.Equal(result.Lambda1 == 10 && result.Annotations == "full" ? "failed" : "completed", result.Status));
        Assert.Contains(devices, static device => device.Failure is null);
        Assert.Equal(8, devices.Sum(static device => device.Trials));
    }

    [Fact]
    public void WhatStopsOneForAnotherReasonStopsAll()
    {
        using var full = new SmallEngine(Fake("cuda:0", DeviceKind.Cuda)) { Failure = static () => throw BadInputException.CannotWrite("s.db", "the disk is full") };
        using var works = new SmallEngine(Fake("cuda:1", DeviceKind.Cuda)) { Made = static () => Thread.Sleep(20) };
        Assert.Equal("cannot write to 's.db': the disk is full", Assert.Throws<BadInputException>(() => SmallSweep.Run(_fixture, 1, [full, works])).Message);
    }

    [Fact]
    public void CancelledTheyKeepWhatIsFinished()
    {
        using var cancel = new CancellationTokenSource();
        var trained = 0;
        void Count()
        {
            if (Interlocked.Increment(ref trained) > 6)
                cancel.Cancel();
        }

        using var first = new SmallEngine { Made = Count };
        using var second = new SmallEngine { Made = Count };
        Assert.Throws<OperationCanceledException>(() => SmallSweep.Run(_fixture, 1, [first, second], cancel.Token));
        Assert.InRange(_fixture.Sql("SELECT count(*) FROM trials WHERE status = 'completed'"), 1, 7);
        Assert.Equal(0, _fixture.Sql("SELECT count(*) FROM groups WHERE owner_machine IS NOT NULL"));
        Assert.All(SmallSweep.Run(_fixture, 1, [first, second]).Results, static result => Assert.Equal("completed", result.Status));
    }

    private static SmallEngine MeetingEngine(string id, DeviceKind kind, Barrier meeting)
    {
        var hasMet = false;
        return new SmallEngine(Fake(id, kind))
        {
            Made = () =>
            {
                if (!hasMet)
                    Assert.True(meeting.SignalAndWait(s_patience));
                hasMet = true;
            },
        };
    }

    private static DeviceDescription Fake(string id, DeviceKind kind) => new(id, kind, "made up", IsGpu: kind == DeviceKind.Cuda);

    private static CudaException Lose(ManualResetEventSlim isLost)
    {
        isLost.Set();
        return new CudaException("the device is lost");
    }
}
