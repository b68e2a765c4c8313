using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Moves blocks between registers, the pool of a <see cref="RowTile"/> in shared memory, and device memory.</summary>
internal static class BlockMemory
{
    /// <summary>Puts a block into shared memory, column by column, if the thread has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Keep(bool isIn, Block block, ArrayView<Quad> pool, int place, int rowQuads, int rowQuad, int column)
    {
        if (!isIn)
            return;
        var index = place + column * Quad.Count * rowQuads + rowQuad;
        pool[index] = block.Column0;
        pool[index + rowQuads] = block.Column1;
        pool[index + 2 * rowQuads] = block.Column2;
        pool[index + 3 * rowQuads] = block.Column3;
    }

    /// <summary>A block from shared memory, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Rows(bool isIn, ArrayView<Quad> pool, int place, int rowQuads, int rowQuad, int column)
    {
        var index = place + (isIn ? column * Quad.Count * rowQuads : 0) + rowQuad;
        Block columns = default;
        columns.R0 = pool[index];
        columns.R1 = pool[index + rowQuads];
        columns.R2 = pool[index + 2 * rowQuads];
        columns.R3 = pool[index + 3 * rowQuads];
        return columns.Transposed;
    }

    /// <summary>A block of four rows and a quad of columns; zeros for rows from <paramref name="rows"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Read(QuadMatrix matrix, int model, int row, int rows, int quad)
    {
        var quads = From(matrix, model, row, rows, quad);
        Block block = default;
        if (row < rows)
            block.R0 = quads[0];
        if (row + 1 < rows)
            block.R1 = quads[matrix.Columns];
        if (row + 2 < rows)
            block.R2 = quads[2 * matrix.Columns];
        if (row + 3 < rows)
            block.R3 = quads[3 * matrix.Columns];
        return block;
    }

    /// <summary>Writes a block's rows, but for those from <paramref name="rows"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Block block, QuadMatrix matrix, int model, int row, int rows, int quad)
    {
        var quads = From(matrix, model, row, rows, quad);
        if (row < rows)
            quads[0] = block.R0;
        if (row + 1 < rows)
            quads[matrix.Columns] = block.R1;
        if (row + 2 < rows)
            quads[2 * matrix.Columns] = block.R2;
        if (row + 3 < rows)
            quads[3 * matrix.Columns] = block.R3;
    }

    // Where there is no row, there need not be a place either.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ArrayView<Quad> From(QuadMatrix matrix, int model, int row, int rows, int quad) =>
        matrix.From(row < rows ? matrix.Place(model, row, quad) : 0);
}
