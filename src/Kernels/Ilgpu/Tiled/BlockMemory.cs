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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Read(QuadMatrix matrix, int model, int row, int rows, int quad)
    {
        Block block = default;
        if (row < rows)
            block.R0 = matrix[model, row, quad];
        if (row + 1 < rows)
            block.R1 = matrix[model, row + 1, quad];
        if (row + 2 < rows)
            block.R2 = matrix[model, row + 2, quad];
        if (row + 3 < rows)
            block.R3 = matrix[model, row + 3, quad];
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Block block, QuadMatrix matrix, int model, int row, int rows, int quad)
    {
        if (row < rows)
            matrix[model, row, quad] = block.R0;
        if (row + 1 < rows)
            matrix[model, row + 1, quad] = block.R1;
        if (row + 2 < rows)
            matrix[model, row + 2, quad] = block.R2;
        if (row + 3 < rows)
            matrix[model, row + 3, quad] = block.R3;
    }
}
