namespace RrrGpu.Training.Tests;

/// <summary>Keeps every report, and may act on it at once.</summary>
internal sealed class Listener(Action<TrainingProgress>? act = null) : IProgress<TrainingProgress>
{
    public List<TrainingProgress> Reports { get; } = [];

    public void Report(TrainingProgress value)
    {
        Reports.Add(value);
        act?.Invoke(value);
    }
}
