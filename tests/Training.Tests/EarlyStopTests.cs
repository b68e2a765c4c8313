using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class EarlyStopTests : RecordingTest
{

    [Fact]
    public void Training_ends_when_patience_does_and_keeps_the_best_state()
    {
        Script(model => model.Lambda1 == 0 ? [5, 4, 3, 3.5, 3, 3.2, 1] : [9, 8, 7, 6, 5, 4, 3]);
        var result = Train(new(3), epochs: 7, new(0), new(1, 1));

        Assert.Equal([(ModelStatus.Stopped, 6, 3), (ModelStatus.Training, 7, 7)], result.Models.Select(model => (model.Status, model.Epochs, model.StateEpoch)));
        Assert.Equal([12, 28 / 2], result.Models.Select(model => model.Steps));
        Assert.Equal(6, result.Models[0].State.Steps);
        Assert.Equal(14, result.Steps);
        Assert.Single(Engine.Calls[^1].Models);
    }

    [Fact]
    public void The_best_state_is_kept_also_where_training_runs_to_its_end()
    {
        Script(static _ => [5, 1, 4, 3]);

        Assert.Equal((ModelStatus.Training, 4, 2), Of(Train(new(3), epochs: 4, new ModelRun())));
    }

    [Fact]
    public void Accuracy_is_better_when_higher()
    {
        Engine.Terms = static (_, state, rows) => new LossTerms(1, 0, 0, new[] { 0, 3, 5, 4, 5, 6 }[Math.Min(5, state.Steps / 2)], rows.Count);

        Assert.Equal((ModelStatus.Stopped, 4, 2), Of(Train(new(2, EarlyStopMeasure.Accuracy), epochs: 9, new ModelRun())));
    }

    [Fact]
    public void A_gain_below_the_minimum_does_not_count()
    {
        Script(static _ => [5, 4.9, 4.8, 4.7, 4.6]);

        Assert.Equal((ModelStatus.Stopped, 3, 1), Of(Train(new(2, MinimumGain: 0.5), epochs: 5, new ModelRun())));
    }

    [Fact]
    public void The_right_reasons_term_of_the_rows_held_out_counts()
    {
        Engine.Terms = static (_, state, rows) => new LossTerms(10 - state.Steps, 3 * state.Steps, 0, 1, rows.Count);

        Assert.Equal((ModelStatus.Stopped, 3, 1), Of(Train(new(2), epochs: 9, new ModelRun())));
    }

    [Theory]
    [InlineData(Reduction.Sum, 6 + 8.0)]
    [InlineData(Reduction.Mean, (6 + 8) / 4.0)]
    [InlineData(Reduction.MeanByAnnotation, 6 / 4.0 + 8 / 2.0)]
    public void The_loss_is_combined_as_in_training(Reduction reduction, double expected)
    {
        Engine.Terms = static (_, _, rows) => new LossTerms(6, 8, 100, 1, rows.Count);
        var store = new MemoryStore();
        var annotation = Annotation.FromDense([.. Enumerable.Repeat(0.5f, 8)], 8, 1);
        var settings = Settings(new(3), 1) with { Objective = new(Reduction: reduction), Validation = new(0.5) };
        Engine.Resume(Toy.Numbered(8, columns: 1), settings, store, new ModelRun(Annotation: annotation));

        Assert.Equal(expected, store.Current!.Models[0].Best!.Value);
    }

    [Fact]
    public void A_validation_loss_that_is_not_finite_ends_its_model_only()
    {
        Script(static model => model.Lambda1 == 0 ? [5, double.NaN, 3] : [5, 4, 3]);
        var result = Train(new(9), epochs: 3, new(0), new(1, 1));

        Assert.Equal("the loss on the validation rows is not finite after epoch 2", result.Models[0].Failure);
        Assert.Equal((ModelStatus.Training, 3, 3), (result.Models[1].Status, result.Models[1].Epochs, result.Models[1].StateEpoch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(11)]
    public void Resumed_early_stopping_remembers(long steps)
    {
        Script(static model => model.Lambda1 == 0 ? [5, 4, 3, 3.5, 3, 3.2, 1] : [9, 8, 7, 6, 5, 4, 3]);
        ModelRun[] runs = [new(0), new(1, 1)];
        var whole = Train(new(3), epochs: 7, runs);
        var store = new MemoryStore();
        Engine.TrainUntil(steps, Toy.Numbered(20), Settings(new(3), 7), store, runs);
        var resumed = Engine.Resume(Toy.Numbered(20), Settings(new(3), 7), store, runs);

        Assert.Equal(whole.Models.Select(model => (model.Status, model.Epochs, model.StateEpoch)), resumed.Models.Select(model => (model.Status, model.Epochs, model.StateEpoch)));
        Assert.Equal(whole.Models.Select(model => Toy.Bits(model.State)), resumed.Models.Select(model => Toy.Bits(model.State)));
    }

    /// <summary>Lets a model's validation cross-entropy follow a list, one value an epoch of two steps.</summary>
    private void Script(Func<ModelSettings, double[]> losses) =>
        Engine.Terms = (model, state, rows) =>
        {
            var values = losses(model);
            return new LossTerms(rows.Count == 10 && state.Steps > 0 ? values[state.Steps / 2 - 1] : 1, 0, 0, 1, rows.Count);
        };

    private TrainingResult Train(EarlyStop stop, int epochs, params ModelRun[] runs) =>
        Engine.Train(Toy.Numbered(20), Settings(stop, epochs), runs);

    private static TrainingSettings Settings(EarlyStop stop, int epochs) =>
        new() { Epochs = epochs, BatchSize = 5, Shuffle = true, Validation = new(0.5), EarlyStop = stop };

    private static (ModelStatus Status, int Epochs, int StateEpoch) Of(TrainingResult result)
    {
        var model = Assert.Single(result.Models);
        return (model.Status, model.Epochs, model.StateEpoch);
    }
}
