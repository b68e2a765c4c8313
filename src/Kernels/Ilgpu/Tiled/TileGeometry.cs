using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>What follows from the numbers of an <see cref="ITile"/>.</summary>
internal static class TileGeometry
{
    /// <summary>Terms of the sums between two barriers; also the inputs of a chunk.</summary>
    public const int Depth = 16;

    // Lanes of a warp form a patch of 4 × 8 threads (4 × 4 in the tiny tile), so that each of their reads from shared memory
    // touches as few words as can be.
    private const int RowsOfWarp = 4;
    private const int ColumnsOfWarp = 8;

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

    /// <summary>Quads of the left factor's two buffers in shared memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int LeftBuffers<TTile>(this TTile tile)
        where TTile : struct, ITile => 2 * Depth * tile.AllRowQuads();

    /// <summary>Quads of the right factor's two buffers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightBuffers<TTile>(this TTile tile)
        where TTile : struct, ITile => 2 * Depth * tile.AllColumnQuads();

    /// <summary>Quads of the right factor that a thread brings in for <see cref="Depth"/> terms: 1, 2 or 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RightLoads<TTile>(this TTile tile)
        where TTile : struct, ITile => Depth * tile.AllColumnQuads() / tile.Threads();

    /// <summary>Terms between two of the quads that a thread brings in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TermsPerLoad<TTile>(this TTile tile)
        where TTile : struct, ITile => tile.Threads() / tile.AllColumnQuads();

    /// <summary>This thread's row of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowGroup<TTile>(this TTile tile, int thread)
        where TTile : struct, ITile
    {
        var columns = WarpColumns(tile);
        return thread / (RowsOfWarp * columns) / (tile.ColumnGroups / columns) * RowsOfWarp
            + PowerOfTwo.Remainder(thread, RowsOfWarp * columns) / columns;
    }

    /// <summary>This thread's column of threads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ColumnGroup<TTile>(this TTile tile, int thread)
        where TTile : struct, ITile
    {
        var columns = WarpColumns(tile);
        return PowerOfTwo.Remainder(thread / (RowsOfWarp * columns), tile.ColumnGroups / columns) * columns + PowerOfTwo.Remainder(thread, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WarpColumns<TTile>(TTile tile)
        where TTile : struct, ITile => tile.ColumnGroups < ColumnsOfWarp ? tile.ColumnGroups : ColumnsOfWarp;

    /// <summary>Adds the terms in one of the two buffers to a thread's patch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate<TTile>(ref TTile sum, ArrayView<Quad> left, ArrayView<Quad> right, int buffer, int rowGroup, int columnGroup)
        where TTile : struct, ITile
    {
        TTile tile = default;
        var l = buffer * Depth * tile.AllRowQuads() + rowGroup;
        var r = buffer * Depth * tile.AllColumnQuads() + columnGroup;

        // Four terms a turn: the reads of the next ones overlap with the products of the last. From the first one's place the others
        // are at constant distances, which a read takes without an instruction for each.
        for (var term = 0; term < Depth; term += 4)
        {
            var (rows, columns) = (left.SubView(l), right.SubView(r));
            sum.Add(rows, 0, columns, 0);
            sum.Add(rows, tile.AllRowQuads(), columns, tile.AllColumnQuads());
            sum.Add(rows, 2 * tile.AllRowQuads(), columns, 2 * tile.AllColumnQuads());
            sum.Add(rows, 3 * tile.AllRowQuads(), columns, 3 * tile.AllColumnQuads());
            l += 4 * tile.AllRowQuads();
            r += 4 * tile.AllColumnQuads();
        }
    }
}
