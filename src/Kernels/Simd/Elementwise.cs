using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>Elementwise passes over padded rows, and the inner product of two rows.</summary>
internal static unsafe class Elementwise
{
    /// <summary>a = max(z, 0) in place: z∘D with D the ReLU pattern of z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Relu<TLane>(float* values, nint length)
        where TLane : unmanaged, ILane<TLane>
    {
        for (nint i = 0; i < length; i += TLane.Count)
        {
            var value = TLane.Load(values + i);
            TLane.Store(TLane.WherePositive(value, value), values + i);
        }
    }

    /// <summary>values = values∘D in place, D the pattern of the activations (a &gt; 0 exactly where z &gt; 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ApplyPattern<TLane>(float* activations, float* values, nint length)
        where TLane : unmanaged, ILane<TLane>
    {
        for (nint i = 0; i < length; i += TLane.Count)
            TLane.Store(TLane.WherePositive(TLane.Load(activations + i), TLane.Load(values + i)), values + i);
    }

    /// <summary>Σ a∘b over <paramref name="registers"/> registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot<TLane>(float* a, float* b, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var sum = TLane.Zero;
        for (var i = 0; i < registers * TLane.Count; i += TLane.Count)
            sum = TLane.MultiplyAdd(TLane.Load(a + i), b + i, sum);
        return TLane.Sum(sum);
    }

    /// <summary>Σ a∘b_i for four rows b_i: the four sums wait for one another's latency instead of each for its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourDots<TLane>(float* a, float* b0, float* b1, float* b2, float* b3, int registers, float* result)
        where TLane : unmanaged, ILane<TLane>
    {
        TLane s0 = TLane.Zero, s1 = TLane.Zero, s2 = TLane.Zero, s3 = TLane.Zero;
        for (var i = 0; i < registers * TLane.Count; i += TLane.Count)
        {
            var shared = TLane.Load(a + i);
            s0 = TLane.MultiplyAdd(shared, b0 + i, s0);
            s1 = TLane.MultiplyAdd(shared, b1 + i, s1);
            s2 = TLane.MultiplyAdd(shared, b2 + i, s2);
            s3 = TLane.MultiplyAdd(shared, b3 + i, s3);
        }

        result[0] = TLane.Sum(s0);
        result[1] = TLane.Sum(s1);
        result[2] = TLane.Sum(s2);
        result[3] = TLane.Sum(s3);
    }

    /// <summary>max |a| over <paramref name="length"/> values, a multiple of the lane count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float LargestMagnitude<TLane>(float* values, nint length)
        where TLane : unmanaged, ILane<TLane>
    {
        var largest = TLane.Zero;
        for (nint i = 0; i < length; i += TLane.Count)
            largest = TLane.Max(largest, TLane.Abs(TLane.Load(values + i)));
        return TLane.LargestOf(largest);
    }
}
