namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// Where a group of threads that does a tile of rows keeps what in shared memory, in quads. A value of a row tile is kept
/// as a column of rows: unit j of row quad r lies at j · <see cref="RowQuads"/> + r. Weights lie row by row.
/// </summary>
internal readonly struct RowTile
{
    /// <summary>Quads that the smaller pool has.</summary>
    public const int SmallPool = 2176;

    /// <summary>Quads that the larger pool has: 48 KB, the most that CUDA gives without being asked.</summary>
    public const int LargePool = 3072;

    /// <summary>The most row quads that a tile has.</summary>
    public const int MostRowQuads = 8;

    private const int FewestFeatureQuads = 4;
    private const int MostFeatureQuads = 16;

    public RowTile(int rowQuads, int hidden1, int hidden2, int classes, int featureQuads = 0)
    {
        (RowQuads, FeatureQuads) = (rowQuads, featureQuads);
        (Hidden1, Hidden2, Classes) = (hidden1, hidden2, classes);
        (Hidden1Quads, Hidden2Quads, ClassQuads) = (hidden1 / Quad.Count, hidden2 / Quad.Count, Quad.Of(classes));
        var ofClasses = ClassQuads * Quad.Count * rowQuads;
        Layer2 = Hidden1 * rowQuads;
        Probabilities = Layer2 + Hidden2 * rowQuads;
        Error = Probabilities + ofClasses;
        Scalar = Error + ofClasses;
        Target = Scalar + ofClasses;
        W2 = Target + rowQuads;
        W2Transposed = W2 + (Hidden1 + 1) * Hidden2Quads;
        W3 = W2Transposed + Hidden2 * Hidden1Quads;
        W3Transposed = W3 + (Hidden2 + 1) * ClassQuads;
        W1 = W3Transposed + ClassQuads * Quad.Count * Hidden2Quads;
        H = W1 + TransposedTile.Quads(featureQuads, Hidden1Quads);
        Quads = H + TransposedTile.Quads(rowQuads, featureQuads);
    }

    /// <summary>Row quads of a tile. To be set anew only to what it is, as a constant: all places depend on it.</summary>
    public int RowQuads { get; init; }

    /// <summary>Feature quads of which h is computed at a time, where it is computed of every entry.</summary>
    public readonly int FeatureQuads;

    /// <summary>H1, whole quads.</summary>
    public readonly int Hidden1;

    /// <summary>H2, whole quads.</summary>
    public readonly int Hidden2;

    /// <summary>K.</summary>
    public readonly int Classes;

    public readonly int Hidden1Quads;
    public readonly int Hidden2Quads;
    public readonly int ClassQuads;

    /// <summary>a1, then v1, then u1. It begins the pool.</summary>
    public const int Layer1 = 0;

    /// <summary>a2, then v2, then u2, then δ2.</summary>
    public readonly int Layer2;

    /// <summary>z, then p.</summary>
    public readonly int Probabilities;

    /// <summary>δ.</summary>
    public readonly int Error;

    /// <summary>c, then u.</summary>
    public readonly int Scalar;

    /// <summary>The class that each row's explained scalar is about.</summary>
    public readonly int Target;

    /// <summary>W2 and b2.</summary>
    public readonly int W2;

    /// <summary>W2ᵀ.</summary>
    public readonly int W2Transposed;

    /// <summary>W3 and b3.</summary>
    public readonly int W3;

    /// <summary>W3ᵀ, and rows of zeros up to whole quads of classes.</summary>
    public readonly int W3Transposed;

    /// <summary>W1 of <see cref="FeatureQuads"/>, by units.</summary>
    public readonly int W1;

    /// <summary>h of <see cref="FeatureQuads"/>, by features.</summary>
    public readonly int H;

    /// <summary>Quads of all of it.</summary>
    public readonly int Quads;

    /// <summary>Row quads × unit quads of the widest layer: the threads that have something to do.</summary>
    private int Blocks => RowQuads * Math.Max(Math.Max(Hidden1Quads, Hidden2Quads), ClassQuads);

    /// <summary>
    /// The tile of the most rows, at most 32, for which shared memory and a group's threads suffice; null where they do not for four
    /// rows. How many rows a tile has does not change a bit of any row.
    /// </summary>
    /// <param name="layout">The layers.</param>
    /// <param name="maxThreads">The most threads of a group.</param>
    /// <param name="sharedBytes">Shared memory of a group.</param>
    public static (RowTile Tile, int Threads)? Largest(ParameterLayout layout, int maxThreads, int sharedBytes) =>
        Largest(layout, maxThreads, Pool(sharedBytes), featureQuads: 0);

    /// <summary>The same with as many features as there is room for, at least 16 of them, or all; null where there is none.</summary>
    public static (RowTile Tile, int Threads)? LargestWithFeatures(ParameterLayout layout, int maxThreads, int sharedBytes)
    {
        var (pool, all) = (Pool(sharedBytes), Quad.Of(layout.Shape.Inputs));
        if (Largest(layout, maxThreads, pool, Math.Min(all, FewestFeatureQuads)) is not { } found)
            return null;
        var (tile, threads) = found;
        for (var featureQuads = tile.FeatureQuads + 1; featureQuads <= Math.Min(all, MostFeatureQuads); featureQuads++)
        {
            var wider = new RowTile(tile.RowQuads, tile.Hidden1, tile.Hidden2, tile.Classes, featureQuads);
            if (wider.Quads <= pool)
                tile = wider;
        }

        return (tile, threads);
    }

    /// <summary>Quads of the pool that a device has room for.</summary>
    public static int Pool(int sharedBytes) => (sharedBytes / (Quad.Count * sizeof(float))) switch
    {
        >= LargePool => LargePool,
        >= SmallPool => SmallPool,
        _ => 0,
    };

    private static (RowTile Tile, int Threads)? Largest(ParameterLayout layout, int maxThreads, int pool, int featureQuads)
    {
        for (var threads = Math.Min(128, maxThreads); threads <= maxThreads; threads *= 2)
        {
            for (var rowQuads = MostRowQuads; rowQuads > 0; rowQuads /= 2)
            {
                var tile = new RowTile(rowQuads, layout.Hidden1, layout.Hidden2, layout.Shape.Classes, featureQuads);
                if (tile.Quads <= pool && tile.Blocks <= threads)
                    return (tile, threads);
            }
        }

        return null;
    }
}
