using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Sweeps;

public sealed class TrialTrainerTests : IDisposable
{
    private static readonly DataSet s_data = Toy.TwoRules(256);
    private static readonly Dictionary<string, Annotation?> s_annotations = new() { ["none"] = null, ["full"] = s_data.Annotation };
    private static readonly TrainingSettings s_settings = new() { Epochs = 5, BatchSize = 32, Validation = new(0.25) };
    private static readonly Trial[] s_trials = [.. new SweepGrid([0, 1, 100], [1e-4f], [1e-3f, 1e-2f], [0, 1], ["none", "full"]).Trials(static (_, _) => 0)];

    private readonly SimdEngine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void A_trial_ends_with_the_same_bits_in_any_group()
    {
        using var rows = new Trainer(_engine).Prepare(s_data, s_settings);
        var trainer = new TrialTrainer(_engine, rows, s_annotations);
        TrialResult[] Grouped(int size) => [.. s_trials.Chunk(size).SelectMany(group => trainer.Train(group, cancellation: TestContext.Current.CancellationToken))];

        var together = Grouped(s_trials.Length);

        Assert.Equal(s_trials, together.Select(result => result.Trial));
        Assert.All(together, result => Assert.Equal((TrialStatus.Completed, 5, 30, s_trials.Length), (result.Status, result.Epochs, (int)result.Steps, result.GroupSize)));
        foreach (var size in new[] { 1, 5 })
        {
            Assert.Equal(
                together.Select(static result => result with { GroupSize = 0, GroupSeconds = 0 }),
                Grouped(size).Select(static result => result with { GroupSize = 0, GroupSeconds = 0 }));
        }

        var alone = _engine.Train(s_data, s_settings, new ModelRun(1, 100, 1e-4f, 1e-2f, s_data.Annotation)).Models[0];
        var same = Assert.Single(together, result => result.Trial == new Trial(100, 1e-4f, 1e-2f, 1, "full"));
        Assert.Equal((alone.ParametersSha256(), alone.Test.Accuracy, alone.Validation!.Value.Accuracy), (same.ParametersSha256, same.TestAccuracy, same.ValidationAccuracy));
        Assert.Equal((alone.Train.CrossEntropy, alone.Train.RightReasons), (same.CrossEntropy, same.RightReasons));
    }

    [Fact]
    public void The_ratio_grows_with_lambda1_and_is_null_where_nothing_is_annotated()
    {
        using var rows = new Trainer(_engine).Prepare(s_data, s_settings);
        var results = new TrialTrainer(_engine, rows, s_annotations).Train([s_trials[0], Full(1), Full(100)], cancellation: TestContext.Current.CancellationToken);

        Assert.Null(results[0].InitialRatio);
        Assert.InRange(results[1].InitialRatio!.Value, 1e-12, 1e6);
        Assert.Equal(100 * results[1].InitialRatio!.Value, results[2].InitialRatio!.Value, 1e-6 * results[2].InitialRatio!.Value);
    }

    [Fact]
    public void A_model_that_diverges_fails_and_the_others_do_not_notice()
    {
        using var rows = new Trainer(_engine).Prepare(s_data, s_settings);
        var trainer = new TrialTrainer(_engine, rows, s_annotations);
        var results = trainer.Train([Full(1), Full(1) with { LearningRate = 3e38f }], cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((TrialStatus.Failed, null), (results[1].Status, results[1].CrossEntropy));
        Assert.Contains("not finite", results[1].Failure, StringComparison.Ordinal);
        Assert.Equal((TrialStatus.Completed, null), (results[0].Status, results[0].Failure));
        Assert.Equal(trainer.Train([Full(1)], cancellation: TestContext.Current.CancellationToken)[0].ParametersSha256, results[0].ParametersSha256);
    }

    [Fact]
    public void Balance_is_that_of_each_seed_and_annotation()
    {
        using var rows = new Trainer(_engine).Prepare(s_data, s_settings);
        var balanced = new TrialTrainer(_engine, rows, s_annotations).Balance([0, 1], ["none", "full"], TestContext.Current.CancellationToken);

        Assert.Equal((4, 0f, 0f), (balanced.Count, balanced[(0, "none")], balanced[(1, "none")]));
        Assert.True(balanced[(0, "full")] > 0 && balanced[(0, "full")] != balanced[(1, "full")]);
    }

    private static Trial Full(float lambda1) => new(lambda1, 1e-4f, 1e-3f, 0, "full");
}
