using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests;

public class ProgressTests : RecordingTest
{
    private readonly ManualTime _time = new();
    private readonly Listener _listener = new();

    [Fact]
    public void A_slow_device_is_heard_of_inside_an_epoch()
    {
        Engine.BeforeStep = () => _time.Advance(0.1);
        Train(new() { Epochs = 2, BatchSize = 10 }, rows: 100);

        Assert.Equal([1, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2], Engine.Calls.Select(call => call.BatchCount));
        Assert.Equal([1, 3, 5, 7, 9, 10, 12, 14, 16, 18, 20], _listener.Reports.Select(report => report.StepsDone));
        Assert.Equal([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2], _listener.Reports.Select(report => report.Epoch));
        Assert.All(_listener.Reports, report =>
        {
            Assert.Equal((2, 20, 1), (report.Epochs, report.StepsTotal, report.ActiveModels));
            Assert.Equal(10, report.StepsPerSecond, 1e-6);
            Assert.Equal((20 - report.StepsDone) * 0.1, report.TimeLeft!.Value.TotalSeconds, 1e-5);
        });
    }

    [Fact]
    public void A_fast_device_is_soon_left_alone()
    {
        Engine.BeforeStep = () => _time.Advance(1e-4);
        Train(new() { Epochs = 3, BatchSize = 1 }, rows: 1000);

        Assert.Equal([1, 4, 16, 64, 256, 659, 1000, 1000], Engine.Calls.Select(call => call.BatchCount));
    }

    [Fact]
    public void Pieces_change_no_schedule()
    {
        Engine.BeforeStep = () => _time.Advance(0.1);
        Train(new() { Epochs = 2, BatchSize = 10, Shuffle = true }, rows: 95);
        var other = new RecordingEngine();
        new Trainer(other).Train(Toy.Numbered(95), new() { Epochs = 2, BatchSize = 10, Shuffle = true }, [new(3)], cancellation: CancellationToken.None);

        Assert.Equal(2, other.Calls.Count);
        Assert.Equal(other.TrainedRows, Engine.TrainedRows);
    }

    [Fact]
    public void Train_seconds_are_those_of_steps_alone()
    {
        Engine.BeforeStep = () => _time.Advance(0.5);
        Engine.Terms = (_, _, rows) =>
        {
            _time.Advance(1000);
            return new LossTerms(1, 0, 0, 1, rows.Count);
        };
        var result = Train(new() { Epochs = 3, BatchSize = 10, Validation = new(0.5) }, rows: 40);

        Assert.Equal(3.0, result.TrainSeconds, 1e-9);
    }

    [Fact]
    public void Validation_terms_come_with_the_end_of_each_epoch()
    {
        Engine.Terms = static (_, _, rows) => new LossTerms(rows.Count, 0, 0, 1, rows.Count);
        Train(new() { Epochs = 2, BatchSize = 10, Validation = new(0.25) }, rows: 40);

        var ends = _listener.Reports.Where(report => report.StepsDone % 3 == 0).ToArray();
        Assert.Equal(2, ends.Length);
        Assert.All(ends, report => Assert.Equal(10, Assert.Single(report.Validation!).Value.CrossEntropy));
        Assert.All(_listener.Reports.Except(ends), report => Assert.Null(report.Validation));
    }

    private TrainingResult Train(TrainingSettings settings, int rows) =>
        new Trainer(Engine, _time).Train(Toy.Numbered(rows), settings, [new(3)], progress: _listener, cancellation: TestContext.Current.CancellationToken);
}
