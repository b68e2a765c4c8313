using System.Runtime.CompilerServices;
using ILGPU.Algorithms;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>A parameter and its moments.</summary>
internal readonly record struct AdamValue(float Parameter, float FirstMoment, float SecondMoment);

/// <summary>
/// Adam (Kingma and Ba 2015, algorithm 1) for one model at one step: m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g²,
/// θ −= rate · m/(1−β₁ᵗ) / (√v/√(1−β₂ᵗ) + ε).
/// </summary>
internal readonly struct AdamRule(AdamConstants settings, BiasCorrection correction, float rate)
{
    private readonly AdamConstants _settings = settings;
    private readonly float _rate = rate * correction.FirstMomentScale;
    private readonly float _rootScale = correction.RootScale;

    /// <summary>What becomes of a parameter whose gradient is <paramref name="gradient"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AdamValue Next(AdamValue value, float gradient)
    {
        var m = _settings.Beta1 * value.FirstMoment + _settings.Beta1Rest * gradient;
        var v = _settings.Beta2 * value.SecondMoment + _settings.Beta2Rest * (gradient * gradient);
        var step = _rate * m / (XMath.Sqrt(v) * _rootScale + _settings.Epsilon);
        return new AdamValue(value.Parameter - step, m, v);
    }
}
