using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

/// <summary>What the trainer asks of an engine.</summary>
public class ScheduleTests : RecordingTest
{

    [Fact]
    public void The_reference_protocol_is_every_row_in_order_each_epoch()
    {
        var result = Engine.Train(Toy.Numbered(600), new TrainingSettings { Epochs = 2 }, new ModelRun());

        var batches = Engine.Calls.SelectMany(call => call.Batches()).ToArray();
        Assert.Equal([256, 256, 88, 256, 256, 88], batches.Select(batch => batch.Length));
        Assert.Equal([.. Enumerable.Range(0, 600), .. Enumerable.Range(0, 600)], batches.SelectMany(batch => batch));
        Assert.Single(Engine.Calls.SelectMany(call => call.Schedules).Distinct());
        Assert.Equal((6, 2, 6), (result.Steps, result.Models[0].Epochs, result.Models[0].Steps));
        Assert.Equal(ModelStatus.Training, result.Models[0].Status);
    }

    [Fact]
    public void Raw_rows_reach_theEngine_without_a_copy()
    {
        var data = Toy.Numbered(10);
        Engine.Train(data, new TrainingSettings { Epochs = 1 }, new ModelRun());

        Assert.Same(data.Train, Engine.Uploads[0]);
        Assert.Same(data.Test, Engine.Uploads[1]);
    }

    [Fact]
    public void Everything_opened_is_closed_again()
    {
        Engine.Train(Toy.Numbered(40), new TrainingSettings { Epochs = 2, Validation = new(0.2), EarlyStop = new(1) }, new(0), new(1, LearningRate: 1e7f));

        Assert.Equal(0, Engine.Undisposed);
    }

    [Fact]
    public void Validation_rows_are_never_trained_on_and_annotations_are_cut_alike()
    {
        var annotation = Annotation.FromPredicate(100, 3, static (row, feature) => feature == row % 3);
        var seen = new List<(int[] Origins, Annotation Annotation)>();
        Engine.Terms = (model, _, rows) =>
        {
            seen.Add((Toy.Origins(rows), model.Annotation!));
            return new LossTerms(1, 0, 0, 1, rows.Count);
        };
        Engine.Train(Toy.Numbered(100), new TrainingSettings { Epochs = 2, BatchSize = 16, Validation = new(0.25, 3) }, new ModelRun(Annotation: annotation));

        var trained = Engine.TrainedRows.Select(row => Toy.Origins(Engine.Calls[0].Rows)[row]).Distinct().Order().ToArray();
        var held = seen[0].Origins;
        Assert.Equal(75, trained.Length);
        Assert.Equal(25, held.Length);
        Assert.Equal(Enumerable.Range(0, 100), trained.Concat(held).Order());
        foreach (var (origins, cut) in seen.Where(pair => pair.Origins[0] >= 0))
            Assert.Equal(origins.Select(row => row % 3), Enumerable.Range(0, cut.Rows).Select(row => cut.RowFeatures(row)[0]));
    }

    [Fact]
    public void Models_that_share_an_annotation_share_its_cut()
    {
        var annotation = Annotation.FromPredicate(20, 3, static (_, feature) => feature == 0);
        Engine.Train(Toy.Numbered(20), new TrainingSettings { Epochs = 1, Validation = new(0.2) }, new(0, Annotation: annotation), new(1, Annotation: annotation), new(2));

        Assert.Same(Engine.Ensembles[0][0].Annotation, Engine.Ensembles[0][1].Annotation);
        Assert.Null(Engine.Ensembles[0][2].Annotation);
    }

    [Fact]
    public void Always_included_rows_are_in_every_minibatch_and_never_held_out()
    {
        var settings = new TrainingSettings { Epochs = 3, BatchSize = 8, Shuffle = true, AlwaysInclude = [39, 5], Validation = new(0.5) };
        Engine.Train(Toy.Numbered(40), settings, new(0), new(1));

        var origins = Toy.Origins(Engine.Calls[0].Rows);
        var batches = Engine.Calls.SelectMany(call => call.Schedules.SelectMany((_, i) => call.Batches(i))).ToArray();
        Assert.Equal(3 * 3 * 2, batches.Length);
        Assert.All(batches, batch => Assert.Equal([39, 5], batch[..2].Select(row => origins[row])));
    }

    [Fact]
    public void Scaling_is_fitted_to_the_rows_that_are_trained_on()
    {
        var settings = new TrainingSettings { Epochs = 1, Scaling = InputScaling.Standard, Validation = new(0.3) };
        var data = Toy.Numbered(50);
        var result = Engine.Train(data, settings, new ModelRun());

        var trained = Enumerable.Range(0, 50).Except(settings.Validation!.Draw(50, [])).ToArray();
        Assert.Equal((float)trained.Average(), result.Scale.Offsets[0], 1e-5);
        Assert.Equal(0, First(Engine.Uploads[0]).Average(), 1e-5);
        Assert.Equal(1, First(Engine.Uploads[0]).Average(x => x * x), 1e-5);
        Assert.Equal((-1 - result.Scale.Offsets[0]) / result.Scale.Divisors[0], First(Engine.Uploads[2])[0]);
        Assert.Equal(First(Engine.Uploads[2]), First(result.Scale.Apply(data.Test)));
    }

    [Fact]
    public void Each_model_carries_its_own_settings()
    {
        Engine.Train(Toy.Numbered(10), new TrainingSettings { Epochs = 1 }, new(0, 5, 0.1f, 0.01f), new(1, 6, 0.2f, 0.02f));

        Assert.Equal([new(5, 0.1f, 0.01f), new(6, 0.2f, 0.02f)], Engine.Ensembles[0]);
    }

    [Fact]
    public void A_diverging_model_leaves_and_is_reported()
    {
        var result = Engine.Train(Toy.Numbered(600), new TrainingSettings { Epochs = 200 }, new(0), new(1, LearningRate: 1e7f), new(2));

        Assert.Equal([ModelStatus.Training, ModelStatus.Diverged, ModelStatus.Training], result.Models.Select(model => model.Status));
        Assert.Equal("parameters are not finite after epoch 86", result.Models[1].Failure);
        Assert.Equal([200, 86, 200], result.Models.Select(model => model.Epochs));
        Assert.Equal([600, 258, 600], result.Models.Select(model => model.Steps));
        Assert.Equal(2, Engine.Calls[^1].Models.Count);
    }

    [Fact]
    public void A_loss_that_is_not_finite_fails_the_model_too()
    {
        Engine.Terms = static (model, _, rows) => new LossTerms(model.Lambda1 == 2 ? double.NaN : 1, 0, 0, 1, rows.Count);
        var result = Engine.Train(Toy.Numbered(10), new TrainingSettings { Epochs = 1 }, new(0, 1), new(0, 2));

        Assert.Equal([null, "the loss on the training rows is not finite after the last step"], result.Models.Select(model => model.Failure));
    }

    private static float[] First(LabeledRows rows)
    {
        var row = new float[rows.Inputs.Columns];
        return [.. Enumerable.Range(0, rows.Count).Select(n =>
        {
            rows.Inputs.CopyRow(n, row);
            return row[0];
        })];
    }
}
