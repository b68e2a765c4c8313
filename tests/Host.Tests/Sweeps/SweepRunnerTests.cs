using ILGPU.Runtime.Cuda;
using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Sweeps;

public sealed class SweepRunnerTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void GroupsThatDoNotFitBecomeSmaller()
    {
        using var engine = new SmallEngine { MostModels = 2 };
        var results = Run(engine, groupSize: 8);

        Assert.All(results, static result => Assert.Equal(("completed", 2), (result.Status, result.GroupSize)));
        Assert.Equal(2, _fixture.Sql("SELECT count(*) FROM groups WHERE state = 'abandoned' AND failure = 'no room'"));
        Assert.Equal(4, _fixture.Sql("SELECT count(*) FROM groups WHERE state = 'done'"));
    }

    [Fact]
    public void ATrialThatFailsAloneIsRecordedWithItsReason()
    {
        using var engine = new SmallEngine { MostModels = 8, Refused = 10 };
        var results = Run(engine, groupSize: 8);

        Assert.All(results, static result => Assert.Equal(result.Lambda1 == 10 && result.Annotations == "full" ? "failed" : "completed", result.Status));
        var failed = results.Where(static result => result.Status == "failed").ToArray();
        Assert.Equal(2, failed.Length);
        Assert.All(failed, static result => Assert.Equal(("InvalidOperationException: refused", null, null), (result.Failure, result.TestAccuracy, result.ParametersSha256)));
        Assert.Equal(6, engine.Trained);
    }

    [Fact]
    public void ALostDeviceFailsNoTrial()
    {
        using var engine = new SmallEngine { MostModels = 8, Failure = static () => new CudaException("the device is lost") };
        Assert.Throws<CudaException>(() => Run(engine, groupSize: 3));
        Assert.Equal(0, _fixture.Sql("SELECT count(*) FROM trials WHERE status = 'failed'"));
        Assert.Equal(1, _fixture.Sql("SELECT count(*) FROM groups WHERE state = 'running' AND owner_machine IS NULL"));
        using var other = new SmallEngine { MostModels = 8 };
        Assert.All(Run(other, groupSize: 3), static result => Assert.Equal("completed", result.Status));
    }

    [Fact]
    public void AClaimThatIsLostWhileModelsFailIsLeftToItsNewOwner()
    {
        var isTaken = false;
        using var engine = new SmallEngine
        {
            MostModels = 8,
            Failure = () =>
            {
                if (isTaken)
                    return null;
                // An owner that is gone by now: the group is adopted again as soon as the loss is noticed.
                _fixture.Sql("UPDATE groups SET owner_machine = 'elsewhere', heartbeat = 0");
                isTaken = true;
                return new DeviceMemoryException("no room");
            },
        };
        Assert.All(Run(engine, groupSize: 8), static result => Assert.Equal(("completed", 8), (result.Status, result.GroupSize)));
        Assert.Equal(1, _fixture.Sql("SELECT count(*) FROM groups"));
    }

    [Fact]
    public void WhatIsThereIsNotTrainedAgain()
    {
        using (var first = new SmallEngine { MostModels = 8 })
            Run(first, groupSize: 3);
        using var second = new SmallEngine { MostModels = 8 };
        Assert.Equal(8, Run(second, groupSize: 3).Count);
        Assert.Equal(0, second.Trained);
    }

    private IReadOnlyList<StoredResult> Run(SmallEngine engine, int groupSize) => SmallSweep.Run(_fixture, groupSize, [engine]).Results;
}
