using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// The marked entries of one row in one feature tile, as weight gradients need them, in one read. There is at least one, and
/// their h lie one behind the other, as features ascend in a row.
/// </summary>
/// <param name="Place">The first one's number among the minibatch's entries.</param>
/// <param name="RowAndMarks">The row within the minibatch times 16, plus a bit for each feature of the tile, set where it is marked.</param>
internal readonly record struct QuadEntry(int Place, int RowAndMarks)
{
    // A bit for each feature of a tile.
    private const int MarkBits = BatchPlan.FeatureTile;

    /// <summary>The last row of a minibatch that can have entries.</summary>
    public const int LastRow = int.MaxValue >> MarkBits;

    /// <summary>The row within the minibatch.</summary>
    public int Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RowAndMarks >> MarkBits;
    }

    /// <summary>A row's entries of one tile, as yet without marks.</summary>
    /// <param name="place">The number of its first entry.</param>
    /// <param name="row">The row within the minibatch.</param>
    /// <exception cref="ArgumentException">The row is beyond <see cref="LastRow"/>.</exception>
    public static QuadEntry At(int place, int row) => row <= LastRow
        ? new(place, row << MarkBits)
        : throw new ArgumentException($"minibatch: expected annotated rows from 0 to {LastRow}, got {row}");

    /// <summary>The same with a feature of the tile marked.</summary>
    public QuadEntry With(int feature) => this with { RowAndMarks = RowAndMarks | (1 << feature) };

    /// <summary>h of the tile's four features, 0 where one is not marked.</summary>
    /// <param name="h">h from the minibatch's first entry on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quad Values(ArrayView<float> h)
    {
        var place = Place;
        var values = default(Quad);
        if ((RowAndMarks & 1) != 0)
            values.X = h[place++];
        if ((RowAndMarks & 2) != 0)
            values.Y = h[place++];
        if ((RowAndMarks & 4) != 0)
            values.Z = h[place++];
        if ((RowAndMarks & 8) != 0)
            values.W = h[place];
        return values;
    }
}
