namespace RrrGpu.Kernels;

/// <summary>Adam's constants (Kingma and Ba 2015, algorithm 1); the step size belongs to each model.</summary>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">ε, added to √v̂.</param>
public sealed record AdamSettings(float Beta1 = 0.9f, float Beta2 = 0.999f, float Epsilon = 1e-8f)
{
    /// <summary>
    /// The factors of step <paramref name="step"/> (counted from 1) in the form
    /// θ −= <c>stepSize</c> · m / (√v · <c>rootScale</c> + ε): 1/(1−β₁ᵗ) and 1/√(1−β₂ᵗ), computed in double.
    /// </summary>
    public (float FirstMomentScale, float RootScale) BiasCorrection(long step) =>
        ((float)(1 / (1 - Math.Pow(Beta1, step))), (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, step))));
}
