using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// ∂W1 = xᵀδ1 + hᵀv1 + 2λ₂W1 and ∂b1 = Σ_rows δ1 + 2λ₂b1.
/// Shapes: x B × D, δ1 and v1 B × H1, h one value a marked entry, W1 and its gradient D × H1 with the bias as row D.
/// A thread holds eight units of four features and walks the rows of the minibatch that its tile lists, all or those that are
/// not zero, then the rows in which one of its features is marked,
/// so nothing is added atomically. The last feature tile is the bias.
/// </summary>
internal sealed class Layer1WeightGradient<TTiles>(Accelerator accelerator, Launch launch)
    where TTiles : struct, IInputTiles
{
    private readonly Action<KernelConfig, Scope, TTiles, int, EntryViews, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix> _kernel =
        accelerator.LoadStreamKernel<Scope, TTiles, int, EntryViews, ArrayView<ModelConstants>, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix, ModelMatrix>(Kernel);

    /// <param name="scope">The minibatch.</param>
    /// <param name="inputs">x, by tiles of features.</param>
    /// <param name="features">D.</param>
    /// <param name="entries">The marked entries.</param>
    /// <param name="constants">Each model's λ₂, and whether it is penalised.</param>
    /// <param name="error">δ1.</param>
    /// <param name="h">h.</param>
    /// <param name="v1">v1.</param>
    /// <param name="weights">W1 and b1.</param>
    /// <param name="gradient">∂W1 and ∂b1.</param>
    public void Run(
        LaunchScope scope,
        TTiles inputs,
        int features,
        EntryViews entries,
        ArrayView<ModelConstants> constants,
        ModelMatrix error,
        ModelMatrix h,
        ModelMatrix v1,
        ModelMatrix weights,
        ModelMatrix gradient)
    {
        if (error.Columns != gradient.Columns || v1.Columns != gradient.Columns)
            throw new ArgumentException($"layer 1 weight gradient: expected {gradient.Columns} units, got {error.Columns} and {v1.Columns}");
        var threads = (Launch.Tiles(features, BatchPlan.FeatureTile) + 1) * Launch.Tiles(gradient.Columns, Lanes.Count);
        _kernel(launch.Of(threads, scope.Models), scope.Views, inputs, features, entries, constants, error, h, v1, weights, gradient);
    }

    private static void Kernel(
        Scope scope,
        TTiles inputs,
        int features,
        EntryViews entries,
        ArrayView<ModelConstants> constants,
        ModelMatrix error,
        ModelMatrix h,
        ModelMatrix v1,
        ModelMatrix weights,
        ModelMatrix gradient)
    {
        var model = scope.Model;
        var blocks = (gradient.Columns + Lanes.Count - 1) / Lanes.Count;
        var tile = Scope.Thread / blocks;
        var unit = Scope.Thread % blocks * Lanes.Count;
        var tiles = (features + BatchPlan.FeatureTile - 1) / BatchPlan.FeatureTile;
        if (tile > tiles)
            return;

        var batch = scope.Batch(model);
        var first = tile * BatchPlan.FeatureTile;
        Lanes s0 = default, s1 = default, s2 = default, s3 = default;
        if (tile == tiles)
        {
            for (var row = 0; row < batch.Rows; row++)
                s0.Add(1f, error.Load(model, row, unit));
            first = features;
        }
        else
        {
            var endOfTile = inputs.End(batch, tile);
            for (var item = inputs.Begin(batch, tile); item < endOfTile; item++)
            {
                var x = inputs.Index(item, tile);
                var e = error.Load(model, inputs.Row(batch, item), unit);
                s0.Add(inputs.At(x), e);
                s1.Add(inputs.At(x + 1), e);
                s2.Add(inputs.At(x + 2), e);
                s3.Add(inputs.At(x + 3), e);
            }

            if (constants[model].IsPenalised != 0)
            {
                var marked = h.From(h.Place(model, 0, 0));
                var end = entries.TileOffset(batch.FirstTileOffset, tile, RowSlices.Count);
                for (var i = entries.TileOffset(batch.FirstTileOffset, tile, 0); i < end; i++)
                {
                    var entry = entries.OfTile(i);
                    var values = entry.Values(marked);
                    var v = v1.Load(model, entry.Row, unit);
                    s0.Add(values.X, v);
                    s1.Add(values.Y, v);
                    s2.Add(values.Z, v);
                    s3.Add(values.W, v);
                }
            }
        }

        var decay = constants[model].Decay;
        Store(model, first, unit, s0, decay, weights, gradient);
        if (first + 1 < features)
            Store(model, first + 1, unit, s1, decay, weights, gradient);
        if (first + 2 < features)
            Store(model, first + 2, unit, s2, decay, weights, gradient);
        if (first + 3 < features)
            Store(model, first + 3, unit, s3, decay, weights, gradient);
    }

    private static void Store(int model, int feature, int unit, Lanes sum, float decay, ModelMatrix weights, ModelMatrix gradient)
    {
        sum.Add(decay, weights.Load(model, feature, unit));
        gradient.Store(model, feature, unit, sum);
    }
}
