using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// Where a matrix lies in shared memory by columns, as quads of four rows: row quad r of column 4q + lane is at
/// First + lane · Lane + q · Step + r. With an odd Step, threads side by side in q write without conflicts.
/// </summary>
/// <param name="first">Where it begins.</param>
/// <param name="lane">From a column to the next one of its quad.</param>
/// <param name="step">From a quad of columns to the next one.</param>
internal readonly struct TransposedTile(int first, int lane, int step)
{
    private readonly int _first = first;
    private readonly int _lane = lane;
    private readonly int _step = step;

    /// <summary>From a quad of columns to the next one.</summary>
    public int Step
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _step;
    }

    /// <summary>A tile of its own: so many row quads, and quads of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TransposedTile Of(int first, int rowQuads, int columnQuads) => new(first, columnQuads * Pitch(rowQuads), Pitch(rowQuads));

    /// <summary>Quads that such a tile takes.</summary>
    public static int Quads(int rowQuads, int columnQuads) => columnQuads * Quad.Count * Pitch(rowQuads);

    /// <summary>The first row quad of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int At(int columnQuad, int lane) => _first + lane * _lane + columnQuad * _step;

    /// <summary>The 4 × 4 values of a row quad and a quad of columns, column by column, of which <paramref name="place"/> is the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Block Columns(ArrayView<Quad> pool, int place)
    {
        var quads = pool.SubView(place);
        Block columns = default;
        columns.R0 = quads[0];
        columns.R1 = quads[_lane];
        columns.R2 = quads[2 * _lane];
        columns.R3 = quads[3 * _lane];
        return columns;
    }

    /// <summary>Puts them there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(ArrayView<Quad> pool, int rowQuad, int columnQuad, Block columns)
    {
        pool[At(columnQuad, 0) + rowQuad] = columns.R0;
        pool[At(columnQuad, 1) + rowQuad] = columns.R1;
        pool[At(columnQuad, 2) + rowQuad] = columns.R2;
        pool[At(columnQuad, 3) + rowQuad] = columns.R3;
    }

    /// <summary>Brings row quads of a matrix into shared memory, each thread of the group its share; zeros for rows from <paramref name="rows"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load(QuadMatrix matrix, int model, int firstRow, int rows, ArrayView<Quad> pool, int rowQuads)
    {
        var count = rowQuads * matrix.Columns;
        for (var i = Group.IdxX; i < count; i += Group.DimX)
        {
            var (rowQuad, columnQuad) = (i / matrix.Columns, i % matrix.Columns);
            Put(pool, rowQuad, columnQuad, BlockMemory.Read(matrix, model, firstRow + rowQuad * Quad.Count, rows, columnQuad).Transposed);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pitch(int rowQuads) => rowQuads | 1;
}
