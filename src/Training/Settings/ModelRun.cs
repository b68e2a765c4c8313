using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// One model to train. What it becomes depends on this, the settings and the data, not on the models beside it, unless the settings
/// couple them by a similarity penalty.
/// </summary>
/// <param name="Seed">Drives initialisation and shuffling.</param>
/// <param name="Lambda1">λ₁, the weight of the right-reasons term; finite and not negative.</param>
/// <param name="Lambda2">λ₂, the weight of Σθ²; finite and not negative.</param>
/// <param name="LearningRate">Adam's step size; finite and positive.</param>
/// <param name="Annotation">A over all training rows of the data set; null for A = 0.</param>
/// <param name="Rows">
/// The training rows that it trains on, in this order, as indices into the data set's; null trains on all. Runs of one training have
/// equally many minibatches. Random splits of one data set are so trained as one ensemble.
/// </param>
public sealed record ModelRun(
    long Seed = 0,
    float Lambda1 = 0f,
    float Lambda2 = 1e-4f,
    float LearningRate = 1e-3f,
    Annotation? Annotation = null,
    IReadOnlyList<int>? Rows = null)
{
    /// <summary>What an engine needs of it, for rows that <paramref name="annotation"/> covers.</summary>
    internal ModelSettings ToSettings(Annotation? annotation) => new(Lambda1, Lambda2, LearningRate, annotation);
}
