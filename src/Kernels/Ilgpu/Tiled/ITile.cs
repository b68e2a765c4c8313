using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// How a group of threads shares a tile of a layer-1 product, and the patch of it that one thread holds in registers. Which
/// tile is used changes the time and never a bit: every value of the result is one sum, in the same order.
/// </summary>
internal interface ITile
{
    /// <summary>Threads along the rows.</summary>
    int RowGroups { get; }

    /// <summary>Threads along the columns.</summary>
    int ColumnGroups { get; }

    /// <summary>Row quads of a thread, <see cref="RowGroups"/> apart.</summary>
    int RowQuads { get; }

    /// <summary>Column quads of a thread, <see cref="ColumnGroups"/> apart.</summary>
    int ColumnQuads { get; }

    /// <summary>Adds the outer product of one term's left and right values, both in shared memory.</summary>
    /// <param name="left">Values of the tile's rows.</param>
    /// <param name="leftIndex">This thread's first row quad.</param>
    /// <param name="right">Values of the tile's columns.</param>
    /// <param name="rightIndex">This thread's first column quad.</param>
    void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex);

    /// <summary>The 4 × 4 values of one of the thread's row quads and one of its column quads.</summary>
    Block Block(int rowQuad, int columnQuad);
}
