namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// How <see cref="Passes.DenseExplanationGradient{TPool}"/> shares its product among groups of threads, and where a group keeps what
/// in shared memory, in quads: v1 first, by units; then W1 by units, and h by features. Only the time depends on it.
/// </summary>
internal readonly struct ExplanationTile
{
    private const int MostQuads = 16;
    private const int MostThreads = 256;

    private ExplanationTile(int rowQuads, int featureQuads, int unitQuads, int hidden1Quads)
    {
        (RowQuads, FeatureQuads, UnitQuads) = (rowQuads, featureQuads, unitQuads);
        W1 = TransposedTile.Quads(rowQuads, hidden1Quads);
        H = W1 + TransposedTile.Quads(featureQuads, hidden1Quads);
        Quads = H + TransposedTile.Quads(rowQuads, featureQuads);
    }

    /// <summary>Row quads that are taken at a time.</summary>
    public readonly int RowQuads;

    /// <summary>Feature quads of a tile.</summary>
    public readonly int FeatureQuads;

    /// <summary>Unit quads of a tile.</summary>
    public readonly int UnitQuads;

    /// <summary>W1 of the tile's features.</summary>
    public readonly int W1;

    /// <summary>h.</summary>
    public readonly int H;

    /// <summary>Quads of all of it.</summary>
    public readonly int Quads;

    /// <summary>The tile of the most features, then rows, for which shared memory and a group's threads suffice; null where there is none.</summary>
    /// <param name="layout">The layers.</param>
    /// <param name="maxThreads">The most threads of a group.</param>
    /// <param name="sharedBytes">Shared memory of a group.</param>
    public static (ExplanationTile Tile, int Threads)? Largest(ParameterLayout layout, int maxThreads, int sharedBytes)
    {
        var threads = Math.Min(MostThreads, maxThreads);
        var hidden1 = layout.Hidden1 / Quad.Count;
        var units = Math.Min(Math.Min(hidden1, MostQuads), threads);
        var features = Math.Min(Math.Min(Quad.Of(layout.Shape.Inputs), MostQuads), threads / units);
        for (; features > 0; features /= 2)
        {
            for (var rows = MostQuads; rows >= Math.Min(features, MostQuads / 4); rows /= 2)
            {
                var tile = new ExplanationTile(rows, features, units, hidden1);
                if (tile.Quads <= RowTile.Pool(sharedBytes))
                    return (tile, threads);
            }
        }

        return null;
    }
}
