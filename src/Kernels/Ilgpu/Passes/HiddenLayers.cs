using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// Everything about a row between a1 and δ1: a2, z, p; for penalised models c, v2, v1, g and h at marked entries, u1, u2, u and
/// q; then δ, δ2, δ1.
/// Shapes: all B × width; h one value a marked entry, or, of dense annotations, a tile at a time in shared memory.
/// A group of threads does up to 32 rows of one model, with the weights of both small layers and what it has just
/// computed of its rows in shared memory; a thread owns 4 rows × 4 units of each layer, and keeps its activations in registers
/// for the patterns D1 and D2. What weight gradients need goes to memory once.
/// </summary>
internal sealed class HiddenLayers<TPool, TRows, TRightReasons>(Accelerator accelerator) : IHiddenLayers
    where TPool : struct, IPool
    where TRows : struct, ITileRows
    where TRightReasons : struct, IRightReasons
{
    private readonly Action<KernelConfig, Scope, ArrayView<int>, ArrayView<int>, EntryViews, DenseMarks, ArrayView<ModelConstants>, RowTile, LayerWeights, TiledActivations, ExplanationForm> _kernel =
        accelerator.LoadStreamKernel<Scope, ArrayView<int>, ArrayView<int>, EntryViews, DenseMarks, ArrayView<ModelConstants>, RowTile, LayerWeights, TiledActivations, ExplanationForm>(Kernel);

    /// <param name="scope">The minibatch, of models without a right-reasons term, with listed annotations or with dense ones.</param>
    /// <param name="rows">The plan's row list.</param>
    /// <param name="labels">The label of every row of the data set.</param>
    /// <param name="entries">The marked entries.</param>
    /// <param name="marks">The annotations of which every entry has a mark.</param>
    /// <param name="constants">Each model's settings.</param>
    /// <param name="tile">How rows are taken, and by how many threads.</param>
    /// <param name="weights">The three layers' weights.</param>
    /// <param name="work">a1, and where the rest goes.</param>
    /// <param name="form">What is explained and penalised.</param>
    public void Run(
        LaunchScope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        EntryViews entries,
        DenseMarks marks,
        ArrayView<ModelConstants> constants,
        (RowTile Tile, int Threads) tile,
        LayerWeights weights,
        TiledActivations work,
        ExplanationForm form)
    {
        var groups = new Index3D(Launch.Tiles(scope.MaxRows, tile.Tile.RowQuads * Quad.Count), 1, scope.Models);
        _kernel(new KernelConfig(groups, new Index3D(tile.Threads, 1, 1)), scope.Views, rows, labels, entries, marks, constants, tile.Tile, weights, work, form);
    }

    private static void Kernel(
        Scope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        EntryViews entries,
        DenseMarks marks,
        ArrayView<ModelConstants> constants,
        RowTile tile,
        LayerWeights weights,
        TiledActivations work,
        ExplanationForm form)
    {
        TRightReasons rightReasons = default;
        TPool size = default;
        TRows rowsOfTiles = default;
        tile = tile with { RowQuads = rowsOfTiles.RowQuads(tile.RowQuads) };
        var pool = SharedMemory.Allocate1D<Quad>(size.Quads);
        var values = pool.Cast<Quad, float>();

        var model = scope.Model;
        var batch = scope.Batch(model);
        var first = Grid.IdxX * (tile.RowQuads * Quad.Count);
        if (first >= batch.Rows)
            return;

        var thread = Group.IdxX;
        var rowQuad = thread % tile.RowQuads;
        var unit = thread / tile.RowQuads;
        var row = first + rowQuad * Quad.Count;
        // A thread beyond a layer's width has no rows and no terms there, and puts nothing down. Its blocks are assigned to
        // all the same: see PoclWorkarounds.
        var (inLayer1, inLayer2, inClasses) = (unit < tile.Hidden1Quads, unit < tile.Hidden2Quads, unit < tile.ClassQuads);
        var (rows1, rows2, rowsOfClasses) = (inLayer1 ? batch.Rows : 0, inLayer2 ? batch.Rows : 0, inClasses ? batch.Rows : 0);
        var (terms2, terms1) = (inLayer2 ? tile.Hidden1 : 0, inLayer1 ? tile.Hidden2 : 0);
        var (logitTerms, errorTerms) = (inClasses ? tile.Hidden2 : 0, inLayer2 ? tile.ClassQuads * Quad.Count : 0);

        weights.Load(model, tile, pool, rowQuad, unit);
        var a1 = BlockMemory.Read(work.A1, model, row, rows1, unit);
        BlockMemory.Keep(inLayer1, a1, pool, RowTile.Layer1, tile.RowQuads, rowQuad, unit);
        Group.Barrier();
        var a2 = Product(pool, RowTile.Layer1, terms2, tile.W2, tile.Hidden2Quads, tile.RowQuads, rowQuad, unit);
        a2.AddToRows(pool[tile.W2 + tile.Hidden1 * tile.Hidden2Quads + IntrinsicMath.Min(unit, tile.Hidden2Quads - 1)]);
        a2.Rectify();
        BlockMemory.Keep(inLayer2, a2, pool, tile.Layer2, tile.RowQuads, rowQuad, unit);
        BlockMemory.Write(a2, work.A2, model, row, rows2, unit);
        Group.Barrier();
        var z = Product(pool, tile.Layer2, logitTerms, tile.W3, tile.ClassQuads, tile.RowQuads, rowQuad, unit);
        z.AddToRows(pool[tile.W3 + tile.Hidden2 * tile.ClassQuads + IntrinsicMath.Min(unit, tile.ClassQuads - 1)]);
        BlockMemory.Keep(inClasses, z, pool, tile.Probabilities, tile.RowQuads, rowQuad, unit);
        Group.Barrier();
        var rowsOfTile = tile.RowQuads * Quad.Count;
        for (var r = thread; r < rowsOfTile; r += Group.DimX)
        {
            var label = labels[rows[batch.FirstPosition + IntrinsicMath.Min(first + r, batch.Rows - 1)]];
            var probabilities = new RowValues(values, tile.Probabilities, rowsOfTile, r);
            var error = new RowValues(values, tile.Error, rowsOfTile, r);

            // By logits: two of them may differ and their probabilities not.
            var k = form.Class(probabilities, tile.Classes, label);
            probabilities.Softmax(error, tile.Classes, label, constants[model].CrossEntropy * batch.CrossEntropyScale);
            if (rightReasons.Included)
            {
                values[tile.Target * Quad.Count + r] = k;
                probabilities.ScalarGradient(new RowValues(values, tile.Scalar, rowsOfTile, r), tile.Classes, k, form.Scalar);
            }
        }

        Group.Barrier();
        if (rightReasons.Included)
        {
            BlockMemory.Write(BlockMemory.Rows(inClasses, pool, tile.Scalar, tile.RowQuads, rowQuad, unit), work.C, model, row, rowsOfClasses, unit);
            var v2 = Product(pool, tile.Scalar, errorTerms, tile.W3Transposed, tile.Hidden2Quads, tile.RowQuads, rowQuad, unit);
            v2.Gate(a2);
            BlockMemory.Keep(inLayer2, v2, pool, tile.Layer2, tile.RowQuads, rowQuad, unit);
            BlockMemory.Write(v2, work.V2, model, row, rows2, unit);
            Group.Barrier();
            var v1 = Product(pool, tile.Layer2, terms1, tile.W2Transposed, tile.Hidden1Quads, tile.RowQuads, rowQuad, unit);
            v1.Gate(a1);
            BlockMemory.Keep(inLayer1, v1, pool, RowTile.Layer1, tile.RowQuads, rowQuad, unit);
            BlockMemory.Write(v1, work.V1, model, row, rows1, unit);
            Group.Barrier();
            var lambda = constants[model].Lambda1 * batch.RightReasonsScale;
            var u1 = rightReasons.IsDense
                ? DenseExplanation.Weighted(pool, tile, marks, batch, first / Quad.Count, form.Norm, lambda, weights.W1, model, rowQuad, unit)
                : ListedExplanation.Weighted(values, tile, entries, batch, first, form.Norm, lambda, weights.W1, work.H, model, row, rows1, unit);
            u1.Gate(a1);
            BlockMemory.Keep(inLayer1, u1, pool, RowTile.Layer1, tile.RowQuads, rowQuad, unit);
            BlockMemory.Write(u1, work.U1, model, row, rows1, unit);
            Group.Barrier();
            var u2 = Product(pool, RowTile.Layer1, terms2, tile.W2, tile.Hidden2Quads, tile.RowQuads, rowQuad, unit);
            u2.Gate(a2);
            BlockMemory.Keep(inLayer2, u2, pool, tile.Layer2, tile.RowQuads, rowQuad, unit);
            BlockMemory.Write(u2, work.U2, model, row, rows2, unit);
            Group.Barrier();
            var u = Product(pool, tile.Layer2, logitTerms, tile.W3, tile.ClassQuads, tile.RowQuads, rowQuad, unit);
            BlockMemory.Keep(inClasses, u, pool, tile.Scalar, tile.RowQuads, rowQuad, unit);
            Group.Barrier();
            for (var r = thread; r < rowsOfTile; r += Group.DimX)
            {
                var probabilities = new RowValues(values, tile.Probabilities, rowsOfTile, r);
                probabilities.AddLogitError(
                    new RowValues(values, tile.Scalar, rowsOfTile, r),
                    new RowValues(values, tile.Error, rowsOfTile, r),
                    tile.Classes,
                    (int)values[tile.Target * Quad.Count + r],
                    form.Scalar);
            }

            Group.Barrier();
        }

        BlockMemory.Write(BlockMemory.Rows(inClasses, pool, tile.Error, tile.RowQuads, rowQuad, unit), work.Error, model, row, rowsOfClasses, unit);
        var error2 = Product(pool, tile.Error, errorTerms, tile.W3Transposed, tile.Hidden2Quads, tile.RowQuads, rowQuad, unit);
        error2.Gate(a2);
        BlockMemory.Keep(inLayer2, error2, pool, tile.Layer2, tile.RowQuads, rowQuad, unit);
        BlockMemory.Write(error2, work.Error2, model, row, rows2, unit);
        Group.Barrier();
        var error1 = Product(pool, tile.Layer2, terms1, tile.W2Transposed, tile.Hidden1Quads, tile.RowQuads, rowQuad, unit);
        error1.Gate(a1);
        BlockMemory.Write(error1, work.Error1, model, row, rows1, unit);
    }

    /// <summary>This thread's 4 × 4 values of a product of what <see cref="BlockMemory.Keep"/> has kept with weights, whole quads of terms.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block Product(ArrayView<Quad> pool, int left, int terms, int weights, int columns, int rowQuads, int rowQuad, int column)
    {
        Block sum = default;
        left += rowQuad;
        weights += column;
        for (var term = 0; term < terms; term += Quad.Count)
        {
            var (rows, units) = (pool.SubView(left), pool.SubView(weights));
            sum.Add(rows[0], units[0]);
            sum.Add(rows[rowQuads], units[columns]);
            sum.Add(rows[2 * rowQuads], units[2 * columns]);
            sum.Add(rows[3 * rowQuads], units[3 * columns]);
            left += Quad.Count * rowQuads;
            weights += Quad.Count * columns;
        }

        return sum;
    }
}
