namespace RrrGpu.Training;

/// <summary>Where the state of an unfinished training is kept: one checkpoint at a time.</summary>
public interface ICheckpointStore
{
    /// <summary>
    /// Replaces the checkpoint. It either succeeds or leaves the one before as it was, whatever happens meanwhile.
    /// The checkpoint's arrays are not changed afterwards.
    /// </summary>
    void Save(TrainingCheckpoint checkpoint);

    /// <summary>The checkpoint that was saved last; null where there is none.</summary>
    TrainingCheckpoint? TryLoad();
}
