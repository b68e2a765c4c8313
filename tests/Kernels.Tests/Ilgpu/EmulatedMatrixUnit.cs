using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>
/// A matrix unit for devices that have none but have warps of 32 lanes, ILGPU's CPU accelerator: who gives and has which value is as
/// <see cref="IMatrixUnit"/> says. Each product of eight terms is exact and then cut off at the 24th bit, as tensor cores are known to do.
/// </summary>
internal readonly struct EmulatedMatrixUnit : IMatrixUnit
{
    // One copy of it, or a kernel takes half a minute to compile.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Add(ref UnitSum sum, Quad left, SplitQuad near, SplitQuad far)
    {
        Operands given = default;
        (given.Left, given.Near, given.Far) = (left, near, far);
        var (g, t) = (Warp.LaneIdx / 4, Warp.LaneIdx % 4);
        var (low, high) = (new UnitSums(sum), new UnitSums(default));
        for (var lane = 0; lane < 4; lane++)
        {
            var rows = Warp.Shuffle(given, 4 * g + lane);
            var first = Warp.Shuffle(given, 4 * (2 * t) + lane);
            var second = Warp.Shuffle(given, 4 * (2 * t + 1) + lane);
            low.Add(rows.Left, first.Near.Low, first.Far.Low, second.Near.Low, second.Far.Low);
            high.Add(rows.Left, first.Near.High, first.Far.High, second.Near.High, second.Far.High);
        }

        sum = high.Plus(low.Cut).Cut;
    }

    /// <summary>The float32 next to a value on the side of zero.</summary>
    public static float CutOff(double value)
    {
        var nearest = (float)value;
        return IntrinsicMath.Abs((double)nearest) > IntrinsicMath.Abs(value) ? Interop.IntAsFloat(Interop.FloatAsInt(nearest) - 1) : nearest;
    }

    private struct Operands
    {
        public Quad Left;
        public SplitQuad Near;
        public SplitQuad Far;
    }

    /// <summary>Four sums of a lane in float64.</summary>
    private struct UnitSums(UnitSum sum)
    {
        private PreciseQuad _x = new(sum.X);
        private PreciseQuad _y = new(sum.Y);
        private PreciseQuad _z = new(sum.Z);
        private PreciseQuad _w = new(sum.W);

        public readonly UnitSum Cut => new() { X = _x.Cut, Y = _y.Cut, Z = _z.Cut, W = _w.Cut };

        public readonly UnitSums Plus(UnitSum sum)
        {
            var result = this;
            result._x.Add(sum.X);
            result._y.Add(sum.Y);
            result._z.Add(sum.Z);
            result._w.Add(sum.W);
            return result;
        }

        public void Add(Quad left, Quad near0, Quad far0, Quad near1, Quad far1)
        {
            _x.Add(left, near0.X, far0.X, near1.X, far1.X);
            _y.Add(left, near0.Y, far0.Y, near1.Y, far1.Y);
            _z.Add(left, near0.Z, far0.Z, near1.Z, far1.Z);
            _w.Add(left, near0.W, far0.W, near1.W, far1.W);
        }
    }

    private struct PreciseQuad(Quad values)
    {
        private double _x = values.X;
        private double _y = values.Y;
        private double _z = values.Z;
        private double _w = values.W;

        public readonly Quad Cut => new(CutOff(_x), CutOff(_y), CutOff(_z), CutOff(_w));

        public void Add(Quad values) => (_x, _y, _z, _w) = (_x + values.X, _y + values.Y, _z + values.Z, _w + values.W);

        /// <summary>Adds two terms: rows g and g + 8, columns 2t and 2t + 1.</summary>
        public void Add(Quad left, float near0, float far0, float near1, float far1)
        {
            _x += (double)left.X * near0 + (double)left.Z * far0;
            _y += (double)left.X * near1 + (double)left.Z * far1;
            _z += (double)left.Y * near0 + (double)left.W * far0;
            _w += (double)left.Y * near1 + (double)left.W * far1;
        }
    }
}
