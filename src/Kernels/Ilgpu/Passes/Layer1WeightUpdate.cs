using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// ∂W1 = xᵀδ1 + hᵀv1 + 2λ₂W1, ∂b1 = Σ_rows δ1 + 2λ₂b1, and Adam's step, of all models as one product.
/// Shapes: x B × D with a column of ones, δ1 B × H1, hᵀv1 D × H1, W1 D × H1 with b1 as its row D.
/// A group of threads forms one tile of features × units. It brings sixteen rows of inputs and of δ1 into shared memory, and
/// reads the next sixteen while it multiplies; then each thread adds hᵀv1 where <see cref="ListedExplanationGradient"/> or
/// <see cref="DenseExplanationGradient{TPool}"/> has left it in ∂W1's place, and updates its weights.
/// </summary>
internal sealed class Layer1WeightUpdate<TInputs, TChunk, TTile>(Accelerator accelerator) : ILayer1WeightUpdate<TInputs>
    where TInputs : struct, IInputChunks<TChunk>
    where TChunk : unmanaged
    where TTile : struct, ITileOf<TChunk>
{
    private readonly Action<KernelConfig, Scope, ArrayView<int>, TInputs, ColumnSpan, int, EntryViews, QuadMatrix, QuadParameters, UpdateRule> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, TInputs, ColumnSpan, int, EntryViews, QuadMatrix, QuadParameters, UpdateRule>(Kernel);

    /// <param name="scope">The minibatch, of all models.</param>
    /// <param name="sharesRows">Whether every model has the same rows.</param>
    /// <param name="rows">The plan's row list.</param>
    /// <param name="inputs">x.</param>
    /// <param name="features">D.</param>
    /// <param name="entries">The marked entries.</param>
    /// <param name="error">δ1.</param>
    /// <param name="parameters">W1 and b1.</param>
    /// <param name="rule">What is done with the gradient.</param>
    public void Run(
        LaunchScope scope,
        bool sharesRows,
        ArrayView<int> rows,
        TInputs inputs,
        int features,
        EntryViews entries,
        QuadMatrix error,
        QuadParameters parameters,
        UpdateRule rule)
    {
        TTile tile = default;
        var columns = ColumnSpan.Of(scope.Models, parameters.Columns, tile.AllColumnQuads(), sharesRows);
        var groups = checked(Launch.Tiles(features + 1, tile.AllRowQuads() * Quad.Count) * Launch.Tiles(columns.Count, tile.AllColumnQuads()));
        _kernel(new KernelConfig(groups, tile.Threads()), scope.Views, rows, inputs, columns, features, entries, error, parameters, rule);
    }

    private static void Kernel(
        Scope scope,
        ArrayView<int> rows,
        TInputs inputs,
        ColumnSpan columns,
        int features,
        EntryViews entries,
        QuadMatrix error,
        QuadParameters parameters,
        UpdateRule rule)
    {
        TTile tile = default;
        var left = SharedMemory.Allocate1D<Quad>(tile.LeftBuffers());
        var right = SharedMemory.Allocate1D<Quad>(tile.RightBuffers());

        var featuresOfTile = tile.AllRowQuads() * Quad.Count;
        var chunksOfTile = featuresOfTile / TileGeometry.Depth;
        var featureTiles = (features + featuresOfTile) / featuresOfTile;
        var featureTile = Grid.IdxX % featureTiles;
        var firstColumn = Grid.IdxX / featureTiles * tile.AllColumnQuads();
        var batch = scope.Batch(columns.Model(firstColumn));

        // A thread brings chunk number `chunk` of row `term` of every sixteen. Chunks of a row lie side by side, and so do the
        // threads that read them.
        var thread = Group.IdxX;
        var term = thread / chunksOfTile;
        var number = PowerOfTwo.Remainder(thread, chunksOfTile);
        var chunk = featureTile * chunksOfTile + number;
        var rowsToBring = term < TileGeometry.Depth && chunk < inputs.Pitch ? batch.Rows : 0;
        var source = new RightSource(
            error, columns, firstColumn + PowerOfTwo.Remainder(thread, tile.AllColumnQuads()), thread / tile.AllColumnQuads(), batch.Rows);
        var (rowGroup, columnGroup) = (tile.RowGroup(thread), tile.ColumnGroup(thread));
        var (leftPlace, rightPlace) = (tile.LeftPlace(rowGroup, columnGroup), tile.RightPlace(rowGroup, columnGroup));

        TTile sum = default;
        TileStage<TChunk, TTile> stage = default;
        stage.Inputs = Fetch(rows, inputs, batch.FirstPosition, term, rowsToBring, chunk);
        stage.FetchRight(source);
        if (term < TileGeometry.Depth)
            PutInputs(inputs, stage.Inputs, left, 0, term, number);
        stage.PutRight(right, 0, thread);
        Group.Barrier();
        var steps = (batch.Rows + TileGeometry.Depth - 1) / TileGeometry.Depth;
        for (var step = 1; step < steps; step++)
        {
            stage.Inputs = Fetch(rows, inputs, batch.FirstPosition, step * TileGeometry.Depth + term, rowsToBring, chunk);
            source.Advance(TileGeometry.Depth);
            stage.FetchRight(source);
            TileGeometry.Accumulate(ref sum, left, right, PowerOfTwo.Remainder(step - 1, 2), leftPlace, rightPlace);
            if (term < TileGeometry.Depth)
                PutInputs(inputs, stage.Inputs, left, PowerOfTwo.Remainder(step, 2), term, number);
            stage.PutRight(right, PowerOfTwo.Remainder(step, 2), thread);
            Group.Barrier();
        }

        TileGeometry.Accumulate(ref sum, left, right, PowerOfTwo.Remainder(steps - 1, 2), leftPlace, rightPlace);

        var quad = FeatureQuad(featureTile, rowGroup);
        var nextQuad = FeatureQuad(featureTile, rowGroup + tile.RowGroups);
        var column = firstColumn + tile.FirstColumn(columnGroup);
        Finish(sum.Block(0, 0), quad, scope, columns, column, features, entries, parameters, rule);
        if (tile.RowQuads > 1)
            Finish(sum.Block(1, 0), nextQuad, scope, columns, column, features, entries, parameters, rule);
        if (tile.ColumnQuads > 1)
            Finish(sum.Block(0, 1), quad, scope, columns, column + tile.ColumnStep(), features, entries, parameters, rule);
        if (tile.RowQuads > 1 && tile.ColumnQuads > 1)
            Finish(sum.Block(1, 1), nextQuad, scope, columns, column + tile.ColumnStep(), features, entries, parameters, rule);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TChunk Fetch(ArrayView<int> rows, TInputs inputs, int firstPosition, int row, int rowsToBring, int chunk)
    {
        TChunk values = default;
        if (row < rowsToBring)
            values = inputs.Load(rows[firstPosition + row] * inputs.Pitch + chunk);
        return values;
    }

    /// <summary>
    /// Writes a row's sixteen inputs as four quads. Threads side by side hold chunks side by side, and write without
    /// conflicts where the first quads of all chunks come first, then the second ones: see <see cref="FeatureQuad"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutInputs(TInputs inputs, TChunk chunk, ArrayView<Quad> left, int buffer, int term, int number)
    {
        TTile tile = default;
        var chunks = tile.AllRowQuads() / Quad.Count;
        if (tile.UsesMatrixUnit)
        {
            var terms = PowerOfTwo.Remainder(term, Quad.Count);
            var pairs = left.SubView(buffer * tile.LeftBuffer() + number).Cast<Pair>().SubView(tile.LeftTerms(term / Quad.Count) / Pair.Count + 2 * terms * tile.LeftPitch());
            PutPairs(inputs.Part(chunk, 0), pairs, 0);
            PutPairs(inputs.Part(chunk, 1), pairs, chunks);
            PutPairs(inputs.Part(chunk, 2), pairs, 2 * chunks);
            PutPairs(inputs.Part(chunk, 3), pairs, 3 * chunks);
            return;
        }

        var quads = left.SubView(buffer * tile.LeftBuffer() + term * tile.LeftPitch() + number);
        quads[0] = inputs.Part(chunk, 0);
        quads[chunks] = inputs.Part(chunk, 1);
        quads[2 * chunks] = inputs.Part(chunk, 2);
        quads[3 * chunks] = inputs.Part(chunk, 3);
    }

    /// <summary>Writes four inputs of a row as the halves of two quads: see <see cref="TileGeometry.LeftPitch"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutPairs(Quad values, ArrayView<Pair> pairs, int quad)
    {
        TTile tile = default;
        pairs[2 * quad] = new Pair(values.X, values.Y);
        pairs[2 * (quad + tile.AllRowQuads())] = new Pair(values.Z, values.W);
    }

    /// <summary>The feature quad that stands at <paramref name="place"/> of a tile in shared memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FeatureQuad(int featureTile, int place)
    {
        TTile tile = default;
        var chunks = tile.AllRowQuads() / Quad.Count;
        return featureTile * tile.AllRowQuads() + PowerOfTwo.Remainder(place, chunks) * Quad.Count + place / chunks;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(
        Block sum,
        int featureQuad,
        Scope scope,
        ColumnSpan columns,
        int column,
        int features,
        EntryViews entries,
        QuadParameters parameters,
        UpdateRule rule)
    {
        // A gap has no features. Not a return: see PoclWorkarounds.
        var first = featureQuad * Quad.Count;
        var last = columns.Has(column) ? features : -1;
        var (model, unit) = (columns.Model(column), columns.Quad(column));
        if (first < last && rule.IsPenalised(model) && IsMarked(scope.Batch(model), featureQuad, entries))
            sum.Add(parameters.Gradient(model, first, last, unit));
        if (first <= last)
            parameters.Apply(rule.Of(model), first, last, unit, sum);
    }

    /// <summary>Whether four features have a sum in the gradient's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsMarked(BatchDescriptor batch, int featureQuad, EntryViews entries) =>
        batch.MarkForm != MarkForm.Listed || entries.HasTile(batch.FirstTileOffset, featureQuad);
}
