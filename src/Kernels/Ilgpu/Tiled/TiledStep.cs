using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// A training step of an ensemble in four launches: the first layer of all models as one product; everything between a1 and δ1
/// row by row; the hidden layers' weight gradients; the first layer's, again as one product. Both weight gradients end in Adam's step.
/// Models without a right-reasons term, with listed annotations and with dense ones take separate launches of the second, and
/// annotations of either kind one more, for their part of the first layer's gradient.
/// </summary>
internal sealed class TiledStep : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly TiledPassLibrary _passes;
    private readonly TileTuner _tiles;
    private readonly bool _usesTf32;
    private readonly DeviceMemory _memory;
    private readonly NetworkShape _shape;
    private readonly (RowTile Tile, int Threads) _rowTile;
    private readonly ((RowTile Tile, int Threads) Rows, (ExplanationTile Tile, int Threads) Weights)? _dense;
    private readonly ExplanationForm _form;
    private readonly AdamConstants _adam;
    private readonly LayerWeights _weights;
    private readonly QuadMatrix _gradient1;
    private readonly QuadParameters _layer1;
    private readonly QuadParameters _layer2;
    private readonly ScalarParameters _layer3;
    private readonly int _models;
    private readonly Dictionary<(bool Bytes, bool SharesRows, int Rows), (TileKind Forward, TileKind Update)> _chosen = [];
    private TiledWorkspace? _workspace;

    private TiledStep(
        IlgpuEngine engine,
        Accelerator accelerator,
        TiledPassLibrary passes,
        DeviceMemory memory,
        (RowTile Tile, int Threads) rowTile,
        ParameterLayout layout,
        EnsembleMemory ensemble,
        ObjectiveDefinition objective,
        AdamSettings adam,
        int models)
    {
        (_accelerator, _passes, _tiles, _memory, _rowTile, _models) = (accelerator, passes, engine.Tiles, memory, rowTile, models);
        _usesTf32 = engine.Device.UsesTf32;
        _shape = layout.Shape;
        var (threads, shared) = (accelerator.MaxNumThreadsPerGroup, accelerator.MaxSharedMemoryPerGroup);
        if (RowTile.LargestWithFeatures(layout, threads, shared) is { } rowsAndFeatures && ExplanationTile.Largest(layout, threads, shared) is { } explanation)
            _dense = (rowsAndFeatures, explanation);
        _form = new ExplanationForm((int)objective.Explained, objective.Class ?? 0, (int)objective.Norm);
        _adam = AdamConstants.Of(adam);
        var (parameters, first, second, gradient) = ensemble;
        _gradient1 = layout.W1(gradient).Quads;
        _layer1 = new QuadParameters(layout.W1(parameters).Quads, layout.W1(first).Quads, layout.W1(second).Quads, _gradient1);
        _layer2 = new QuadParameters(layout.W2(parameters).Quads, layout.W2(first).Quads, layout.W2(second).Quads, layout.W2(gradient).Quads);
        _layer3 = new ScalarParameters(layout.W3(parameters), layout.W3(first), layout.W3(second), layout.W3(gradient));
        _weights = new LayerWeights
        {
            W1 = layout.W1(parameters).Quads,
            W2 = layout.W2(parameters).Quads,
            W2Values = layout.W2(parameters),
            W3 = layout.W3(parameters),
        };
    }

    /// <summary>A step for an ensemble; null where its layers are too wide for a group's shared memory and threads.</summary>
    /// <param name="engine">Chooses tiles.</param>
    /// <param name="accelerator">The device.</param>
    /// <param name="passes">Its passes.</param>
    /// <param name="memory">Its memory.</param>
    /// <param name="layout">How parameters lie there.</param>
    /// <param name="ensemble">Where they lie.</param>
    /// <param name="objective">What is minimised; no similarity penalty.</param>
    /// <param name="adam">Adam's constants.</param>
    /// <param name="models">M.</param>
    public static TiledStep? For(
        IlgpuEngine engine,
        Accelerator accelerator,
        TiledPassLibrary passes,
        DeviceMemory memory,
        ParameterLayout layout,
        EnsembleMemory ensemble,
        ObjectiveDefinition objective,
        AdamSettings adam,
        int models) =>
        RowTile.Largest(layout, accelerator.MaxNumThreadsPerGroup, accelerator.MaxSharedMemoryPerGroup) is { } rowTile
            ? new TiledStep(engine, accelerator, passes, memory, rowTile, layout, ensemble, objective, adam, models)
            : null;

    /// <summary>Whether there is shared memory enough for annotations of which every entry has a mark.</summary>
    public bool TakesDense => _dense is not null;

    /// <summary>Queues a step.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="plan">The plan of their schedule.</param>
    /// <param name="batch">The minibatch.</param>
    /// <param name="maxRows">The most rows of any minibatch.</param>
    /// <param name="models">The models by what they compute.</param>
    /// <param name="constants">Each model's settings.</param>
    /// <param name="corrections">Each model's corrections at this step.</param>
    /// <param name="takesStep">Whether parameters change, rather than gradients be written.</param>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public void Run(
        IlgpuRowSet rows,
        BatchPlan plan,
        int batch,
        int maxRows,
        ModelGroups models,
        ArrayView<ModelConstants> constants,
        ArrayView<BiasCorrection> corrections,
        bool takesStep)
    {
        var minibatch = new TiledMinibatch(rows, plan, plan.Scope(batch, models.All), Workspace(maxRows, plan.MaxEntries));
        var tiles = Tiles(minibatch, maxRows, constants, corrections);
        Forward(minibatch, tiles.Forward);
        if (models.Plain.Count > 0)
            HiddenLayers(minibatch, _passes.PlainLayers.For(_rowTile.Tile), _rowTile, plan.Scope(batch, models.Plain), constants);
        if (models.Listed.Count > 0)
        {
            var scope = plan.Scope(batch, models.Listed);
            HiddenLayers(minibatch, _passes.ListedLayers.For(_rowTile.Tile), _rowTile, scope, constants);
            _passes.ListedExplanation.Run(scope, plan.Entries, minibatch.Work.H, minibatch.Work.V1, _gradient1, rows.Features);
        }

        if (models.Dense.Count > 0 && _dense is { } dense)
        {
            var scope = plan.Scope(batch, models.Dense);
            HiddenLayers(minibatch, _passes.DenseLayers.For(dense.Rows.Tile), dense.Rows, scope, constants);
            _passes.DenseExplanation(dense.Weights.Tile).Run(
                scope, plan.Marks, constants, dense.Weights, minibatch.Work.V1, _weights.W1, _gradient1, (PenaltyNorm)_form.Norm);
        }

        var rule = new UpdateRule(constants, corrections, _adam, takesStep ? 1 : 0);
        _passes.HiddenWeightUpdate.Run(minibatch.Scope, minibatch.Work, _layer2, _layer3, rule);
        Update(minibatch, tiles.Update, rule);
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace?.Dispose();

    private void Forward(in TiledMinibatch minibatch, TileKind tile)
    {
        if (minibatch.Rows.HoldsBytes)
            minibatch.Run(_passes.ForwardOfBytes[tile], minibatch.Rows.ByteChunks, _weights.W1);
        else
            minibatch.Run(_passes.ForwardOfFloats[tile], minibatch.Rows.FloatChunks, _weights.W1);
    }

    private void HiddenLayers(
        in TiledMinibatch minibatch, IHiddenLayers pass, (RowTile Tile, int Threads) tile, LaunchScope scope, ArrayView<ModelConstants> constants) =>
        pass.Run(
            scope, minibatch.Plan.Rows, minibatch.Rows.Labels, minibatch.Plan.Entries, minibatch.Plan.Marks, constants, tile, _weights, minibatch.Work, _form);

    private void Update(in TiledMinibatch minibatch, TileKind tile, UpdateRule rule)
    {
        if (minibatch.Rows.HoldsBytes)
            minibatch.Run(_passes.UpdateOfBytes[tile], minibatch.Rows.ByteChunks, _layer1, rule);
        else
            minibatch.Run(_passes.UpdateOfFloats[tile], minibatch.Rows.FloatChunks, _layer1, rule);
    }

    /// <summary>The tiles of both products: chosen on the first minibatch, and kept for those of fewer rows at an epoch's end.</summary>
    private (TileKind Forward, TileKind Update) Tiles(
        TiledMinibatch minibatch, int maxRows, ArrayView<ModelConstants> constants, ArrayView<BiasCorrection> corrections)
    {
        var key = (minibatch.Rows.HoldsBytes, minibatch.Plan.SharesRows, maxRows);
        if (_chosen.TryGetValue(key, out var tiles))
            return tiles;
        var (columns, terms) = (minibatch.Work.A1.Columns * _models, minibatch.Rows.Features + 1);
        var of = $"{(!key.HoldsBytes ? "floats" : _usesTf32 ? "bytes in tf32" : "bytes")}{(key.SharesRows ? "" : " of rows apart")}";
        tiles.Forward = _tiles.Choose($"layer1-forward {of}", columns, maxRows, terms, tile =>
        {
            Forward(minibatch, tile);
            _accelerator.Synchronize();
        });
        tiles.Update = _tiles.Choose($"layer1-update {of}", columns, terms, maxRows, tile =>
        {
            // A gradient may be written again and again; a step may not be taken twice.
            Update(minibatch, tile, new UpdateRule(constants, corrections, _adam, steps: 0));
            _accelerator.Synchronize();
        });
        _chosen.Add(key, tiles);
        return tiles;
    }

    private TiledActivations Workspace(int rows, int entries)
    {
        if (_workspace is null || _workspace.Rows < rows)
        {
            _workspace?.Dispose();
            _workspace = null;
            _workspace = new TiledWorkspace(_memory, _shape, _models, rows);
        }

        _workspace.RequireEntries(entries);
        return _workspace.Views;
    }
}
