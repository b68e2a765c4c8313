namespace RrrGpu.Kernels;

/// <summary>
/// What makes an ensemble's models explain themselves differently: the loss gains
/// w Σ_rows Σ_{i&lt;j} (g_i·g_j)² / (|g_i|²|g_j|² + ε), g_i being model i's input gradient of the explained scalar
/// (Ross 2018, equation 2.1 with the squared cosine similarity of appendix 2.C).
/// </summary>
/// <param name="Weight">w; finite and not negative.</param>
/// <param name="Epsilon">ε, which keeps vanishing gradients from dividing by zero; finite and above 0.</param>
public sealed record SimilarityPenalty(float Weight, float Epsilon = 1e-6f);
