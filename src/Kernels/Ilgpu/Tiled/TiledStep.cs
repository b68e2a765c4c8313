using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// A training step of an ensemble in four launches: the first layer of all models as one product; everything between a1 and δ1
/// row by row; the hidden layers' weight gradients; the first layer's, again as one product. Both weight gradients end in Adam's step.
/// Penalised models and others take separate launches of the second.
/// </summary>
internal sealed class TiledStep : IDisposable
{
    private readonly Accelerator _accelerator;
    private readonly TiledPassLibrary _passes;
    private readonly TileTuner _tiles;
    private readonly DeviceMemory _memory;
    private readonly ParameterLayout _layout;
    private readonly (RowTile Tile, int Threads) _rowTile;
    private readonly EnsembleMemory _ensemble;
    private readonly ExplanationForm _form;
    private readonly AdamConstants _adam;
    private readonly int _models;
    private TiledWorkspace? _workspace;

    private TiledStep(Accelerator accelerator, TiledPassLibrary passes, TileTuner tiles, DeviceMemory memory, ParameterLayout layout, (RowTile Tile, int Threads) rowTile, EnsembleMemory ensemble, ObjectiveDefinition objective, AdamSettings adam, int models)
    {
        (_accelerator, _passes, _tiles, _memory, _layout, _rowTile, _ensemble, _models) = (accelerator, passes, tiles, memory, layout, rowTile, ensemble, models);
        _form = new ExplanationForm((int)objective.Explained, objective.Class ?? 0, (int)objective.Norm);
        _adam = new AdamConstants(adam.Beta1, adam.Beta2, adam.Epsilon);
    }

    /// <summary>A step for an ensemble; null where its layers are too wide for a group's shared memory and threads.</summary>
    public static TiledStep? For(
        Accelerator accelerator,
        TiledPassLibrary passes,
        TileTuner tiles,
        DeviceMemory memory,
        ParameterLayout layout,
        EnsembleMemory ensemble,
        ObjectiveDefinition objective,
        AdamSettings adam,
        int models) =>
        RowTile.Largest(layout, accelerator.MaxNumThreadsPerGroup) is { } rowTile
            ? new TiledStep(accelerator, passes, tiles, memory, layout, rowTile, ensemble, objective, adam, models)
            : null;

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
        var work = Workspace(maxRows, plan.MaxEntries);
        var all = plan.Scope(batch, models.All, _models);
        var rule = new UpdateRule(constants, corrections, _adam, takesStep ? 1 : 0);
        if (rows.HoldsBytes)
            Forward(_passes.ForwardOfBytes, rows.ByteChunks);
        else
            Forward(_passes.ForwardOfFloats, rows.FloatChunks);

        var weights = new LayerWeights
        {
            W1 = _layout.W1(_ensemble.Parameters).Quads,
            W2 = _layout.W2(_ensemble.Parameters).Quads,
            W2Values = _layout.W2(_ensemble.Parameters),
            W3 = _layout.W3(_ensemble.Parameters),
        };
        if (models.PenalisedCount > 0)
            _passes.HiddenLayers(true, plan.Scope(batch, models.Penalised, models.PenalisedCount), plan, rows, constants, _rowTile, weights, work, _form);
        if (models.PlainCount > 0)
            _passes.HiddenLayers(false, plan.Scope(batch, models.Plain, models.PlainCount), plan, rows, constants, _rowTile, weights, work, _form);

        _passes.HiddenWeightUpdate.Run(all, work, Quads(_layout.W2), Layer3(), rule);
        if (rows.HoldsBytes)
            Update(_passes.UpdateOfBytes, rows.ByteChunks);
        else
            Update(_passes.UpdateOfFloats, rows.FloatChunks);

        // Tiles are chosen for whole minibatches, and the last one of an epoch goes along.
        void Forward<TInputs>(TileChoices<ITiledLayer1Forward<TInputs>> choices, TInputs inputs)
            where TInputs : struct
        {
            var tile = _tiles.Choose($"layer1-forward {typeof(TInputs).Name}", work.A1.Columns * _models, maxRows, rows.Features + 1, candidate =>
            {
                Run(candidate);
                _accelerator.Synchronize();
            });
            Run(tile);

            void Run(TileKind kind) =>
                choices[kind].Run(all, plan.SharesRows, plan.Rows, inputs, rows.Features, _layout.W1(_ensemble.Parameters).Quads, work.A1);
        }

        void Update<TInputs>(TileChoices<ILayer1WeightUpdate<TInputs>> choices, TInputs inputs)
            where TInputs : struct
        {
            var tile = _tiles.Choose($"layer1-update {typeof(TInputs).Name}", work.A1.Columns * _models, rows.Features + 1, maxRows, candidate =>
            {
                // Gradients may be written again and again; a step may not be taken twice.
                Run(candidate, new UpdateRule(constants, corrections, _adam, steps: 0));
                _accelerator.Synchronize();
            });
            Run(tile, rule);

            void Run(TileKind kind, UpdateRule update) =>
                choices[kind].Run(all, plan.SharesRows, plan.Rows, inputs, rows.Features, plan.Entries, work, Quads(_layout.W1), update);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace?.Dispose();

    private QuadParameters Quads(Func<ArrayView<float>, ModelMatrix> layer) => new(
        layer(_ensemble.Parameters).Quads, layer(_ensemble.FirstMoment).Quads, layer(_ensemble.SecondMoment).Quads, layer(_ensemble.Gradient).Quads);

    private ScalarParameters Layer3() => new(
        _layout.W3(_ensemble.Parameters), _layout.W3(_ensemble.FirstMoment), _layout.W3(_ensemble.SecondMoment), _layout.W3(_ensemble.Gradient));

    private TiledActivations Workspace(int rows, int entries)
    {
        if (_workspace is null || _workspace.Rows < rows)
        {
            _workspace?.Dispose();
            _workspace = null;
            _workspace = new TiledWorkspace(_memory, _layout.Shape, _models, rows);
        }

        _workspace.RequireEntries(entries);
        return _workspace.Views;
    }
}

/// <summary>Where an ensemble's parameters, moments and gradients lie.</summary>
/// <param name="Parameters">θ.</param>
/// <param name="FirstMoment">m.</param>
/// <param name="SecondMoment">v.</param>
/// <param name="Gradient">∂θ.</param>
internal sealed record EnsembleMemory(ArrayView<float> Parameters, ArrayView<float> FirstMoment, ArrayView<float> SecondMoment, ArrayView<float> Gradient);

/// <summary>Models by whether the right-reasons term is part of their gradient.</summary>
/// <param name="All">Every model.</param>
/// <param name="Penalised">Those of which it is.</param>
/// <param name="PenalisedCount">How many.</param>
/// <param name="Plain">The others.</param>
/// <param name="PlainCount">How many.</param>
internal readonly record struct ModelGroups(ArrayView<int> All, ArrayView<int> Penalised, int PenalisedCount, ArrayView<int> Plain, int PlainCount);
