using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

/// <summary>The trainer over the engine that most users run.</summary>
public sealed class SimdTrainingTests : IDisposable
{
    private static readonly DataSet Data = Toy.TwoRules();
    private static readonly TrainingSettings Small = new() { Epochs = 6, BatchSize = 50, Hidden1 = 9, Hidden2 = 7 };

    private readonly SimdEngine _engine = new(2);

    public static TheoryData<string, TrainingSettings> Variants => new()
    {
        { "fixed order", Small },
        { "shuffled", Small with { Shuffle = true } },
        { "mean", Small with { Objective = new(Reduction: Reduction.Mean), Shuffle = true } },
        { "by annotation", Small with { Objective = new(Reduction: Reduction.MeanByAnnotation), AlwaysInclude = [1, 400] } },
        { "scaled", Small with { Scaling = InputScaling.Standard } },
        { "early stop", Small with { Epochs = 12, Shuffle = true, Validation = new(0.2), EarlyStop = new(2, EarlyStopMeasure.Accuracy) } },
        { "early stop on loss", Small with { Validation = new(0.3), EarlyStop = new(1) } },
    };

    public void Dispose() => _engine.Dispose();

    [Theory]
    [MemberData(nameof(Variants), DisableDiscoveryEnumeration = true)]
    public void Resumed_equals_uninterrupted_bit_for_bit(string variant, TrainingSettings settings)
    {
        var whole = _engine.Train(Data, settings, Runs());
        foreach (var steps in new[] { 1, 13, 33 })
        {
            var store = new MemoryStore();
            _engine.TrainUntil(steps, Data, settings, store, Runs());
            var resumed = _engine.Resume(Data, settings, store, Runs());

            RequireSame(whole.Models, resumed.Models, variant);
        }
    }

    [Theory]
    [MemberData(nameof(Variants), DisableDiscoveryEnumeration = true)]
    public void A_model_alone_equals_the_same_in_a_group(string variant, TrainingSettings settings)
    {
        var group = _engine.Train(Data, settings, Runs());
        var reversed = _engine.Train(Data, settings, [.. Runs().Reverse()]);
        var alone = Runs().Select(run => _engine.Train(Data, settings, run).Models[0]).ToArray();

        RequireSame(alone, group.Models, variant);
        RequireSame(alone, [.. reversed.Models.Reverse()], variant);
    }

    [Theory]
    [MemberData(nameof(Variants), DisableDiscoveryEnumeration = true)]
    public void Warming_up_changes_no_bit(string variant, TrainingSettings settings)
    {
        var cold = new Trainer(_engine).Train(Data, settings, Runs(), cancellation: TestContext.Current.CancellationToken);
        var warm = new Trainer(_engine) { WarmsUp = true }.Train(Data, settings, Runs(), cancellation: TestContext.Current.CancellationToken);

        RequireSame(cold.Models, warm.Models, variant);
    }

    [Fact]
    public void Equal_seeds_give_equal_bits_and_others_do_not()
    {
        var first = _engine.Train(Data, Small, new(3), new(3), new(4));
        var second = _engine.Train(Data, Small, new ModelRun(3));

        Assert.Equal(Toy.Bits(first.Models[0].State), Toy.Bits(second.Models[0].State));
        Assert.Equal(Toy.Bits(first.Models[0].State), Toy.Bits(first.Models[1].State));
        Assert.NotEqual(Toy.Bits(first.Models[0].State), Toy.Bits(first.Models[2].State));
    }

    [Fact]
    public void Every_option_makes_a_difference()
    {
        TrainingSettings[] options =
        [
            Small,
            Small with { Epochs = 5 },
            Small with { BatchSize = 49 },
            Small with { Shuffle = true },
            Small with { Scaling = InputScaling.Unit },
            Small with { Scaling = InputScaling.Standard },
            Small with { AlwaysInclude = [3] },
            Small with { Validation = new(0.2) },
            Small with { Validation = new(0.2, 1) },
            Small with { InitialDeviation = 0.2f },
            Small with { Adam = new(Beta1: 0.8f) },
            Small with { Adam = new(Beta2: 0.99f) },
            Small with { Adam = new(Epsilon: 1e-3f) },
            Small with { Objective = new(Reduction: Reduction.Mean) },
            Small with { Objective = new(Reduction: Reduction.MeanByAnnotation) },
            Small with { Objective = new(Norm: PenaltyNorm.L1) },
            Small with { Objective = new(ExplainedScalar.ProbMax) },
        ];
        var ends = options.Select(settings => _engine.Train(Data, settings, Runs()[3]).Models[0].State.Parameters.W1[0]);

        Assert.Distinct(ends);
    }

    [Fact]
    public void A_diverging_model_does_not_hurt_its_neighbours()
    {
        var settings = Small with { Epochs = 60 };
        var wild = new ModelRun(7, LearningRate: 1e30f);
        var result = _engine.Train(Data, settings, Runs()[0], wild, Runs()[1]);

        Assert.True(result.Models[1].Diverged);
        Assert.Matches("^parameters are not finite after epoch [0-9]+$", result.Models[1].Failure!);
        Assert.InRange(result.Models[1].Epochs, 1, 59);
        RequireSame(_engine.Train(Data, settings, Runs()[..2]).Models, [result.Models[0], result.Models[2]], "beside a diverging model");
    }

    [Fact]
    public void With_the_annotation_the_loud_feature_is_ignored_and_without_it_is_not()
    {
        var settings = new TrainingSettings { Epochs = 40, BatchSize = 64 };
        var result = _engine.Train(Data, settings, new ModelRun(0), new ModelRun(0, Lambda1: 100, Annotation: Data.Annotation));
        var (fooled, right) = (result.Models[0], result.Models[1]);

        Assert.True(fooled.Train.Accuracy > 0.99, $"fooled on training rows: {fooled.Train.Accuracy}");
        Assert.True(fooled.Test.Accuracy < 0.85, $"fooled on test rows: {fooled.Test.Accuracy}");
        Assert.True(right.Train.Accuracy > 0.97, $"right on training rows: {right.Train.Accuracy}");
        Assert.True(right.Test.Accuracy > 0.97, $"right on test rows: {right.Test.Accuracy}");
        Assert.True(LoudShare(result, 0) > 0.3, $"share of the loud feature, fooled: {LoudShare(result, 0)}");
        Assert.True(LoudShare(result, 1) < 0.02, $"share of the loud feature, right: {LoudShare(result, 1)}");
    }

    [Fact]
    public void Terms_are_sums_over_the_rows_after_the_last_step()
    {
        var run = Runs()[1];
        var model = Assert.Single(_engine.Train(Data, Small, run).Models);

        using var ensemble = _engine.CreateEnsemble(Small.Objective, Small.Adam, [new(run.Lambda1, run.Lambda2, run.LearningRate, run.Annotation)], [model.State]);
        using var train = _engine.Upload(Data.Train);
        Assert.Equal(ensemble.Evaluate(train, withAnnotations: true)[0], model.Train);
        Assert.True(model.Train.RightReasons > 0);
        Assert.Equal(0, model.Test.RightReasons);
        Assert.Equal(512, model.Test.Rows);
    }

    /// <summary>Models that differ in all that a model has to itself.</summary>
    private static ModelRun[] Runs() =>
        [
            new(1),
            new(2, Lambda1: 10, Annotation: Data.Annotation),
            new(1, Lambda2: 0.01f, LearningRate: 5e-3f),
            new(3, Lambda1: 0.5f, Annotation: Annotation.FromPredicate(512, 4, static (row, feature) => (row + feature) % 3 == 0)),
            new(4, Lambda1: 2),
        ];

    private static void RequireSame(IReadOnlyList<TrainedModel> expected, IReadOnlyList<TrainedModel> actual, string variant)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.True(Toy.Bits(expected[i].State).SequenceEqual(Toy.Bits(actual[i].State)), $"{variant}: state of model {i}");
            Assert.Equal(
                (expected[i].Status, expected[i].Epochs, expected[i].StateEpoch, expected[i].Train, expected[i].Validation, expected[i].Test),
                (actual[i].Status, actual[i].Epochs, actual[i].StateEpoch, actual[i].Train, actual[i].Validation, actual[i].Test));
        }
    }

    /// <summary>The loud feature's share of all |∂ max p/∂x| over the test rows.</summary>
    private double LoudShare(TrainingResult result, int model)
    {
        using var ensemble = _engine.CreateEnsemble(new(), new(), [new()], [result.Models[model].State]);
        using var test = _engine.Upload(Data.Test);
        var gradients = ensemble.InputGradients(0, test, ExplainedScalar.ProbMax);
        return gradients.Where((_, i) => i % 4 == 1).Sum(Math.Abs) / (double)gradients.Sum(Math.Abs);
    }
}
