namespace RrrGpu.Training.Tests;

/// <summary>Keeps every checkpoint; hands out the last, or what a test puts there.</summary>
internal sealed class MemoryStore : ICheckpointStore
{
    public List<TrainingCheckpoint> Saved { get; } = [];

    public TrainingCheckpoint? Current { get; set; }

    public void Save(TrainingCheckpoint checkpoint)
    {
        Saved.Add(checkpoint);
        Current = checkpoint;
    }

    public TrainingCheckpoint? TryLoad() => Current;
}
