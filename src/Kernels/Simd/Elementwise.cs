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

    /// <summary>values = factor · values in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<TLane>(float* values, float factor, nint length)
        where TLane : unmanaged, ILane<TLane>
    {
        var factors = TLane.Broadcast(factor);
        for (nint i = 0; i < length; i += TLane.Count)
            TLane.Store(TLane.Multiply(TLane.Load(values + i), factors), values + i);
    }

    /// <summary>Σ a∘b over <paramref name="registers"/> registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot<TLane>(float* a, float* b, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var sum = TLane.Zero;
        for (var i = 0; i < registers * TLane.Count; i += TLane.Count)
            TLane.Accumulate(ref sum, TLane.Load(a + i), b + i);
        return TLane.Sum(sum);
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
