using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>What two parts of TF32 lose is no more than what float32 loses.</summary>
public sealed class SplitQuadTests
{
    private static readonly double UnitOf24Bits = Math.Pow(2, -23);

    [Fact]
    public void TwoPartsOfElevenBitsHoldAValueToOneUnitOfItsLast()
    {
        var random = new Random(1);
        for (var i = 0; i < 100_000; i++)
        {
            var value = BitConverter.Int32BitsToSingle(random.Next(0x20000000, 0x60000000)) * (i % 2 == 0 ? 1 : -1);
            var (high, low) = Split(value);
            Assert.Equal(0, (BitConverter.SingleToInt32Bits(high) | BitConverter.SingleToInt32Bits(low)) & 0x1FFF);
            Assert.True(Math.Abs((double)high - value) <= Math.Abs(value) * Math.Pow(2, -11), $"{value}: {high}");
            Assert.True(Math.Abs((double)high + low - value) <= Math.Abs(value) * UnitOf24Bits, $"{value}: {high} and {low}");
        }
    }

    [Fact]
    public void BytesAreHeldExactly()
    {
        for (var value = 0; value < 256; value++)
            Assert.Equal((value, 0), Split(value));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MaxValue)]
    public void WhatIsNotFiniteStaysSo(float value)
    {
        var (high, low) = Split(value);
        Assert.False(float.IsFinite(high + low));
    }

    /// <summary>
    /// Sums as a warp forms them, cut off after every eight products, beside the same sum term by term in float32: of a first layer's 785 terms, of
    /// as many without a sign, where what is cut off adds up, and of a minibatch's 256.
    /// </summary>
    [Theory]
    [InlineData(785, false)]
    [InlineData(785, true)]
    [InlineData(256, false)]
    [InlineData(5000, true)]
    public void SumsAreAsExactAsThoseOfFloat32(int terms, bool positive)
    {
        var random = new Random(2);
        var (ofParts, ofFloats) = (0.0, 0.0);
        for (var sample = 0; sample < 200; sample++)
        {
            var x = new byte[terms];
            random.NextBytes(x);
            var w = Array.ConvertAll(x, _ => 0.1f * (random.NextSingle() - (positive ? 0 : 0.5f)));
            var (exact, magnitude, simple) = (0.0, 0.0, 0f);
            for (var i = 0; i < terms; i++)
            {
                exact += (double)x[i] * w[i];
                magnitude += Math.Abs((double)x[i] * w[i]);
                simple = MathF.FusedMultiplyAdd(x[i], w[i], simple);
            }

            var error = Math.Abs(SumOfParts(x, w) - exact);
            // Each value's split and the four cuts of sixteen terms; and rounding once for every sixteen.
            Assert.True(error <= magnitude * (5 * UnitOf24Bits + (terms / 16 + 1) * UnitOf24Bits / 2), $"{error} of {magnitude}");
            ofParts += error * error;
            ofFloats += Math.Pow(simple - exact, 2);
        }

        Assert.True(ofParts <= ofFloats, $"expected at most the error of float32, {Math.Sqrt(ofFloats / 200)}, got {Math.Sqrt(ofParts / 200)}");
    }

    private static float SumOfParts(byte[] x, float[] w)
    {
        var sum = 0f;
        for (var first = 0; first < x.Length; first += TileGeometry.Depth)
        {
            var part = 0f;
            for (var eight = first; eight < Math.Min(first + TileGeometry.Depth, x.Length); eight += 8)
            {
                var (high, low) = (0.0, (double)part);
                for (var i = eight; i < Math.Min(eight + 8, x.Length); i++)
                {
                    high += x[i] * (double)Split(w[i]).High;
                    low += x[i] * (double)Split(w[i]).Low;
                }

                part = EmulatedMatrixUnit.CutOff(high + EmulatedMatrixUnit.CutOff(low));
            }

            sum += part;
        }

        return sum;
    }

    private static (float High, float Low) Split(float value)
    {
        var split = new SplitQuad(new Quad(value, 0, 0, 0));
        return (split.High.X, split.Low.X);
    }
}
