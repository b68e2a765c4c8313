namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// How many rows a <see cref="RowTile"/> has. Where a kernel knows it when it is compiled, the distance from a unit to the next one in
/// shared memory is a constant, and addresses are part of the instructions that read there.
/// </summary>
internal interface ITileRows
{
    /// <summary>Row quads of a tile that says it has <paramref name="given"/> of them.</summary>
    int RowQuads(int given);
}

/// <summary>As many as there can be.</summary>
internal readonly struct FullRows : ITileRows
{
    public int RowQuads(int given) => RowTile.MostRowQuads;
}

/// <summary>As many as the tile says.</summary>
internal readonly struct FewRows : ITileRows
{
    public int RowQuads(int given) => given;
}
