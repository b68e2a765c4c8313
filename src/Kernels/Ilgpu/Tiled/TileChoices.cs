namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The tiles that a layer-1 product can be done by.</summary>
internal enum TileKind
{
    /// <summary><see cref="TinyTile"/>.</summary>
    Tiny,

    /// <summary><see cref="SmallTile"/>.</summary>
    Small,

    /// <summary><see cref="MediumTile"/>.</summary>
    Medium,

    /// <summary><see cref="LargeTile"/>.</summary>
    Large,
}

/// <summary>A pass for each kind of tile, compiled when it is first used.</summary>
internal sealed class TileChoices<TPass>(Func<TPass> tiny, Func<TPass> small, Func<TPass> medium, Func<TPass> large)
    where TPass : class
{
    private readonly Lazy<TPass>[] _passes = [new(tiny), new(small), new(medium), new(large)];

    /// <summary>The pass by tiles of <paramref name="kind"/>.</summary>
    public TPass this[TileKind kind] => _passes[(int)kind].Value;
}
