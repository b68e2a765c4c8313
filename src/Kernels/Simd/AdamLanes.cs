using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>An <see cref="AdamUpdate"/> as registers.</summary>
internal readonly unsafe struct AdamLanes<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private readonly TLane _decay;
    private readonly TLane _beta1;
    private readonly TLane _beta2;
    private readonly TLane _rest1;
    private readonly TLane _rest2;
    private readonly TLane _stepSize;
    private readonly TLane _rootScale;
    private readonly TLane _epsilon;

    /// <summary>Broadcasts the update's numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AdamLanes(in AdamUpdate update)
    {
        _decay = TLane.Broadcast(update.Decay);
        _beta1 = TLane.Broadcast(update.Beta1);
        _beta2 = TLane.Broadcast(update.Beta2);
        _rest1 = TLane.Broadcast(1 - update.Beta1);
        _rest2 = TLane.Broadcast(1 - update.Beta2);
        _stepSize = TLane.Broadcast(update.StepSize);
        _rootScale = TLane.Broadcast(update.RootScale);
        _epsilon = TLane.Broadcast(update.Epsilon);
    }

    /// <summary>Updates a register of θ, m and v by <paramref name="gradient"/>, which lacks the decay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step(float* theta, float* first, float* second, TLane gradient)
    {
        TLane.Accumulate(ref gradient, _decay, theta);
        var m = TLane.Multiply(_rest1, gradient);
        TLane.Accumulate(ref m, _beta1, first);
        var v = TLane.Multiply(_rest2, TLane.Multiply(gradient, gradient));
        TLane.Accumulate(ref v, _beta2, second);
        TLane.Store(m, first);
        TLane.Store(v, second);
        var denominator = TLane.MultiplyAdd(TLane.SquareRoot(v), _rootScale, _epsilon);
        TLane.Store(TLane.Subtract(TLane.Load(theta), TLane.Divide(TLane.Multiply(_stepSize, m), denominator)), theta);
    }
}
