using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;
using RrrGpu.Kernels.Ilgpu.Tensor;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The tiled passes of one device, each compiled when it is first used.</summary>
/// <param name="accelerator">The device.</param>
/// <param name="tensor">What stands in for the layer-1 products of bytes; null for none.</param>
internal sealed class TiledPassLibrary(Accelerator accelerator, TensorPassLibrary? tensor)
{
    private readonly Lazy<DenseExplanationGradient<SmallPool>> _explanationSmall = new(() => new(accelerator));
    private readonly Lazy<DenseExplanationGradient<LargePool>> _explanationLarge = new(() => new(accelerator));
    private readonly Lazy<ListedExplanationGradient> _listedExplanation = new(() => new(accelerator));
    private readonly Lazy<HiddenWeightUpdate> _hiddenWeights = new(() => new(accelerator));

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/> of bytes.</summary>
    public TileChoices<ITiledLayer1Forward<ByteChunks>> ForwardOfBytes { get; } = tensor?.Forward ?? new(
        () => new TiledLayer1Forward<ByteChunks, ByteChunk, TinyTile>(accelerator),
        () => new TiledLayer1Forward<ByteChunks, ByteChunk, SmallTile>(accelerator),
        () => new TiledLayer1Forward<ByteChunks, ByteChunk, MediumTile>(accelerator),
        () => new TiledLayer1Forward<ByteChunks, ByteChunk, LargeTile>(accelerator));

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/> of float32.</summary>
    public TileChoices<ITiledLayer1Forward<FloatChunks>> ForwardOfFloats { get; } = new(
        () => new TiledLayer1Forward<FloatChunks, FloatChunk, TinyTile>(accelerator),
        () => new TiledLayer1Forward<FloatChunks, FloatChunk, SmallTile>(accelerator),
        () => new TiledLayer1Forward<FloatChunks, FloatChunk, MediumTile>(accelerator),
        () => new TiledLayer1Forward<FloatChunks, FloatChunk, LargeTile>(accelerator));

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> of bytes.</summary>
    public TileChoices<ILayer1WeightUpdate<ByteChunks>> UpdateOfBytes { get; } = tensor?.Update ?? new(
        () => new Layer1WeightUpdate<ByteChunks, ByteChunk, TinyTile>(accelerator),
        () => new Layer1WeightUpdate<ByteChunks, ByteChunk, SmallTile>(accelerator),
        () => new Layer1WeightUpdate<ByteChunks, ByteChunk, MediumTile>(accelerator),
        () => new Layer1WeightUpdate<ByteChunks, ByteChunk, LargeTile>(accelerator));

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> of float32.</summary>
    public TileChoices<ILayer1WeightUpdate<FloatChunks>> UpdateOfFloats { get; } = new(
        () => new Layer1WeightUpdate<FloatChunks, FloatChunk, TinyTile>(accelerator),
        () => new Layer1WeightUpdate<FloatChunks, FloatChunk, SmallTile>(accelerator),
        () => new Layer1WeightUpdate<FloatChunks, FloatChunk, MediumTile>(accelerator),
        () => new Layer1WeightUpdate<FloatChunks, FloatChunk, LargeTile>(accelerator));

    /// <summary><see cref="ListedExplanationGradient"/>.</summary>
    public ListedExplanationGradient ListedExplanation => _listedExplanation.Value;

    /// <summary><see cref="Passes.HiddenWeightUpdate"/>.</summary>
    public HiddenWeightUpdate HiddenWeightUpdate => _hiddenWeights.Value;

    /// <summary><see cref="HiddenLayers{TPool, TRows, TRightReasons}"/> of models without a right-reasons term.</summary>
    public HiddenLayerChoices<WithoutRightReasons> PlainLayers { get; } = new(accelerator);

    /// <summary>The same with the term of listed entries.</summary>
    public HiddenLayerChoices<WithRightReasons> ListedLayers { get; } = new(accelerator);

    /// <summary>The same with the term of every entry.</summary>
    public HiddenLayerChoices<WithDenseRightReasons> DenseLayers { get; } = new(accelerator);

    /// <summary>A <see cref="DenseExplanationGradient{TPool}"/> with the smallest pool that suffices.</summary>
    public IDenseExplanationGradient DenseExplanation(ExplanationTile tile) =>
        tile.Quads <= RowTile.SmallPool ? _explanationSmall.Value : _explanationLarge.Value;
}
