using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The tiled passes of one device, each compiled when it is first used.</summary>
internal sealed class TiledPassLibrary(Accelerator accelerator)
{
    private readonly Lazy<HiddenLayers<SmallPool, WithRightReasons>> _penalisedSmall = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, WithRightReasons>> _penalisedLarge = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<SmallPool, WithoutRightReasons>> _plainSmall = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, WithoutRightReasons>> _plainLarge = new(() => new(accelerator));
    private readonly Lazy<HiddenWeightUpdate> _hiddenWeights = new(() => new(accelerator));

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/> of bytes.</summary>
    public TileChoices<ITiledLayer1Forward<ByteChunks>> ForwardOfBytes { get; } = Forward<ByteChunks, ByteChunk>(accelerator);

    /// <summary><see cref="TiledLayer1Forward{TInputs, TChunk, TTile}"/> of float32.</summary>
    public TileChoices<ITiledLayer1Forward<FloatChunks>> ForwardOfFloats { get; } = Forward<FloatChunks, FloatChunk>(accelerator);

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> of bytes.</summary>
    public TileChoices<ILayer1WeightUpdate<ByteChunks>> UpdateOfBytes { get; } = Update<ByteChunks, ByteChunk>(accelerator);

    /// <summary><see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> of float32.</summary>
    public TileChoices<ILayer1WeightUpdate<FloatChunks>> UpdateOfFloats { get; } = Update<FloatChunks, FloatChunk>(accelerator);

    /// <summary><see cref="Passes.HiddenWeightUpdate"/>.</summary>
    public HiddenWeightUpdate HiddenWeightUpdate => _hiddenWeights.Value;

    /// <summary>A <see cref="HiddenLayers{TPool, TRightReasons}"/> with the smallest pool that suffices.</summary>
    public IHiddenLayers HiddenLayers(bool penalised, RowTile tile) => (penalised, tile.Quads <= RowTile.SmallPool) switch
    {
        (true, true) => _penalisedSmall.Value,
        (true, false) => _penalisedLarge.Value,
        (false, true) => _plainSmall.Value,
        (false, false) => _plainLarge.Value,
    };

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
