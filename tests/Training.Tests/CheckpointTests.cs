using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class CheckpointTests : RecordingTest
{
    private static readonly DataSet Data = Toy.Numbered(50, annotation: Annotation.FromPredicate(50, 3, static (_, feature) => feature == 1));
    private static readonly TrainingSettings Settings = new() { Epochs = 6, BatchSize = 8, Shuffle = true, CheckpointEvery = 2 };
    private static readonly ModelRun[] Runs = [new(0), new(1, 3, Annotation: Data.Annotation)];

    private readonly MemoryStore _store = new();

    public static TheoryData<string, DataSet, TrainingSettings, ModelRun[]> Others => new()
    {
        { "training rows: expected 40, got 50", Toy.Numbered(40), Settings, [Runs[0], Runs[1] with { Annotation = null }] },
        { "features: expected 2, got 3", Toy.Numbered(50, 2), Settings, [Runs[0], Runs[1] with { Annotation = null }] },
        { "inputs (SHA-256): expected ", Data with { Train = Changed(Data.Train, 3f, null) }, Settings, Runs },
        { "labels (SHA-256): expected ", Data with { Train = Changed(Data.Train, null, 1) }, Settings, Runs },
        { "batch size: expected 9, got 8", Data, Settings with { BatchSize = 9 }, Runs },
        { "hidden layers: expected 50, 31, got 50, 30", Data, Settings with { Hidden2 = 31 }, Runs },
        { "initial deviation: expected 0.2, got 0.1", Data, Settings with { InitialDeviation = 0.2f }, Runs },
        { "explained scalar: expected LogClass 1, got LogSum", Data, Settings with { Objective = new(ExplainedScalar.LogClass, 1) }, Runs },
        { "penalty: expected L1, got L2", Data, Settings with { Objective = new(Norm: PenaltyNorm.L1) }, Runs },
        { "reduction: expected Mean, got Sum", Data, Settings with { Objective = new(Reduction: Reduction.Mean) }, Runs },
        { "similarity weight, epsilon: expected 2, 1E-06, got nothing", Data, Settings with { Objective = new(Similarity: new(2)) }, Runs },
        { "Adam beta1, beta2, epsilon: expected 0.8, 0.999, 1E-08, got 0.9, 0.999, 1E-08", Data, Settings with { Adam = new(Beta1: 0.8f) }, Runs },
        { "shuffle: expected False, got True", Data, Settings with { Shuffle = false }, Runs },
        { "input scaling: expected Unit, got Raw", Data, Settings with { Scaling = InputScaling.Unit }, Runs },
        { "always included rows: expected 4 2, got ", Data, Settings with { AlwaysInclude = [4, 2] }, Runs },
        { "validation: expected 0.1 by seed 2, got none", Data, Settings with { Validation = new(0.1, 2) }, Runs },
        { "models: expected 1, got 2", Data, Settings, [Runs[0]] },
        { "model 0: expected seed 4, lambda1 0, lambda2 0.0001, learning rate 0.001, got seed 0, ", Data, Settings, [Runs[0] with { Seed = 4 }, Runs[1]] },
        { "model 1: expected seed 1, lambda1 3.5, ", Data, Settings, [Runs[0], Runs[1] with { Lambda1 = 3.5f }] },
        { "annotation of model 1 (SHA-256): expected none, got ", Data, Settings, [Runs[0], Runs[1] with { Annotation = null }] },
        { "epochs: expected at least the 6 epochs and 0 steps of the checkpoint, got 5", Data, Settings with { Epochs = 5 }, Runs },
    };

    [Fact]
    public void Saved_every_so_many_epochs_and_at_the_end()
    {
        Engine.Resume(Data, Settings with { CheckpointEvery = 4 }, _store, Runs);

        Assert.Equal([(4, 0), (6, 0)], _store.Saved.Select(saved => (saved.EpochsDone, saved.StepsIntoEpoch)));
        Assert.All(_store.Saved, saved => Assert.Equal(7 * saved.EpochsDone, saved.Models[0].State.Steps));
    }

    [Fact]
    public void Saved_checkpoints_do_not_change_afterwards()
    {
        Engine.Resume(Data, Settings, _store, Runs);

        Assert.Distinct(_store.Saved.Select(saved => string.Join(' ', Toy.Bits(saved.Models[0].State))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(33)]
    [InlineData(42)]
    public void Resumed_equals_uninterrupted(long steps)
    {
        var whole = Engine.Train(Data, Settings, Runs);
        var trained = Engine.TrainedRows.ToArray();
        Engine.Calls.Clear();
        Engine.TrainUntil(steps, Data, Settings, _store, Runs);
        Assert.InRange(_store.Current!.Models[0].State.Steps, steps, 42);
        var resumed = Engine.Resume(Data, Settings, _store, Runs);

        Assert.Equal(trained.Length, Engine.TrainedRows.Count());
        Assert.Equal(whole.Models.Select(model => Toy.Bits(model.State)), resumed.Models.Select(model => Toy.Bits(model.State)));
        Assert.Equal(whole.Steps, resumed.Steps);
        Assert.Equal(0, Engine.Undisposed);
    }

    [Fact]
    public void Train_seconds_go_on_from_the_checkpoint()
    {
        var time = new ManualTime();
        Engine.BeforeStep = () => time.Advance(1);
        new Trainer(Engine, time).Train(Data, Settings with { Epochs = 2 }, Runs, _store, cancellation: TestContext.Current.CancellationToken);
        var result = new Trainer(Engine, time).Train(Data, Settings, Runs, _store, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(42, result.TrainSeconds, 1e-9);
    }

    [Fact]
    public void A_finished_training_is_only_evaluated()
    {
        var first = Engine.Resume(Data, Settings, _store, Runs);
        Engine.Calls.Clear();
        var again = Engine.Resume(Data, Settings, _store, Runs);

        Assert.Empty(Engine.Calls);
        Assert.Equal(Toy.Bits(first.Models[1].State), Toy.Bits(again.Models[1].State));
    }

    [Fact]
    public void A_finished_training_can_be_prolonged()
    {
        Engine.Resume(Data, Settings with { Epochs = 3 }, _store, Runs);
        var prolonged = Engine.Resume(Data, Settings, _store, Runs);

        Assert.Equal(Toy.Bits(Engine.Train(Data, Settings, Runs).Models[0].State), Toy.Bits(prolonged.Models[0].State));
    }

    [Fact]
    public void Cancelled_before_the_first_step_nothing_is_saved()
    {
        Assert.Throws<OperationCanceledException>(() => new Trainer(Engine).Train(Data, Settings, Runs, _store, cancellation: new CancellationToken(true)));

        Assert.Empty(Engine.Calls);
        Assert.Empty(_store.Saved);
        Assert.Equal(0, Engine.Undisposed);
    }

    [Fact]
    public void A_step_that_fails_leaves_the_last_checkpoint_as_it_was()
    {
        var steps = 0;
        Engine.BeforeStep = () =>
        {
            if (++steps == 20)
                throw new InvalidOperationException("the device is gone");
        };
        Assert.Throws<InvalidOperationException>(() => Engine.Resume(Data, Settings, _store, Runs));

        Assert.Equal(2, Assert.Single(_store.Saved).EpochsDone);
    }

    [Fact]
    public void Models_that_ended_stay_ended()
    {
        ModelRun[] runs = [Runs[0], new(5, LearningRate: 1e7f)];
        var settings = Settings with { Validation = new(0.2) };
        var whole = Engine.Train(Data, settings, runs);
        Engine.TrainUntil(12, Data, settings, _store, runs);
        Assert.Equal(ModelStatus.Diverged, _store.Current!.Models[1].Status);
        var resumed = Engine.Resume(Data, settings, _store, runs);

        Assert.Equal(whole.Models.Select(model => (model.Failure, model.Epochs)), resumed.Models.Select(model => (model.Failure, model.Epochs)));
        Assert.Equal("parameters are not finite after epoch 1", resumed.Models[1].Failure);
    }

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void Another_training_is_refused_by_name(string difference, DataSet data, TrainingSettings settings, ModelRun[] runs)
    {
        Engine.Resume(Data, Settings, _store, Runs);
        var saves = _store.Saved.Count;
        var message = Assert.Throws<ArgumentException>(() => Engine.Resume(data, settings, _store, runs)).Message;

        Assert.StartsWith(difference.StartsWith("epochs", StringComparison.Ordinal) ? difference : "checkpoint belongs to another training: " + difference, message);
        Assert.DoesNotContain('\n', message);
        Assert.Equal(saves, _store.Saved.Count);
    }

    [Fact]
    public void A_checkpoint_that_contradicts_itself_is_refused()
    {
        Engine.Resume(Data, Settings, _store, Runs);
        var whole = _store.Current!;

        Refused("checkpoint: expected 2 models, got 1", whole with { Models = [whole.Models[0]] });
        Refused("checkpoint: expected 0 to 6 steps into an epoch, got 7", whole with { EpochsDone = 2, StepsIntoEpoch = 7 });
        Refused("checkpoint: model 0: expected 14 steps, got 42", whole with { EpochsDone = 2 });
        var other = OptimizerState.Initial(new NetworkParameters(new(3, 50, 30, 3)));
        Refused("checkpoint: model 1: expected shape 3-50-30-2, got 3-50-30-3", whole with { Models = [whole.Models[0], whole.Models[1] with { State = other }] });

        void Refused(string message, TrainingCheckpoint checkpoint)
        {
            _store.Current = checkpoint;
            Assert.Equal(message, Assert.Throws<ArgumentException>(() => Engine.Resume(Data, Settings, _store, Runs)).Message);
        }
    }

    private static LabeledRows Changed(LabeledRows rows, float? input, int? label)
    {
        var inputs = rows.Inputs.ToArray();
        var labels = (int[])rows.Labels.Clone();
        inputs[^1] = input ?? inputs[^1];
        labels[0] = label ?? labels[0];
        return new LabeledRows(new InputMatrix(inputs, rows.Count, rows.Inputs.Columns), labels, rows.Classes);
    }
}
