using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The tiled passes of one device, each compiled when it is first used.</summary>
internal sealed class TiledPassLibrary(Accelerator accelerator)
{
    private readonly Lazy<HiddenLayers<SmallPool, WithRightReasons>> _penalisedSmall = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, WithRightReasons>> _penalisedLarge = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<SmallPool, WithDenseRightReasons>> _densePenalisedSmall = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, WithDenseRightReasons>> _densePenalisedLarge = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<SmallPool, WithoutRightReasons>> _plainSmall = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, WithoutRightReasons>> _plainLarge = new(() => new(accelerator));
    private readonly Lazy<DenseExplanationGradient<SmallPool>> _explanationSmall = new(() => new(accelerator));
    private readonly Lazy<DenseExplanationGradient<LargePool>> _explanationLarge = new(() => new(accelerator));
    private readonly Lazy<ListedExplanationGradient> _listedExplanation = new(() => new(accelerator));
    private readonly Lazy<HiddenWeightUpdate> _hiddenWeights = new(() => new(accelerator));

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/> of bytes.</summary>
    public TileChoices<ITiledLayer1Forward<ByteChunks>> ForwardOfBytes { get; } = Forward<ByteChunks, ByteChunk>(accelerator);

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/> of float32.</summary>
    public TileChoices<ITiledLayer1Forward<FloatChunks>> ForwardOfFloats { get; } = Forward<FloatChunks, FloatChunk>(accelerator);

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> of bytes.</summary>
    public TileChoices<ILayer1WeightUpdate<ByteChunks>> UpdateOfBytes { get; } = Update<ByteChunks, ByteChunk>(accelerator);

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> of float32.</summary>
    public TileChoices<ILayer1WeightUpdate<FloatChunks>> UpdateOfFloats { get; } = Update<FloatChunks, FloatChunk>(accelerator);

    /// <summary><see cref="ListedExplanationGradient"/>.</summary>
    public ListedExplanationGradient ListedExplanation => _listedExplanation.Value;

    /// <summary><see cref="Passes.HiddenWeightUpdate"/>.</summary>
    public HiddenWeightUpdate HiddenWeightUpdate => _hiddenWeights.Value;

    /// <summary>A <see cref="HiddenLayers{TPool, TRightReasons}"/> with the smallest pool that suffices, of models without a right-reasons term.</summary>
    public IHiddenLayers PlainLayers(RowTile tile) => IsSmall(tile.Quads) ? _plainSmall.Value : _plainLarge.Value;

    /// <summary>The same with the term of listed entries.</summary>
    public IHiddenLayers ListedLayers(RowTile tile) => IsSmall(tile.Quads) ? _penalisedSmall.Value : _penalisedLarge.Value;

    /// <summary>The same with the term of every entry.</summary>
    public IHiddenLayers DenseLayers(RowTile tile) => IsSmall(tile.Quads) ? _densePenalisedSmall.Value : _densePenalisedLarge.Value;

    /// <summary>A <see cref="DenseExplanationGradient{TPool}"/> with the smallest pool that suffices.</summary>
    public IDenseExplanationGradient DenseExplanation(ExplanationTile tile) => IsSmall(tile.Quads) ? _explanationSmall.Value : _explanationLarge.Value;

    private static bool IsSmall(int quads) => quads <= RowTile.SmallPool;

    private static TileChoices<ITiledLayer1Forward<TInputs>> Forward<TInputs, TChunk>(Accelerator accelerator)
        where TInputs : struct, IInputChunks<TChunk>
        where TChunk : unmanaged =>
        new(
            () => new TiledLayer1Forward<TInputs, TChunk, TinyTile>(accelerator),
            () => new TiledLayer1Forward<TInputs, TChunk, SmallTile>(accelerator),
            () => new TiledLayer1Forward<TInputs, TChunk, MediumTile>(accelerator),
            () => new TiledLayer1Forward<TInputs, TChunk, LargeTile>(accelerator));

    private static TileChoices<ILayer1WeightUpdate<TInputs>> Update<TInputs, TChunk>(Accelerator accelerator)
        where TInputs : struct, IInputChunks<TChunk>
        where TChunk : unmanaged =>
        new(
            () => new Layer1WeightUpdate<TInputs, TChunk, TinyTile>(accelerator),
            () => new Layer1WeightUpdate<TInputs, TChunk, SmallTile>(accelerator),
            () => new Layer1WeightUpdate<TInputs, TChunk, MediumTile>(accelerator),
            () => new Layer1WeightUpdate<TInputs, TChunk, LargeTile>(accelerator));
}
