using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>
/// A thread's part of 32 × 32 values that a warp forms: 4 × 8 values, as two blocks. Rows 4g … 4g + 3 of the 32 are rows g and g + 8 of two of
/// the unit's matrices, and lie in shared memory as the unit takes them; columns 4g … 4g + 3 are column g of four matrices, so that one quad
/// has a lane's columns of all four, and columns 2t and 2t + 1 of each, which a lane has of the sums, become two whole quads.
/// </summary>
/// <typeparam name="TUnit">Multiplies.</typeparam>
internal struct WarpPatch<TUnit>
    where TUnit : struct, IMatrixUnit
{
    /// <summary>Columns 8t … 8t + 3 of the warp's.</summary>
    public Block First;

    /// <summary>Columns 8t + 4 … 8t + 7.</summary>
    public Block Second;

    /// <summary>Adds <see cref="TileGeometry.Depth"/> terms, of which a lane reads every fourth from number t on.</summary>
    /// <param name="left">The left factor.</param>
    /// <param name="index">Its quad of this lane's first two rows, of terms t and t + 4.</param>
    /// <param name="rows">From there to the quad of the other two.</param>
    /// <param name="terms">And to the quad of terms t + 8 and t + 12.</param>
    /// <param name="right">What the lane gives of the right factor.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int index, int rows, int terms, in LaneTerms right)
    {
        var upper = Sum(left[index], left[index + terms], right);
        First.R0.Add(new Quad(upper.X.X, upper.Y.X, upper.Z.X, upper.W.X));
        Second.R0.Add(new Quad(upper.X.Y, upper.Y.Y, upper.Z.Y, upper.W.Y));
        First.R1.Add(new Quad(upper.X.Z, upper.Y.Z, upper.Z.Z, upper.W.Z));
        Second.R1.Add(new Quad(upper.X.W, upper.Y.W, upper.Z.W, upper.W.W));
        var lower = Sum(left[index + rows], left[index + rows + terms], right);
        First.R2.Add(new Quad(lower.X.X, lower.Y.X, lower.Z.X, lower.W.X));
        Second.R2.Add(new Quad(lower.X.Y, lower.Y.Y, lower.Z.Y, lower.W.Y));
        First.R3.Add(new Quad(lower.X.Z, lower.Y.Z, lower.Z.Z, lower.W.Z));
        Second.R3.Add(new Quad(lower.X.W, lower.Y.W, lower.Z.W, lower.W.W));
    }

    /// <summary>
    /// Sixteen terms. They begin at zero and are added to the sum outside: tensor cores are known to cut sums off rather than round them,
    /// and over hundreds of terms that would lean one way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static UnitSum Sum(Quad first, Quad second, in LaneTerms right)
    {
        TUnit unit = default;
        UnitSum sum = default;
        unit.Add(ref sum, first, right.Term0, right.Term4);
        unit.Add(ref sum, second, right.Term8, right.Term12);
        return sum;
    }
}
