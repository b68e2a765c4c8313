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
        TiledActivations work,
        QuadParameters parameters,
        UpdateRule rule);
}
