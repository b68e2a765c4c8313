using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// How a group of threads shares a tile of a layer-1 product, and the patch of it that one thread holds in registers. Which
/// tile is used changes the time and never a bit: every value of the result is one sum, in the same order. Tiles
/// of matrix units have that among themselves; their bits are others.
/// </summary>
internal interface ITile
{
    /// <summary>Whether the matrix unit of a warp adds terms up, <see cref="TileGeometry.Depth"/> of them at a time.</summary>
    bool UsesMatrixUnit { get; }

    /// <summary>Threads along the rows.</summary>
    int RowGroups { get; }

    /// <summary>Threads along the columns.</summary>
    int ColumnGroups { get; }

    /// <summary>Row quads of a thread, <see cref="RowGroups"/> apart.</summary>
    int RowQuads { get; }

    /// <summary>Column quads of a thread, <see cref="TileGeometry.ColumnStep"/> apart.</summary>
    int ColumnQuads { get; }

    /// <summary>Adds the outer product of one term's left and right values, both in shared memory; of a matrix unit, of <see cref="TileGeometry.Depth"/> terms.</summary>
    /// <param name="left">Values of the tile's rows.</param>
    /// <param name="leftIndex">The first row quad that this thread reads.</param>
    /// <param name="right">Values of the tile's columns.</param>
    /// <param name="rightIndex">The first column quad that this thread reads.</param>
    void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex);

    /// <summary>The 4 × 4 values of one of the thread's row quads and one of its column quads.</summary>
    Block Block(int rowQuad, int columnQuad);
}

/// <summary>A tile for inputs that are stored in a certain way.</summary>
/// <typeparam name="TChunk">How; a matrix unit takes inputs that its operands hold exactly, and no others.</typeparam>
internal interface ITileOf<TChunk> : ITile
    where TChunk : unmanaged;
