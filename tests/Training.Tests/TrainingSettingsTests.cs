using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class TrainingSettingsTests
{
    public static TheoryData<string, TrainingSettings> Unusable => new()
    {
        { "epochs: expected at least 1, got 0", new() { Epochs = 0 } },
        { "batch size: expected at least 1, got -2", new() { BatchSize = -2 } },
        { "hidden layer 1: expected at least 1, got 0", new() { Hidden1 = 0 } },
        { "hidden layer 2: expected at least 1, got 0", new() { Hidden2 = 0 } },
        { "epochs between checkpoints: expected at least 1, got 0", new() { CheckpointEvery = 0 } },
        { "initial deviation: expected a finite number above 0, got NaN", new() { InitialDeviation = float.NaN } },
        { "input scaling: expected one of Raw, Unit, Standard, got 9", new() { Scaling = (InputScaling)9 } },
        { "penalty: expected one of L2, L1, got 7", new() { Objective = new(Norm: (PenaltyNorm)7) } },
        { "reduction: expected one of Sum, Mean, MeanByAnnotation, got 7", new() { Objective = new(Reduction: (Reduction)7) } },
        { "similarity weight: expected a finite number of at least 0, got -1", new() { Objective = new(Similarity: new(-1)) } },
        { "similarity epsilon: expected a finite number above 0, got 0", new() { Objective = new(Similarity: new(1, 0)) } },
        {
            "early stop: expected none beside a similarity penalty, whose models cannot end one by one, got a patience of 2 epochs",
            new() { Objective = new(Similarity: new(1)), Validation = new(0.1), EarlyStop = new(2) }
        },
        { "Adam beta1: expected a number from 0 up to but not including 1, got 1", new() { Adam = new(Beta1: 1) } },
        { "Adam beta2: expected a number from 0 up to but not including 1, got -0.5", new() { Adam = new(Beta2: -0.5f) } },
        { "Adam epsilon: expected a finite number above 0, got 0", new() { Adam = new(Epsilon: 0) } },
        { "always included rows: expected indices of at least 0, got -1", new() { AlwaysInclude = [3, -1] } },
        { "validation fraction: expected a number above 0 and below 1, got 1", new() { Validation = new(1) } },
        { "validation fraction: expected a number above 0 and below 1, got NaN", new() { Validation = new(double.NaN) } },
        { "early stop: expected a validation split to measure on, got none", new() { EarlyStop = new(3) } },
        { "early stop patience: expected at least 1, got 0", new() { Validation = new(0.1), EarlyStop = new(0) } },
        { "early stop measure: expected one of Loss, Accuracy, got 4", new() { Validation = new(0.1), EarlyStop = new(1, (EarlyStopMeasure)4) } },
        { "early stop minimum gain: expected a finite number of at least 0, got -1", new() { Validation = new(0.1), EarlyStop = new(1, MinimumGain: -1) } },
    };

    public static TheoryData<string, ModelRun> UnusableRuns => new()
    {
        { "lambda1: expected a finite number of at least 0, got -1", new(Lambda1: -1) },
        { "lambda2: expected a finite number of at least 0, got NaN", new(Lambda2: float.NaN) },
        { "learning rate: expected a finite number above 0, got 0", new(LearningRate: 0) },
        { "annotation: expected 10 × 3 entries like the inputs, got 9 × 3", new(Annotation: Annotation.FromDense(new float[27], 9, 3)) },
    };

    [Fact]
    public void Defaults_are_the_reference_protocol()
    {
        var settings = new TrainingSettings().Validated();

        Assert.Equal((64, 256, 50, 30, 0.1f), (settings.Epochs, settings.BatchSize, settings.Hidden1, settings.Hidden2, settings.InitialDeviation));
        Assert.Equal(new ObjectiveDefinition(ExplainedScalar.LogSum, null, PenaltyNorm.L2, Reduction.Sum), settings.Objective);
        Assert.Equal(new AdamSettings(0.9f, 0.999f, 1e-8f), settings.Adam);
        Assert.False(settings.Shuffle);
        Assert.Equal(InputScaling.Raw, settings.Scaling);
        Assert.Empty(settings.AlwaysInclude);
        Assert.Null(settings.Validation);
        Assert.Null(settings.EarlyStop);
        Assert.Equal(new ModelRun(0, 0, 1e-4f, 1e-3f, null), new ModelRun());
    }

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Unusable_settings_are_named(string message, TrainingSettings settings) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Train(settings, new ModelRun())).Message);

    [Theory]
    [MemberData(nameof(UnusableRuns), DisableDiscoveryEnumeration = true)]
    public void Unusable_runs_are_named(string message, ModelRun run)
    {
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => Train(new(), run)).Message);
        Assert.Equal("model 1: " + message, Assert.Throws<ArgumentException>(() => Train(new(), new ModelRun(), run)).Message);
    }

    [Fact]
    public void What_does_not_fit_the_data_is_named()
    {
        Assert.Equal("models: expected at least one to train, got none", Assert.Throws<ArgumentException>(() => Train(new())).Message);
        Assert.Equal(
            "always included rows: expected indices from 0 to 9, got 10",
            Assert.Throws<ArgumentException>(() => Train(new() { AlwaysInclude = [10] }, new ModelRun())).Message);
        Assert.Equal(
            "explained scalar LogClass: expected a class from 0 to 1, got 2",
            Assert.Throws<ArgumentException>(() => Train(new() { Objective = new(ExplainedScalar.LogClass, 2) }, new ModelRun())).Message);
        var other = Toy.Numbered(10) with { Test = Toy.Numbered(5, columns: 4).Train };
        Assert.Equal(
            "test rows: expected 3 features like the training rows, got 4",
            Assert.Throws<ArgumentException>(() => new RecordingEngine().Train(other, new(), new ModelRun())).Message);
    }

    private static void Train(TrainingSettings settings, params ModelRun[] runs) =>
        new RecordingEngine().Train(Toy.Numbered(10), settings, runs);
}
