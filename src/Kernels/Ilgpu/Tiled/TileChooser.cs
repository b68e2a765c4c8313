namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Guesses how layer-1 products are best tiled. Only the time depends on it.</summary>
/// <param name="multiprocessors">Multiprocessors of the device.</param>
/// <param name="maxThreads">The most threads of a group.</param>
/// <param name="always">A tile to use whatever the product; null to choose.</param>
internal sealed class TileChooser(int multiprocessors, int maxThreads, TileKind? always = null)
{
    /// <summary>Threads of the largest group that a tile needs.</summary>
    public const int LargeGroup = 256;

    private const int SmallGroup = 64;

    /// <summary>The largest tile of which a product of so many column quads and rows has one for every multiprocessor.</summary>
    public TileKind Choose(int columnQuads, int rows)
    {
        if (always is { } tile)
            return tile;
        if (maxThreads < SmallGroup)
            return TileKind.Tiny;
        if (maxThreads < LargeGroup)
            return TileKind.Small;
        if (Tiles<LargeTile>(columnQuads, rows) >= multiprocessors)
            return TileKind.Large;
        return Tiles<MediumTile>(columnQuads, rows) >= multiprocessors ? TileKind.Medium : TileKind.Small;
    }

    private static long Tiles<TTile>(int columnQuads, int rows)
        where TTile : struct, ITile =>
        (long)Launch.Tiles(columnQuads, default(TTile).AllColumnQuads()) * Launch.Tiles(rows, default(TTile).AllRowQuads() * Quad.Count);
}
