using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The first layer's forward product, by whatever tile.</summary>
internal interface ITiledLayer1Forward<TInputs>
{
    /// <summary>Queues it.</summary>
    void Run(LaunchScope scope, bool sharesRows, ArrayView<int> rows, TInputs inputs, int features, QuadMatrix weights, QuadMatrix hidden);
}

/// <summary>The first layer's weight gradient and update, by whatever tile.</summary>
internal interface ILayer1WeightUpdate<TInputs>
{
    /// <summary>Queues it.</summary>
    void Run(
        LaunchScope scope,
        bool sharesRows,
        ArrayView<int> rows,
        TInputs inputs,
        int features,
        EntryViews entries,
        QuadMatrix error,
        QuadParameters parameters,
        UpdateRule rule);
}

/// <summary>What lies between a1 and δ1, with whatever shared memory, with or without the right-reasons term.</summary>
internal interface IHiddenLayers
{
    /// <summary>Queues it.</summary>
    void Run(
        LaunchScope scope,
        ArrayView<int> rows,
        ArrayView<int> labels,
        EntryViews entries,
        DenseMarks marks,
        ArrayView<ModelConstants> constants,
        (RowTile Tile, int Threads) tile,
        LayerWeights weights,
        TiledActivations work,
        ExplanationForm form);
}

/// <summary>The right-reasons part of the first layer's weight gradient, with whatever shared memory.</summary>
internal interface IDenseExplanationGradient
{
    /// <summary>Queues it.</summary>
    void Run(
        LaunchScope scope,
        DenseMarks marks,
        ArrayView<ModelConstants> constants,
        (ExplanationTile Tile, int Threads) tile,
        QuadMatrix v1,
        QuadMatrix weights,
        QuadMatrix gradient,
        PenaltyNorm norm);
}
