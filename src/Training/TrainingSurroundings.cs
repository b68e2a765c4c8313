namespace RrrGpu.Training;

/// <summary>What a training is connected to, and what has no part in its result.</summary>
/// <param name="Store">Where checkpoints go; null keeps none.</param>
/// <param name="Fingerprint">What checkpoints must agree with; null without a store.</param>
/// <param name="Progress">Who listens; null where nobody does.</param>
/// <param name="Time">The clock.</param>
/// <param name="Cancellation">The way to stop it.</param>
internal sealed record TrainingSurroundings(
    ICheckpointStore? Store,
    TrainingFingerprint? Fingerprint,
    IProgress<TrainingProgress>? Progress,
    TimeProvider Time,
    CancellationToken Cancellation);
