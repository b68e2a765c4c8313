using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>16 × 16 values by 16 threads: for devices with small groups, and narrow layers.</summary>
internal struct TinyTile : ITileOf<ByteChunk>, ITileOf<FloatChunk>
{
    private Patch4x4 _patch;

    public readonly bool UsesMatrixUnit => false;

    public readonly int RowGroups => 4;

    public readonly int ColumnGroups => 4;

    public readonly int RowQuads => 1;

    public readonly int ColumnQuads => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex) =>
        _patch.Add(left, leftIndex, 4, right, rightIndex, 4);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => _patch.Block(rowQuad, columnQuad);
}

/// <summary>32 × 32 values by 64 threads: many groups where there are few models.</summary>
internal struct SmallTile : ITileOf<ByteChunk>, ITileOf<FloatChunk>
{
    private Patch4x4 _patch;

    public readonly bool UsesMatrixUnit => false;

    public readonly int RowGroups => 8;

    public readonly int ColumnGroups => 8;

    public readonly int RowQuads => 1;

    public readonly int ColumnQuads => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex) =>
        _patch.Add(left, leftIndex, 8, right, rightIndex, 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => _patch.Block(rowQuad, columnQuad);
}

/// <summary>128 × 64 values by 256 threads.</summary>
internal struct MediumTile : ITileOf<ByteChunk>, ITileOf<FloatChunk>
{
    private Patch8x4 _patch;

    public readonly bool UsesMatrixUnit => false;

    public readonly int RowGroups => 16;

    public readonly int ColumnGroups => 16;

    public readonly int RowQuads => 2;

    public readonly int ColumnQuads => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex) =>
        _patch.Add(left, leftIndex, 16, right, rightIndex, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => _patch.Block(rowQuad, columnQuad);
}

/// <summary>128 × 128 values by 256 threads: the fewest reads a product.</summary>
internal struct LargeTile : ITileOf<ByteChunk>, ITileOf<FloatChunk>
{
    private Patch8x8 _patch;

    public readonly bool UsesMatrixUnit => false;

    public readonly int RowGroups => 16;

    public readonly int ColumnGroups => 16;

    public readonly int RowQuads => 2;

    public readonly int ColumnQuads => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex) =>
        _patch.Add(left, leftIndex, 16, right, rightIndex, 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => _patch.Block(rowQuad, columnQuad);
}
