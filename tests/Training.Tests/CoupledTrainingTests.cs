using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

/// <summary>Models that a similarity penalty couples train on the same rows, as one.</summary>
public class CoupledTrainingTests : RecordingTest
{
    private static readonly TrainingSettings Coupled = new() { Epochs = 3, BatchSize = 50, Objective = new(Similarity: new(2)) };

    public static TheoryData<string, TrainingSettings> Variants => new()
    {
        { "fixed order", Coupled },
        { "shuffled", Coupled with { Shuffle = true, Validation = new(0.2) } },
        { "mean", Coupled with { Objective = new(ExplainedScalar.LogMax, Reduction: Reduction.Mean, Similarity: new(0.5f, 1e-3f)), AlwaysInclude = [7] } },
    };

    [Fact]
    public void Shuffled_they_take_the_order_of_the_first_seed()
    {
        var settings = Coupled with { Shuffle = true };
        Engine.Train(Toy.Numbered(120), settings, new(7), new(8), new(9));
        Assert.All(Engine.Calls, static call => Assert.Single(call.Schedules));
        var together = Engine.Calls.SelectMany(static call => call.Batches().SelectMany(static rows => rows)).ToArray();
        Engine.Calls.Clear();
        Engine.Train(Toy.Numbered(120), settings, new ModelRun(7));

        Assert.Equal(Engine.Calls.SelectMany(static call => call.Batches().SelectMany(static rows => rows)), together);
    }

    [Fact]
    public void One_that_diverges_ends_all()
    {
        var result = Engine.Train(Toy.Numbered(600), Coupled with { Epochs = 200, BatchSize = 256 }, new(0), new(1, LearningRate: 1e7f), new(2));

        Assert.All(result.Models, static model => Assert.Equal((ModelStatus.Diverged, 86), (model.Status, model.Epochs)));
        Assert.Equal("parameters are not finite after epoch 86", result.Models[1].Failure);
        Assert.Equal("trains as one with model 1, which ended: parameters are not finite after epoch 86", result.Models[0].Failure);
        Assert.Equal(result.Models[0].Failure, result.Models[2].Failure);
        Assert.All(Engine.Calls, static call => Assert.Equal(3, call.Models.Count));
    }

    [Fact]
    public void A_final_loss_that_is_not_finite_ends_all_too()
    {
        Engine.Terms = static (model, _, rows) => new LossTerms(model.Lambda1 == 2 ? double.NaN : 1, 0, 0, 1, rows.Count);
        var result = Engine.Train(Toy.Numbered(10), Coupled, new(0, 1), new(0, 2));

        Assert.All(result.Models, static model => Assert.True(model.Diverged));
    }

    [Fact]
    public void Without_a_weight_nothing_couples_them()
    {
        var settings = Coupled with { Epochs = 60, Shuffle = true, Objective = new(Similarity: new(0)) };
        var result = Engine.Train(Toy.Numbered(600), settings, new(0), new(1, LearningRate: 1e7f));

        Assert.Equal([ModelStatus.Training, ModelStatus.Diverged], result.Models.Select(static model => model.Status));
        Assert.Equal(2, Engine.Calls[0].Schedules.Count);
    }

    [Theory]
    [MemberData(nameof(Variants), DisableDiscoveryEnumeration = true)]
    public void Resumed_equals_uninterrupted_bit_for_bit(string variant, TrainingSettings settings)
    {
        using var one = new SimdEngine(1);
        using var several = new SimdEngine(3);
        var data = Toy.TwoRules();
        ModelRun[] runs = [new(1), new(2, Lambda1: 5, Annotation: data.Annotation), new(3, LearningRate: 5e-3f)];
        var whole = one.Train(data, settings, runs);
        foreach (var steps in new[] { 1, 13, 25 })
        {
            var store = new MemoryStore();
            several.TrainUntil(steps, data, settings, store, runs);
            var resumed = several.Resume(data, settings, store, runs);
            for (var model = 0; model < runs.Length; model++)
            {
                Assert.True(Toy.Bits(whole.Models[model].State).SequenceEqual(Toy.Bits(resumed.Models[model].State)), $"{variant}: state of model {model}");
                Assert.Equal(whole.Models[model].Train, resumed.Models[model].Train);
            }
        }

        var uncoupled = one.Train(data, settings with { Objective = settings.Objective with { Similarity = null } }, runs);
        Assert.All(whole.Models.Zip(uncoupled.Models), static pair => Assert.NotEqual(Toy.Bits(pair.First.State), Toy.Bits(pair.Second.State)));
    }
}
