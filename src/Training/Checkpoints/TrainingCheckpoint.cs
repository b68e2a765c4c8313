using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>All that training needs to go on and end with the bits of a run that was never interrupted.</summary>
/// <param name="Fingerprint">The settings and data it belongs to.</param>
/// <param name="EpochsDone">Whole epochs behind it.</param>
/// <param name="StepsIntoEpoch">Steps taken of the epoch after those; 0 unless training was cancelled inside one.</param>
/// <param name="TrainSeconds">Seconds spent in training steps so far.</param>
/// <param name="Models">Every model, in the order of the runs.</param>
public sealed record TrainingCheckpoint(
    TrainingFingerprint Fingerprint,
    int EpochsDone,
    int StepsIntoEpoch,
    double TrainSeconds,
    IReadOnlyList<ModelCheckpoint> Models);

/// <summary>One model in a checkpoint.</summary>
/// <param name="Status">Whether it still trains.</param>
/// <param name="Failure">Why it does not, where it diverged.</param>
/// <param name="State">Its state after its last step.</param>
/// <param name="Best">The best epoch so far; null before the first, and without early stopping.</param>
public sealed record ModelCheckpoint(ModelStatus Status, string? Failure, OptimizerState State, BestEpoch? Best);

/// <summary>The epoch after which a model's validation measure was best.</summary>
/// <param name="Epoch">Epochs done then, counted from 1.</param>
/// <param name="Value">The measure.</param>
/// <param name="State">The model's state then.</param>
public sealed record BestEpoch(int Epoch, double Value, OptimizerState State);

/// <summary>Where a model stands.</summary>
public enum ModelStatus
{
    /// <summary>It trains, or has trained for every epoch asked for.</summary>
    Training,

    /// <summary>Early stopping ended it.</summary>
    Stopped,

    /// <summary>Its loss or parameters are not finite.</summary>
    Diverged,
}
