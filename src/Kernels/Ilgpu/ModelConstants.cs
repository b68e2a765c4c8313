namespace RrrGpu.Kernels.Ilgpu;

/// <summary>A model's settings as kernels read them.</summary>
internal struct ModelConstants
{
    /// <summary>λ₁.</summary>
    public float Lambda1;

    /// <summary>2λ₂, the factor of θ in the gradient of λ₂ Σθ².</summary>
    public float Decay;

    /// <summary>Adam's step size.</summary>
    public float LearningRate;

    /// <summary>1 where cross-entropy is part of the gradient, else 0.</summary>
    public float CrossEntropy;

    /// <summary>1 where the double backward pass is part of the gradient, else 0.</summary>
    public int IsPenalised;
}
