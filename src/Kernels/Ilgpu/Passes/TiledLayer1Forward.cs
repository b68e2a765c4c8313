using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// a1 = max(0, x·W1 + b1) of all models as one product, [x 1] times the weights of every model side by side.
/// Shapes: x B × D with a column of ones, W1 D × H1 with b1 as its row D, a1 B × H1.
/// A group of threads forms one tile of rows × units. It brings sixteen inputs of each of its rows and the sixteen rows of
/// W1 that they meet into shared memory, and reads the next sixteen while it multiplies; inputs become floats on the way.
/// </summary>
internal sealed class TiledLayer1Forward<TInputs, TChunk, TTile>(Accelerator accelerator) : ITiledLayer1Forward<TInputs>
    where TInputs : struct, IInputChunks<TChunk>
    where TChunk : unmanaged
    where TTile : struct, ITileOf<TChunk>
{
    private readonly Action<KernelConfig, Scope, ArrayView<int>, TInputs, ColumnSpan, int, int, QuadMatrix, QuadMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, TInputs, ColumnSpan, int, int, QuadMatrix, QuadMatrix>(Kernel);

    /// <param name="scope">The minibatch, of all models.</param>
    /// <param name="sharesRows">Whether every model has the same rows.</param>
    /// <param name="rows">The plan's row list.</param>
    /// <param name="inputs">x.</param>
    /// <param name="features">D.</param>
    /// <param name="weights">W1 and b1.</param>
    /// <param name="hidden">a1.</param>
    public void Run(LaunchScope scope, bool sharesRows, ArrayView<int> rows, TInputs inputs, int features, QuadMatrix weights, QuadMatrix hidden)
    {
        TTile tile = default;
        var columns = ColumnSpan.Of(scope.Models, weights.Columns, tile.AllColumnQuads(), sharesRows);
        var rowTiles = Launch.Tiles(scope.MaxRows, tile.AllRowQuads() * Quad.Count);
        var groups = checked(rowTiles * Launch.Tiles(columns.Count, tile.AllColumnQuads()));
        _kernel(new KernelConfig(groups, tile.Threads()), scope.Views, rows, inputs, columns, rowTiles, features, weights, hidden);
    }

    private static void Kernel(
        Scope scope, ArrayView<int> rows, TInputs inputs, ColumnSpan columns, int rowTiles, int features, QuadMatrix weights, QuadMatrix hidden)
    {
        TTile tile = default;
        var left = SharedMemory.Allocate1D<Quad>(tile.LeftBuffers());
        var right = SharedMemory.Allocate1D<Quad>(tile.RightBuffers());

        // Tiles of the same columns come one after another: they read the same weights.
        var firstRow = Grid.IdxX % rowTiles * (tile.AllRowQuads() * Quad.Count);
        var firstColumn = Grid.IdxX / rowTiles * tile.AllColumnQuads();
        var batch = scope.Batch(columns.Model(firstColumn));
        if (firstRow >= batch.Rows)
            return;

        var thread = Group.IdxX;
        var bringsInputs = thread < tile.AllRowQuads() * Quad.Count;
        var chunk = rows[batch.FirstPosition + IntrinsicMath.Min(firstRow + thread, batch.Rows - 1)] * inputs.Pitch;
        var source = new RightSource(
            weights, columns, firstColumn + PowerOfTwo.Remainder(thread, tile.AllColumnQuads()), thread / tile.AllColumnQuads(), features + 1);
        var (rowGroup, columnGroup) = (tile.RowGroup(thread), tile.ColumnGroup(thread));
        var (leftPlace, rightPlace) = (tile.LeftPlace(rowGroup, columnGroup), tile.RightPlace(rowGroup, columnGroup));

        TTile sum = default;
        TileStage<TChunk, TTile> stage = default;
        stage.Inputs = Fetch(inputs, chunk, bringsInputs);
        stage.FetchRight(source);
        if (bringsInputs)
            PutInputs(inputs, stage.Inputs, left.Cast<Quad, float>(), 0, thread);
        stage.PutRight(right, 0, thread);
        Group.Barrier();
        for (var step = 1; step < inputs.Pitch; step++)
        {
            stage.Inputs = Fetch(inputs, chunk + step, bringsInputs);
            source.Advance(TileGeometry.Depth);
            stage.FetchRight(source);
            TileGeometry.Accumulate(ref sum, left, right, PowerOfTwo.Remainder(step - 1, 2), leftPlace, rightPlace);
            if (bringsInputs)
                PutInputs(inputs, stage.Inputs, left.Cast<Quad, float>(), PowerOfTwo.Remainder(step, 2), thread);
            stage.PutRight(right, PowerOfTwo.Remainder(step, 2), thread);
            Group.Barrier();
        }

        TileGeometry.Accumulate(ref sum, left, right, PowerOfTwo.Remainder(inputs.Pitch - 1, 2), leftPlace, rightPlace);

        var row = firstRow + rowGroup * Quad.Count;
        var column = firstColumn + tile.FirstColumn(columnGroup);
        var nextRow = row + tile.RowGroups * Quad.Count;
        Store(sum.Block(0, 0), row, batch.Rows, columns, column, hidden);
        if (tile.RowQuads > 1)
            Store(sum.Block(1, 0), nextRow, batch.Rows, columns, column, hidden);
        if (tile.ColumnQuads > 1)
            Store(sum.Block(0, 1), row, batch.Rows, columns, column + tile.ColumnStep(), hidden);
        if (tile.RowQuads > 1 && tile.ColumnQuads > 1)
            Store(sum.Block(1, 1), nextRow, batch.Rows, columns, column + tile.ColumnStep(), hidden);
    }

    // Assigned to on every path: see PoclWorkarounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TChunk Fetch(TInputs inputs, int chunk, bool brings)
    {
        TChunk values = default;
        if (brings)
            values = inputs.Load(chunk);
        return values;
    }

    /// <summary>Writes a row's sixteen inputs one below the other: [term][row], or as a matrix unit takes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutInputs(TInputs inputs, TChunk chunk, ArrayView<float> left, int buffer, int row)
    {
        TTile tile = default;
        var pitch = tile.LeftPitch() * Quad.Count;
        var terms = left.SubView(buffer * tile.LeftBuffer() * Quad.Count + tile.LeftRow(row));
        PutPart(inputs.Part(chunk, 0), terms, tile.LeftTerms(0), pitch);
        PutPart(inputs.Part(chunk, 1), terms, tile.LeftTerms(1), pitch);
        PutPart(inputs.Part(chunk, 2), terms, tile.LeftTerms(2), pitch);
        PutPart(inputs.Part(chunk, 3), terms, tile.LeftTerms(3), pitch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutPart(Quad part, ArrayView<float> left, int index, int pitch)
    {
        left[index] = part.X;
        left[index + pitch] = part.Y;
        left[index + 2 * pitch] = part.Z;
        left[index + 3 * pitch] = part.W;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Block block, int row, int rows, ColumnSpan columns, int column, QuadMatrix hidden)
    {
        // A gap has no rows. Not a return: see PoclWorkarounds.
        rows = columns.Has(column) ? rows : 0;
        block.Rectify();
        var (model, quad) = (columns.Model(column), columns.Quad(column));
        if (row < rows)
            hidden[model, row, quad] = block.R0;
        if (row + 1 < rows)
            hidden[model, row + 1, quad] = block.R1;
        if (row + 2 < rows)
            hidden[model, row + 2, quad] = block.R2;
        if (row + 3 < rows)
            hidden[model, row + 3, quad] = block.R3;
    }
}
