namespace RrrGpu.Kernels;

/// <summary>How annotated input gradients g are penalised; A is the annotation, ∘ the elementwise product.</summary>
public enum PenaltyNorm
{
    /// <summary>λ₁ Σ (A∘g)², the paper's.</summary>
    L2,

    /// <summary>λ₁ Σ |A∘g|.</summary>
    L1,
}
