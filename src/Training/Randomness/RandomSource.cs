using System.Numerics;

namespace RrrGpu.Training;

/// <summary>
/// A generator whose numbers are fixed by this file alone, so that a seed means the same in every runtime and on every processor:
/// xoshiro256** (Blackman and Vigna 2018) with its state filled by SplitMix64 (Steele, Lea and Flood 2014). Only exactly rounded
/// operations (+ − × ÷ √) reach the results, so not even the platform's logarithm can change a bit. Not for secrets.
/// </summary>
public sealed class RandomSource
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;
    private double _spareGaussian;
    private bool _hasSpareGaussian;

    /// <summary>Starts a stream of a seed.</summary>
    /// <param name="seed">The seed; any number.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">Tells streams of one purpose apart: an epoch, a model, a part of a data set.</param>
    public RandomSource(long seed, RandomPurpose purpose, params ReadOnlySpan<long> index)
    {
        var state = unchecked((ulong)seed);
        state = SplitMix64(ref state) ^ unchecked((ulong)(long)purpose);
        foreach (var part in index)
            state = SplitMix64(ref state) ^ unchecked((ulong)part);
        _s0 = SplitMix64(ref state);
        _s1 = SplitMix64(ref state);
        _s2 = SplitMix64(ref state);
        _s3 = SplitMix64(ref state);
    }

    /// <summary>Starts from a raw state, not all zero: for checks against published sequences.</summary>
    internal RandomSource(ulong s0, ulong s1, ulong s2, ulong s3) => (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);

    /// <summary>The next 64 bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A number from 0 up to but not including 1, uniform over the multiples of 2⁻⁵³.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to <paramref name="bound"/> − 1, without bias (Lemire 2019).</summary>
    /// <exception cref="ArgumentException"><paramref name="bound"/> is below 1.</exception>
    public int NextBelow(int bound)
    {
        if (bound < 1)
            throw new ArgumentException($"bound: expected at least 1, got {bound}");
        var range = (ulong)bound;
        var rejected = unchecked(0UL - range) % range;
        ulong fraction, whole;
        do
        {
            whole = Math.BigMul(NextBits(), range, out fraction);
        }
        while (fraction < rejected);
        return (int)whole;
    }

    /// <summary>A number from N(0, 1), by Marsaglia's polar method (1964), which yields two at a time.</summary>
    public double NextGaussian()
    {
        if (_hasSpareGaussian)
        {
            _hasSpareGaussian = false;
            return _spareGaussian;
        }

        double x, y, square;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            square = x * x + y * y;
        }
        while (square is 0 or >= 1);

        var factor = Math.Sqrt(-2 * Log(square) / square);
        _spareGaussian = y * factor;
        _hasSpareGaussian = true;
        return x * factor;
    }

    /// <summary>Puts <paramref name="items"/> into a random order, each equally likely (Fisher and Yates, from the last item down).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The next output of SplitMix64, whose state is a counter.</summary>
    internal static ulong SplitMix64(ref ulong state)
    {
        state = unchecked(state + GoldenGamma);
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>
    /// ln x of a normal positive x = m·2ᵉ, m in [√½, √2): e ln 2 + 2 artanh t with t = (m − 1)/(m + 1), |t| ≤ 0.172,
    /// whose series has converged after eleven terms.
    /// </summary>
    internal static double Log(double x)
    {
        const double SqrtHalf = 0.70710678118654752;
        const double Ln2 = 0.69314718055994531;
        var bits = BitConverter.DoubleToUInt64Bits(x);
        var exponent = (int)(bits >> 52) - 1022;
        var mantissa = BitConverter.UInt64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FE0000000000000);
        if (mantissa < SqrtHalf)
        {
            mantissa *= 2;
            exponent--;
        }

        var t = (mantissa - 1) / (mantissa + 1);
        var square = t * t;
        var series = 0.0;
        for (var odd = 21; odd >= 1; odd -= 2)
            series = series * square + 1.0 / odd;
        return exponent * Ln2 + 2 * t * series;
    }
}
