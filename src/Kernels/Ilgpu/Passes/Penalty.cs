using System.Runtime.CompilerServices;
using ILGPU.Algorithms;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>What the penalty makes of t = A∘g at one entry; sign(0) = 0.</summary>
internal static class Penalty
{
    /// <summary>λ t² or λ |t|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Value(int norm, float lambda, float annotation, float gradient)
    {
        var t = annotation * gradient;
        return norm == (int)PenaltyNorm.L2 ? lambda * t * t : lambda * XMath.Abs(t);
    }

    /// <summary>h: 2λ A∘t or λ A∘sign(t).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Derivative(int norm, float lambda, float annotation, float gradient)
    {
        var t = annotation * gradient;
        var sign = t > 0f ? 1f : (t < 0f ? -1f : 0f);
        return norm == (int)PenaltyNorm.L2 ? 2f * lambda * annotation * t : lambda * annotation * sign;
    }
}
