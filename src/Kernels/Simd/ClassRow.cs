using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// What the passes do with one row of class values, whole registers at a time: with ten classes, loops over single values cost as
/// much as the multiply-adds of the last layer. Padding of p is zero, and so stays that of everything formed from it.
/// </summary>
internal static unsafe class ClassRow<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    /// <summary>p = softmax(z).</summary>
    /// <param name="z">The logits.</param>
    /// <param name="padding"><see cref="LaneConstants.ClassPadding"/>.</param>
    /// <param name="width">Classes, padded.</param>
    /// <param name="p">The probabilities.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(float* z, float* padding, int width, float* p)
    {
        var most = TLane.Add(TLane.Load(z), TLane.Load(padding));
        for (var j = TLane.Count; j < width; j += TLane.Count)
            most = TLane.Max(most, TLane.Add(TLane.Load(z + j), TLane.Load(padding + j)));
        var largest = TLane.Broadcast(TLane.LargestOf(most));
        var total = TLane.Zero;
        for (var j = 0; j < width; j += TLane.Count)
        {
            var exponential = TLane.Exp(TLane.Subtract(TLane.Add(TLane.Load(z + j), TLane.Load(padding + j)), largest));
            TLane.Store(exponential, p + j);
            total = TLane.Add(total, exponential);
        }

        var share = TLane.Broadcast(1 / TLane.Sum(total));
        for (var j = 0; j < width; j += TLane.Count)
            TLane.Store(TLane.Multiply(TLane.Load(p + j), share), p + j);
    }

    /// <summary>δ = scale·(p − y), with 1 − p_label as the sum of the others, which keeps its digits where p_label is nearly 1.</summary>
    /// <param name="p">The probabilities.</param>
    /// <param name="y">1 at the label, 0 elsewhere.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="width">Classes, padded.</param>
    /// <param name="delta">δ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Error(float* p, float* y, float scale, int width, float* delta)
    {
        var factor = TLane.Broadcast(scale);
        var total = TLane.Zero;
        for (var j = 0; j < width; j += TLane.Count)
        {
            var probability = TLane.Load(p + j);
            var other = TLane.Multiply(factor, TLane.Subtract(probability, TLane.Multiply(probability, TLane.Load(y + j))));
            TLane.Store(other, delta + j);
            total = TLane.Add(total, other);
        }

        var others = TLane.Broadcast(TLane.Sum(total));
        for (var j = 0; j < width; j += TLane.Count)
            TLane.Store(TLane.Subtract(TLane.Load(delta + j), TLane.Multiply(others, TLane.Load(y + j))), delta + j);
    }

    /// <summary>c = 1 − Kp.</summary>
    /// <param name="p">The probabilities.</param>
    /// <param name="ones">1 for a class, 0 for padding.</param>
    /// <param name="classes">K.</param>
    /// <param name="width">Classes, padded.</param>
    /// <param name="c">c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SeedLogSum(float* p, float* ones, int classes, int width, float* c)
    {
        var factor = TLane.Broadcast(-classes);
        for (var j = 0; j < width; j += TLane.Count)
            TLane.Store(TLane.MultiplyAdd(factor, TLane.Load(p + j), TLane.Load(ones + j)), c + j);
    }

    /// <summary>δ += scale·S(u), S(u) = p∘(u − p·u).</summary>
    /// <param name="p">The probabilities.</param>
    /// <param name="u">u.</param>
    /// <param name="scale">The factor.</param>
    /// <param name="width">Classes, padded.</param>
    /// <param name="delta">δ.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddSpread(float* p, float* u, float scale, int width, float* delta)
    {
        var total = TLane.Zero;
        for (var j = 0; j < width; j += TLane.Count)
            TLane.Accumulate(ref total, TLane.Load(p + j), TLane.Load(u + j));
        var mean = TLane.Broadcast(TLane.Sum(total));
        var factor = TLane.Broadcast(scale);
        for (var j = 0; j < width; j += TLane.Count)
        {
            var spread = TLane.Multiply(TLane.Load(p + j), TLane.Subtract(TLane.Load(u + j), mean));
            TLane.Store(TLane.MultiplyAdd(factor, spread, TLane.Load(delta + j)), delta + j);
        }
    }
}
