namespace RrrGpu.Training.Tests;

public class CheckpointIntervalTests : RecordingTest
{
    private static readonly DataSet s_data = Toy.Numbered(50);
    private static readonly TrainingSettings s_settings = new() { Epochs = 6, BatchSize = 8, Shuffle = true, CheckpointEvery = 1, CheckpointInterval = TimeSpan.FromSeconds(1) };
    private static readonly ModelRun[] s_runs = [new(0), new(1)];

    private readonly ManualTime _time = new();
    private readonly MemoryStore _store = new();

    [Fact]
    public void Checkpoints_come_by_time_alone_inside_epochs_too()
    {
        Train(secondsAStep: 0.3);

        // 42 steps of 0.3 s: a checkpoint each 4 steps, which is not each epoch of 7.
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (4 * i / 7, 4 * i % 7)), _store.Saved.Select(saved => (saved.EpochsDone, saved.StepsIntoEpoch)));
    }

    [Fact]
    public void A_training_shorter_than_the_interval_saves_nothing()
    {
        Train(secondsAStep: 0.01);

        Assert.Empty(_store.Saved);
    }

    [Fact]
    public void Every_checkpoint_leads_to_the_same_bits()
    {
        var end = Train(secondsAStep: 0.3).Models.Select(model => Toy.Bits(model.State)).ToArray();

        foreach (var saved in _store.Saved.ToArray())
        {
            var resumed = Engine.Resume(s_data, s_settings, new MemoryStore { Current = saved }, s_runs);
            Assert.Equal(end, resumed.Models.Select(model => Toy.Bits(model.State)));
        }
    }

    [Fact]
    public void No_time_at_all_is_refused() =>
        Assert.StartsWith(
            "time between checkpoints: expected more than none",
            Assert.Throws<ArgumentException>(() => (s_settings with { CheckpointInterval = TimeSpan.Zero }).Validated()).Message,
            StringComparison.Ordinal);

    private TrainingResult Train(double secondsAStep)
    {
        Engine.BeforeStep = () => _time.Advance(secondsAStep);
        return new Trainer(Engine, _time).Train(s_data, s_settings, s_runs, _store, cancellation: TestContext.Current.CancellationToken);
    }
}
