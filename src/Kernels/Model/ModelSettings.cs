namespace RrrGpu.Kernels;

/// <summary>What one model of an ensemble has to itself.</summary>
/// <param name="Lambda1">λ₁, the weight of the right-reasons term; finite and not negative.</param>
/// <param name="Lambda2">λ₂, the weight of Σθ² over weights and biases; finite and not negative.</param>
/// <param name="LearningRate">Adam's step size; finite and positive.</param>
/// <param name="Annotation">A over the rows that are trained on; null marks nothing.</param>
public sealed record ModelSettings(
    float Lambda1 = 0f,
    float Lambda2 = 1e-4f,
    float LearningRate = 1e-3f,
    Annotation? Annotation = null)
{
    /// <summary>Whether the right-reasons term can be anything but zero.</summary>
    public bool IsPenalised => Lambda1 > 0 && Annotation is { Count: > 0 };

    /// <summary>Returns these settings if every number is usable.</summary>
    /// <exception cref="ArgumentException">A number is negative, not finite, or a learning rate of zero.</exception>
    public ModelSettings Validated()
    {
        if (!float.IsFinite(Lambda1) || Lambda1 < 0)
            throw new ArgumentException($"lambda1: expected a finite number of at least 0, got {Lambda1}");
        if (!float.IsFinite(Lambda2) || Lambda2 < 0)
            throw new ArgumentException($"lambda2: expected a finite number of at least 0, got {Lambda2}");
        if (!float.IsFinite(LearningRate) || LearningRate <= 0)
            throw new ArgumentException($"learning rate: expected a finite number above 0, got {LearningRate}");
        return this;
    }
}
