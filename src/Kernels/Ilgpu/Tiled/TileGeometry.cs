using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>What follows from the numbers of an <see cref="ITile"/>.</summary>
internal static class TileGeometry
{
    /// <summary>Terms of the sums between two barriers; also the inputs of a chunk.</summary>
    public const int Depth = 16;

    // Lanes of a warp form a patch of 4 × 8 threads (4 × 4 in the tiny tile), so that each of their reads from shared memory
    // touches as few words as can be. A matrix unit wants 8 × 4.
    private const int ShortSideOfWarp = 4;
    private const int LongSideOfWarp = 8;

    // A matrix unit's threads read four terms of two neighbouring quads at a time: these come from eight quads' worth of banks
    // where a term begins two quads further on than a multiple of eight.
    private const int QuadsBetweenTerms = 2;

    /// <summary>Threads of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Threads<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.RowGroups * tile.ColumnGroups;

    /// <summary>Row quads of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllRowQuads<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.RowGroups * tile.RowQuads;

    /// <summary>Column quads of a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int AllColumnQuads<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.ColumnGroups * tile.ColumnQuads;

    /// <summary>Quads from one of a thread's column quads to the next: threads side by side have them side by side, or a matrix unit a thread's own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ColumnStep<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.UsesMatrixUnit ? 1 : tile.ColumnGroups;

    /// <summary>The first column quad of a column of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstColumn<TTile>(this TTile tile, int columnGroup)
        where TTile : struct, ITile => tile.UsesMatrixUnit ? columnGroup * tile.ColumnQuads : columnGroup;

    /// <summary>
    /// Quads from one term of the left factor to the next, in shared memory. A matrix unit takes quads of two rows and two terms, four apart:
    /// of terms k and k + 4 first those of each row quad's first two rows, then those of the others; and this is from one such pair to the next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftPitch<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.UsesMatrixUnit ? 2 * tile.AllRowQuads() + QuadsBetweenTerms : tile.AllRowQuads();

    /// <summary>Quads of one buffer of the left factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftBuffer<TTile>(this TTile tile)
        where TTile : struct, ITile => (tile.UsesMatrixUnit ? Depth / 2 : Depth) * tile.LeftPitch();

    /// <summary>Quads from one term of the right factor to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightPitch<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.AllColumnQuads() + (tile.UsesMatrixUnit ? QuadsBetweenTerms : 0);

    /// <summary>Quads of the left factor's two buffers in shared memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftBuffers<TTile>(this TTile tile)
        where TTile : struct, ITile => 2 * tile.LeftBuffer();

    /// <summary>Quads of the right factor's two buffers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightBuffers<TTile>(this TTile tile)
        where TTile : struct, ITile => 2 * Depth * tile.RightPitch();

    /// <summary>Quads of the right factor that a thread brings in for <see cref="Depth"/> terms: 1, 2 or 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightLoads<TTile>(this TTile tile)
        where TTile : struct, ITile => Depth * tile.AllColumnQuads() / tile.Threads();

    /// <summary>Terms between two of the quads that a thread brings in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TermsPerLoad<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.Threads() / tile.AllColumnQuads();

    /// <summary>The place, in values, of a row of the tile from where a term of the left factor begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftRow<TTile>(this TTile tile, int row)
        where TTile : struct, ITile => tile.UsesMatrixUnit
            ? (PowerOfTwo.Remainder(row / 2, 2) * tile.AllRowQuads() + row / Quad.Count) * Quad.Count + PowerOfTwo.Remainder(row, 2)
            : row;

    /// <summary>The place, in values, of the first of four terms, number <paramref name="four"/> of a buffer's fours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftTerms<TTile>(this TTile tile, int four)
        where TTile : struct, ITile => tile.UsesMatrixUnit
            ? four / 2 * Quad.Count * tile.LeftPitch() * Quad.Count + PowerOfTwo.Remainder(four, 2) * 2
            : four * Quad.Count * tile.LeftPitch() * Quad.Count;

    /// <summary>This thread's row of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowGroup<TTile>(this TTile tile, int thread)
        where TTile : struct, ITile
    {
        var (rows, columns) = (WarpRows(tile), WarpColumns(tile));
        return thread / (rows * columns) / (tile.ColumnGroups / columns) * rows + PowerOfTwo.Remainder(thread, rows * columns) / columns;
    }

    /// <summary>This thread's column of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ColumnGroup<TTile>(this TTile tile, int thread)
        where TTile : struct, ITile
    {
        var (rows, columns) = (WarpRows(tile), WarpColumns(tile));
        return PowerOfTwo.Remainder(thread / (rows * columns), tile.ColumnGroups / columns) * columns + PowerOfTwo.Remainder(thread, columns);
    }

    /// <summary>
    /// The first quad of the left factor that a thread reads: its own rows of the first term; of a matrix unit, its own rows of
    /// the term that it gives to the warp.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftPlace<TTile>(this TTile tile, int rowGroup, int columnGroup)
        where TTile : struct, ITile => tile.UsesMatrixUnit ? PowerOfTwo.Remainder(columnGroup, ShortSideOfWarp) * tile.LeftPitch() + rowGroup : rowGroup;

    /// <summary>The same of the right factor; of the warp's columns, a thread gives those that have the place of its row among the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightPlace<TTile>(this TTile tile, int rowGroup, int columnGroup)
        where TTile : struct, ITile
    {
        if (!tile.UsesMatrixUnit)
            return columnGroup;
        var term = PowerOfTwo.Remainder(columnGroup, ShortSideOfWarp);
        return term * tile.RightPitch() + tile.FirstColumn(columnGroup - term) + PowerOfTwo.Remainder(rowGroup, LongSideOfWarp);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WarpRows<TTile>(TTile tile)
        where TTile : struct, ITile => tile.UsesMatrixUnit ? LongSideOfWarp : ShortSideOfWarp;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WarpColumns<TTile>(TTile tile)
        where TTile : struct, ITile => tile.UsesMatrixUnit || tile.ColumnGroups < LongSideOfWarp ? ShortSideOfWarp : LongSideOfWarp;

    /// <summary>Adds the terms in one of the two buffers to a thread's patch.</summary>
    /// <param name="sum">The patch.</param>
    /// <param name="left">The left factor.</param>
    /// <param name="right">The right factor.</param>
    /// <param name="buffer">Which buffer.</param>
    /// <param name="leftPlace"><see cref="LeftPlace"/>.</param>
    /// <param name="rightPlace"><see cref="RightPlace"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<TTile>(ref TTile sum, ArrayView<Quad> left, ArrayView<Quad> right, int buffer, int leftPlace, int rightPlace)
        where TTile : struct, ITile
    {
        TTile tile = default;
        var l = buffer * tile.LeftBuffer() + leftPlace;
        var r = buffer * Depth * tile.RightPitch() + rightPlace;

        // From the first one's place the others are at constant distances, which a read takes without an instruction for each.
        if (tile.UsesMatrixUnit)
        {
            sum.Add(left.SubView(l), 0, right.SubView(r), 0);
            return;
        }

        // Four terms a turn: the reads of the next ones overlap with the products of the last.
        for (var term = 0; term < Depth; term += 4)
        {
            var (rows, columns) = (left.SubView(l), right.SubView(r));
            sum.Add(rows, 0, columns, 0);
            sum.Add(rows, tile.LeftPitch(), columns, tile.RightPitch());
            sum.Add(rows, 2 * tile.LeftPitch(), columns, 2 * tile.RightPitch());
            sum.Add(rows, 3 * tile.LeftPitch(), columns, 3 * tile.RightPitch());
            l += 4 * tile.LeftPitch();
            r += 4 * tile.RightPitch();
        }
    }
}
