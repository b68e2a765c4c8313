using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>A <see cref="HiddenLayers{TPool, TRows, TRightReasons}"/> for every tile, each compiled when it is first used.</summary>
/// <param name="accelerator">The device.</param>
internal sealed class HiddenLayerChoices<TRightReasons>(Accelerator accelerator)
    where TRightReasons : struct, IRightReasons
{
    private readonly Lazy<HiddenLayers<SmallPool, FullRows, TRightReasons>> _small = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, FullRows, TRightReasons>> _large = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<SmallPool, FewRows, TRightReasons>> _smallOfFewRows = new(() => new(accelerator));
    private readonly Lazy<HiddenLayers<LargePool, FewRows, TRightReasons>> _largeOfFewRows = new(() => new(accelerator));

    /// <summary>The pass with the smallest pool that suffices.</summary>
    public IHiddenLayers For(RowTile tile) => (tile.Quads <= RowTile.SmallPool, tile.RowQuads == RowTile.MostRowQuads) switch
    {
        (true, true) => _small.Value,
        (false, true) => _large.Value,
        (true, false) => _smallOfFewRows.Value,
        (false, false) => _largeOfFewRows.Value,
    };
}
