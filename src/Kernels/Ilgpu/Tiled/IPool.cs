namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>How much shared memory a group has; a kernel must know it when it is compiled.</summary>
internal interface IPool
{
    /// <summary>Quads.</summary>
    int Quads { get; }
}

/// <summary>34 KB: six groups share a multiprocessor of 228 KB.</summary>
internal readonly struct SmallPool : IPool
{
    public int Quads => RowTile.SmallPool;
}

/// <summary>48 KB.</summary>
internal readonly struct LargePool : IPool
{
    public int Quads => RowTile.LargePool;
}
