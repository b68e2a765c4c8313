using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RrrGpu.Kernels.Simd;

/// <summary>Eight lanes: AVX2 registers, or whatever the runtime makes of them on a processor without.</summary>
internal unsafe struct Lane256 : ILane<Lane256>
{
    private Vector256<float> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lane256(Vector256<float> value) => _value = value;

    public static int Count => 8;

    public static Lane256 Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Vector256<float>.Zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256 value, float* destination) => value._value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 LoadTwice(float* source) => new(Avx.IsSupported ? Avx.BroadcastVector128ToVector256(source) : Vector256.Create(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 LoadHalves(float* low, float* high) => new(Vector256.Create(Vector128.Load(low), Vector128.Load(high)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreHalves(Lane256 value, float* low, float* high)
    {
        value._value.GetLower().ToVector256().Store(low);
        value._value.GetUpper().ToVector256().Store(high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Join(Lane256 low, Lane256 high) =>
        new(Avx.IsSupported ? Avx.Blend(low._value, high._value, 0xF0) : Vector256.Create(low._value.GetLower(), high._value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MultiplyAdd(Lane256 a, Lane256 b, Lane256 c) =>
        new(Vector256.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane256 sum, Lane256 a, Lane256 b) => sum._value = Vector256.MultiplyAddEstimate(a._value, b._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref Lane256 sum, Lane256 a, float* b) => sum._value = Vector256.MultiplyAddEstimate(Vector256.Load(b), a._value, sum._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Add(Lane256 a, Lane256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Subtract(Lane256 a, Lane256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Multiply(Lane256 a, Lane256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Divide(Lane256 a, Lane256 b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 SquareRoot(Lane256 a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Exp(Lane256 a) => new(Vector256.Exp(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Abs(Lane256 a) => new(Vector256.Abs(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Max(Lane256 a, Lane256 b) => new(Vector256.Max(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 WherePositive(Lane256 a, Lane256 b) =>
        new(Vector256.GreaterThan(a._value, Vector256<float>.Zero) & b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint GreaterThanBits(Lane256 a, Lane256 b) =>
        Vector256.GreaterThan(a._value, b._value).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lane256 a) => Vector256.Sum(a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Lane256 a, Lane256 b, Lane256 c, Lane256 d, float* sums) =>
        StoreSums(a._value, b._value, c._value, d._value, sums);

    /// <summary>Adds halves, then quarters, of all four at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, float* sums)
    {
        if (!Avx.IsSupported)
        {
            (sums[0], sums[1], sums[2], sums[3]) = (Vector256.Sum(a), Vector256.Sum(b), Vector256.Sum(c), Vector256.Sum(d));
            return;
        }

        var ab = Avx.UnpackLow(a, b) + Avx.UnpackHigh(a, b);
        var cd = Avx.UnpackLow(c, d) + Avx.UnpackHigh(c, d);
        var abcd = Avx.Shuffle(ab, cd, 0b01_00_01_00) + Avx.Shuffle(ab, cd, 0b11_10_11_10);
        (abcd.GetLower() + abcd.GetUpper()).Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LargestOf(Lane256 a)
    {
        var half = Vector128.Max(a._value.GetLower(), a._value.GetUpper());
        return MathF.Max(
            MathF.Max(half.GetElement(0), half.GetElement(1)),
            MathF.Max(half.GetElement(2), half.GetElement(3)));
    }
}
