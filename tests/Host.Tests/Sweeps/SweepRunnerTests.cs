using ILGPU.Runtime.Cuda;
using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;
using RrrGpu.Training;

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

    private IReadOnlyList<StoredResult> Run(SmallEngine engine, int groupSize)
    {
        var inputs = Enumerable.Range(0, 40).Select(static i => (float)(i % 7)).ToArray();
        var labeled = new LabeledRows(new InputMatrix(inputs, 20, 2), [.. Enumerable.Range(0, 20).Select(static i => i % 2)], 2);
        var marks = Annotation.FromPredicate(20, 2, static (_, feature) => feature == 1);
        using var rows = new Trainer(engine).Prepare(new DataSet("small", labeled, labeled, marks), new TrainingSettings { Epochs = 2, BatchSize = 8, Hidden1 = 4, Hidden2 = 3 });
        var trainer = new TrialTrainer(engine, rows, new Dictionary<string, Annotation?> { ["none"] = null, ["full"] = marks });
        var plan = new SweepPlan(_fixture.Sweep, _fixture.Ids, StoreFixture.Hashes, StoreFixture.Device, groupSize);
        return new SweepRunner(_fixture.Store, trainer, plan, new SweepProgress("small", 8), TestContext.Current.CancellationToken).Run();
    }

    /// <summary>A processor that has no room for many models, and refuses to train models of some λ₁ at all.</summary>
    private sealed class SmallEngine : IEngine
    {
        private readonly SimdEngine _engine = new(1);

        public int MostModels { get; init; }

        public float? Refused { get; init; }

        /// <summary>What to throw whenever an ensemble is made; null, or what gives it, for nothing.</summary>
        public Func<Exception?>? Failure { get; init; }

        public int Trained { get; private set; }

        public DeviceDescription Device => _engine.Device;

        public IRowSet Upload(LabeledRows rows) => _engine.Upload(rows);

        public IEnsemble CreateEnsemble(ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial)
        {
            if (Failure?.Invoke() is { } failure)
                throw failure;
            if (models.Count > MostModels)
                throw new DeviceMemoryException("no room");
            if (models.Any(model => model.Lambda1 == Refused && model.Annotation is not null))
                throw new InvalidOperationException("refused");
            // Each training makes one ensemble for its steps, from states that have taken none, and one for its results.
            if (initial[0].Steps == 0 && models.All(static model => model.Lambda2 > 0) && !models.All(static model => model.Lambda1 == 1))
                Trained += models.Count;
            return _engine.CreateEnsemble(objective, adam, models, initial);
        }

        public void Dispose() => _engine.Dispose();
    }
}
