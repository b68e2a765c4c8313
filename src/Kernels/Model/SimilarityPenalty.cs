namespace RrrGpu.Kernels;

/// <summary>
/// What makes an ensemble's models explain themselves differently: the loss gains
/// w Σ_rows Σ_{i&lt;j} (g_i·g_j)² / (|g_i|²|g_j|² + ε), g_i being model i's input gradient of the explained scalar
/// (Ross 2018, equation 2.1 with the squared cosine similarity of appendix 2.C). Rows are combined like those of cross-entropy:
/// summed, or divided by the minibatch's rows, under <see cref="Reduction.MeanByAnnotation"/> too.
/// </summary>
/// <param name="Weight">w; finite and not negative.</param>
/// <param name="Epsilon">ε, which keeps vanishing gradients from dividing by zero; finite and above 0.</param>
public sealed record SimilarityPenalty(float Weight, float Epsilon = 1e-6f)
{
    /// <summary>Returns this penalty if both numbers are usable.</summary>
    /// <exception cref="ArgumentException">One is not finite, w is negative, or ε is not above 0.</exception>
    public SimilarityPenalty Validated()
    {
        if (!float.IsFinite(Weight) || Weight < 0)
            throw new ArgumentException($"similarity weight: expected a finite number of at least 0, got {Weight}");
        if (!float.IsFinite(Epsilon) || Epsilon <= 0)
            throw new ArgumentException($"similarity epsilon: expected a finite number above 0, got {Epsilon}");
        return this;
    }
}
