using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>How far a training has come; reported inside epochs too where they take long.</summary>
/// <param name="Epoch">The epoch in progress, or the one just finished, counted from 1.</param>
/// <param name="Epochs">Epochs asked for.</param>
/// <param name="StepsDone">Steps done, those before a resumption included.</param>
/// <param name="StepsTotal">Steps that all epochs take.</param>
/// <param name="StepsPerSecond">Steps a second of training time since this start; 0 before the first.</param>
/// <param name="TimeLeft">What the remaining steps take at that rate; null before the first.</param>
/// <param name="ActiveModels">Models that still train.</param>
/// <param name="Validation">
/// Every active model's terms on the validation rows, by its index among the runs; null inside an epoch and without validation rows.
/// </param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    long StepsDone,
    long StepsTotal,
    double StepsPerSecond,
    TimeSpan? TimeLeft,
    int ActiveModels,
    IReadOnlyDictionary<int, LossTerms>? Validation = null);
