using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>32 × 32 values by one warp: many groups where there are few models.</summary>
internal struct SmallTensorTile<TUnit> : ITileOf<ByteChunk>
    where TUnit : struct, IMatrixUnit
{
    private WarpPatch<TUnit> _patch;

    public readonly bool UsesMatrixUnit => true;

    public readonly int RowGroups => 8;

    public readonly int ColumnGroups => 4;

    public readonly int RowQuads => 1;

    public readonly int ColumnQuads => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex) =>
        _patch.Add(left, leftIndex, this.AllRowQuads(), 4 * this.LeftPitch(), new LaneTerms(right, rightIndex, this.RightPitch()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => columnQuad == 0 ? _patch.First : _patch.Second;
}

/// <summary>128 × 64 values by 8 warps.</summary>
internal struct MediumTensorTile<TUnit> : ITileOf<ByteChunk>
    where TUnit : struct, IMatrixUnit
{
    private WarpPatch<TUnit> _patch;

    public readonly bool UsesMatrixUnit => true;

    public readonly int RowGroups => 32;

    public readonly int ColumnGroups => 8;

    public readonly int RowQuads => 1;

    public readonly int ColumnQuads => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex) =>
        _patch.Add(left, leftIndex, this.AllRowQuads(), 4 * this.LeftPitch(), new LaneTerms(right, rightIndex, this.RightPitch()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => columnQuad == 0 ? _patch.First : _patch.Second;
}

/// <summary>128 × 128 values by 8 warps of 64 × 32: the fewest reads a product.</summary>
internal struct LargeTensorTile<TUnit> : ITileOf<ByteChunk>
    where TUnit : struct, IMatrixUnit
{
    private WarpPatch<TUnit> _upper;
    private WarpPatch<TUnit> _lower;

    public readonly bool UsesMatrixUnit => true;

    public readonly int RowGroups => 16;

    public readonly int ColumnGroups => 16;

    public readonly int RowQuads => 2;

    public readonly int ColumnQuads => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, ArrayView<Quad> right, int rightIndex)
    {
        var terms = new LaneTerms(right, rightIndex, this.RightPitch());
        _upper.Add(left, leftIndex, this.AllRowQuads(), 4 * this.LeftPitch(), terms);
        _lower.Add(left, leftIndex + RowGroups, this.AllRowQuads(), 4 * this.LeftPitch(), terms);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad)
    {
        if (rowQuad == 0)
            return columnQuad == 0 ? _upper.First : _upper.Second;
        return columnQuad == 0 ? _lower.First : _lower.Second;
    }
}
