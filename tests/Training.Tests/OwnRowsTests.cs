using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class OwnRowsTests
{
    private static readonly TrainingSettings s_settings = new() { Epochs = 3, BatchSize = 32, Hidden1 = 6, Hidden2 = 5 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_model_with_rows_of_its_own_is_the_model_of_a_data_set_of_those_rows(bool shuffle)
    {
        var data = Toy.TwoRules(100);
        int[][] splits = [[.. Enumerable.Range(0, 60)], [.. Enumerable.Range(0, 100).Where(static n => n % 5 < 3)], [.. Enumerable.Range(30, 60).Reverse()]];
        var settings = s_settings with { Shuffle = shuffle };
        using var engine = new SimdEngine(2);
        var together = new Trainer(engine).Train(
            data, settings, [.. splits.Select((rows, i) => new ModelRun(i, 10, Annotation: data.Annotation, Rows: rows))], cancellation: TestContext.Current.CancellationToken);

        for (var i = 0; i < splits.Length; i++)
        {
            var part = data with { Train = data.Train.Select(splits[i]), Annotation = data.Annotation!.Select(splits[i]) };
            var alone = new Trainer(engine).Train(part, settings, [new ModelRun(i, 10, Annotation: part.Annotation)], cancellation: TestContext.Current.CancellationToken).Models[0];
            Assert.Equal(Toy.Bits(alone.State), Toy.Bits(together.Models[i].State));
            Assert.Equal(alone.Train, together.Models[i].Train);
            Assert.Equal(alone.Test, together.Models[i].Test);
        }
    }

    [Fact]
    public void Runs_with_all_rows_may_stand_beside_others()
    {
        var data = Toy.TwoRules(64);
        using var engine = new SimdEngine(1);
        var result = new Trainer(engine).Train(data, s_settings, [new ModelRun(1), new ModelRun(1, Rows: [.. Enumerable.Range(0, 40)])], cancellation: TestContext.Current.CancellationToken);
        Assert.Equal([64, 40], result.Models.Select(static m => m.Train.Rows));
    }

    [Fact]
    public void Refuses_rows_that_do_not_exist_and_unequal_steps()
    {
        var data = Toy.TwoRules(64);
        using var engine = new SimdEngine(1);
        var trainer = new Trainer(engine);
        Assert.Contains("0 to 63", Assert.Throws<ArgumentException>(() => trainer.Train(data, s_settings, [new ModelRun(Rows: [3, 64])], cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => trainer.Train(data, s_settings, [new ModelRun(Rows: [])], cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Contains("2 minibatches", Assert.Throws<ArgumentException>(() => trainer.Train(data, s_settings, [new ModelRun(), new ModelRun(Rows: [1])], cancellation: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => trainer.Train(data, s_settings with { Scaling = InputScaling.Standard }, [new ModelRun(Rows: [1])], cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_checkpoint_of_other_rows_is_refused()
    {
        var data = Toy.TwoRules(64);
        var first = TrainingFingerprint.Of(data, s_settings, [new ModelRun(Rows: [1, 2])], SimdEngine.Describe());
        var second = TrainingFingerprint.Of(data, s_settings, [new ModelRun(Rows: [1, 3])], SimdEngine.Describe());
        Assert.Throws<ArgumentException>(() => first.RequireSame(second));
    }
}
