using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) with the gradient of λ₂Σθ² added:
/// g ← g + 2λ₂θ, m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², θ ← θ − α·m̂ / (√v̂ + ε).
/// </summary>
/// <param name="Decay">2λ₂, or 0 without weight decay.</param>
/// <param name="Beta1">β₁.</param>
/// <param name="Beta2">β₂.</param>
/// <param name="StepSize">α / (1 − β₁ᵗ).</param>
/// <param name="RootScale">1 / √(1 − β₂ᵗ).</param>
/// <param name="Epsilon">ε.</param>
internal readonly unsafe record struct AdamUpdate(
    float Decay, float Beta1, float Beta2, float StepSize, float RootScale, float Epsilon)
{
    /// <summary>The update of step <paramref name="step"/>, counted from 1.</summary>
    public static AdamUpdate ForStep(AdamSettings adam, ModelSettings model, long step)
    {
        var (firstMomentScale, rootScale) = adam.BiasCorrection(step);
        return new(2 * model.Lambda2, adam.Beta1, adam.Beta2, model.LearningRate * firstMomentScale, rootScale, adam.Epsilon);
    }

    /// <summary>Updates <paramref name="length"/> values, a multiple of the lane count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply<TLane>(float* theta, float* first, float* second, float* gradient, nint length)
        where TLane : unmanaged, ILane<TLane>
    {
        var lanes = new AdamLanes<TLane>(this);
        for (nint i = 0; i < length; i += TLane.Count)
            lanes.Step(theta + i, first + i, second + i, TLane.Load(gradient + i));
    }

    /// <summary>gradient ← gradient + 2λ₂θ without a step.</summary>
    public void AddDecay<TLane>(float* theta, float* gradient, nint length)
        where TLane : unmanaged, ILane<TLane>
    {
        var decay = TLane.Broadcast(Decay);
        for (nint i = 0; i < length; i += TLane.Count)
            TLane.Store(TLane.MultiplyAdd(decay, TLane.Load(theta + i), TLane.Load(gradient + i)), gradient + i);
    }
}
