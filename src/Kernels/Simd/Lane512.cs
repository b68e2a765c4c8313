using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RrrGpu.Kernels.Simd;

/// <summary>Sixteen lanes: AVX-512 registers, or pairs of narrower ones.</summary>
internal unsafe struct Lane512 : ILane<Lane512>
{
    private Vector512<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane512(Vector512<float> value) => _value = value;

    public static int Count => 16;

    public static Lane512 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector512<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 LoadTwice(float* source) => new(Vector512.Create(Vector256.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 LoadHalves(float* low, float* high) => new(Vector512.Create(Vector256.Load(low), Vector256.Load(high)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves(Lane512 value, float* low, float* high)
    {
        value._value.GetLower().ToVector512().Store(low);
        value._value.GetUpper().ToVector512().Store(high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Join(Lane512 low, Lane512 high) =>
        new(Vector512.Create(low._value.GetLower(), high._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MultiplyAdd(Lane512 a, Lane512 b, Lane512 c) =>
        new(Vector512.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane512 sum, Lane512 a, Lane512 b) => sum._value = Vector512.MultiplyAddEstimate(a._value, b._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane512 sum, Lane512 a, float* b) => sum._value = Vector512.MultiplyAddEstimate(Vector512.Load(b), a._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Add(Lane512 a, Lane512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Subtract(Lane512 a, Lane512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Multiply(Lane512 a, Lane512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Divide(Lane512 a, Lane512 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 SquareRoot(Lane512 a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Exp(Lane512 a) => new(Vector512.Exp(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Abs(Lane512 a) => new(Vector512.Abs(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Max(Lane512 a, Lane512 b) => new(Vector512.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 WherePositive(Lane512 a, Lane512 b) =>
        new(Vector512.GreaterThan(a._value, Vector512<float>.Zero) & b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterThanBits(Lane512 a, Lane512 b) =>
        (uint)Vector512.GreaterThan(a._value, b._value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane512 a) => Vector512.Sum(a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Lane512 a, Lane512 b, Lane512 c, Lane512 d, float* sums) => Lane256.StoreSums(
        a._value.GetLower() + a._value.GetUpper(),
        b._value.GetLower() + b._value.GetUpper(),
        c._value.GetLower() + c._value.GetUpper(),
        d._value.GetLower() + d._value.GetUpper(),
        sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LargestOf(Lane512 a)
    {
        var half = Vector256.Max(a._value.GetLower(), a._value.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(
            MathF.Max(quarter.GetElement(0), quarter.GetElement(1)),
            MathF.Max(quarter.GetElement(2), quarter.GetElement(3)));
    }
}
