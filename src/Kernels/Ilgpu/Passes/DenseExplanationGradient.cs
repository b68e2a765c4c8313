using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// hᵀv1 where every entry has a mark: the right-reasons part of ∂W1, before anything of W1 changes.
/// Shapes: v1 B × H1, h B × D (never in memory), W1 and the result D × H1; the bias, the result's row D, has zeros.
/// A group of threads forms one tile of features × units of one model. It keeps W1 of its features in shared memory and takes
/// v1 of up to 64 rows at a time: each thread computes h of 4 rows × 4 features, as <see cref="HiddenLayers{TPool, TRows, TRightReasons}"/>
/// has done before, and then adds these rows to its 4 features × 4 units, in their order.
/// </summary>
internal sealed class DenseExplanationGradient<TPool>(Accelerator accelerator) : IDenseExplanationGradient
    where TPool : struct, IPool
{
    private readonly Action<KernelConfig, Scope, DenseMarks, ArrayView<ModelConstants>, ExplanationTile, QuadMatrix, QuadMatrix, QuadMatrix, int> _kernel =
        accelerator.LoadStreamKernel<Scope, DenseMarks, ArrayView<ModelConstants>, ExplanationTile, QuadMatrix, QuadMatrix, QuadMatrix, int>(Kernel);

    /// <param name="scope">The minibatch, of models whose annotations are dense.</param>
    /// <param name="marks">The annotations.</param>
    /// <param name="constants">Each model's settings.</param>
    /// <param name="tile">How the product is tiled, and by how many threads.</param>
    /// <param name="v1">v1.</param>
    /// <param name="weights">W1.</param>
    /// <param name="gradient">Where it goes.</param>
    /// <param name="norm">How g is penalised.</param>
    public void Run(
        LaunchScope scope,
        DenseMarks marks,
        ArrayView<ModelConstants> constants,
        (ExplanationTile Tile, int Threads) tile,
        QuadMatrix v1,
        QuadMatrix weights,
        QuadMatrix gradient,
        PenaltyNorm norm)
    {
        var groups = new Index3D(Launch.Tiles(Quad.Of(marks.Features), tile.Tile.FeatureQuads), Launch.Tiles(v1.Columns, tile.Tile.UnitQuads), scope.Models);
        _kernel(new KernelConfig(groups, new Index3D(tile.Threads, 1, 1)), scope.Views, marks, constants, tile.Tile, v1, weights, gradient, (int)norm);
    }

    private static void Kernel(
        Scope scope, DenseMarks marks, ArrayView<ModelConstants> constants, ExplanationTile tile, QuadMatrix v1, QuadMatrix weights, QuadMatrix gradient, int norm)
    {
        TPool size = default;
        var pool = SharedMemory.Allocate1D<Quad>(size.Quads);

        var model = scope.Model;
        var batch = scope.Batch(model);
        var firstFeatureQuad = Grid.IdxX * tile.FeatureQuads;
        var lambda = constants[model].Lambda1 * batch.RightReasonsScale;
        var explained = TransposedTile.Of(0, tile.RowQuads, v1.Columns);
        var w1 = TransposedTile.Of(tile.W1, tile.FeatureQuads, v1.Columns);
        var h = TransposedTile.Of(tile.H, tile.RowQuads, tile.FeatureQuads);

        // A thread without a place of its own does what the last unit's does, and writes nothing: see PoclWorkarounds.
        var featureQuad = Group.IdxX % tile.FeatureQuads;
        var place = Group.IdxX / tile.FeatureQuads;
        var unit = Grid.IdxY * tile.UnitQuads + place;
        var lastUnit = IntrinsicMath.Min(unit, v1.Columns - 1);

        w1.Load(weights, model, firstFeatureQuad * Quad.Count, marks.Features, pool, tile.FeatureQuads);
        var rows = place < tile.UnitQuads && unit < v1.Columns ? marks.Features + 1 : 0;
        var firstFeature = (firstFeatureQuad + featureQuad) * Quad.Count;
        var rowsOfSlice = RowSlices.RowsOf(batch.Rows);
        for (var slice = 0; slice < batch.Rows; slice += rowsOfSlice)
        {
            var end = IntrinsicMath.Min(slice + rowsOfSlice, batch.Rows);
            Block sum = default;
            for (var row = slice; row < end; row += tile.RowQuads * Quad.Count)
            {
                explained.Load(v1, model, row, batch.Rows, pool, tile.RowQuads);
                Group.Barrier();
                DenseExplanation.Derive(
                    pool, explained, w1, h, v1.Columns, tile.RowQuads, tile.FeatureQuads, marks, batch, row / Quad.Count, firstFeatureQuad, norm, lambda);
                Group.Barrier();
                DenseExplanation.AddOuter(ref sum, pool, h, featureQuad, explained, lastUnit, tile.RowQuads);
                Group.Barrier();
            }

            // Sums of earlier slices wait in memory: more registers would keep other groups from running.
            sum.Add(BlockMemory.Read(gradient, model, firstFeature, slice == 0 ? 0 : rows, unit));
            BlockMemory.Write(sum, gradient, model, firstFeature, rows, unit);
        }
    }
}
