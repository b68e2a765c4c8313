using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>4 × 4 values: two reads of 16 bytes serve 16 products.</summary>
internal struct Patch4x4
{
    private Block _block;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, int leftStep, ArrayView<Quad> right, int rightIndex, int rightStep) =>
        _block.Add(left[leftIndex], right[rightIndex]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => _block;
}

/// <summary>8 × 4 values: three reads serve 32 products.</summary>
internal struct Patch8x4
{
    private Block _upper;
    private Block _lower;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, int leftStep, ArrayView<Quad> right, int rightIndex, int rightStep)
    {
        var columns = right[rightIndex];
        _upper.Add(left[leftIndex], columns);
        _lower.Add(left[leftIndex + leftStep], columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad) => rowQuad == 0 ? _upper : _lower;
}

/// <summary>8 × 8 values: four reads serve 64 products.</summary>
internal struct Patch8x8
{
    private Block _upperLeft;
    private Block _upperRight;
    private Block _lowerLeft;
    private Block _lowerRight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ArrayView<Quad> left, int leftIndex, int leftStep, ArrayView<Quad> right, int rightIndex, int rightStep)
    {
        var (upper, lower) = (left[leftIndex], left[leftIndex + leftStep]);
        var (first, second) = (right[rightIndex], right[rightIndex + rightStep]);
        _upperLeft.Add(upper, first);
        _upperRight.Add(upper, second);
        _lowerLeft.Add(lower, first);
        _lowerRight.Add(lower, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Block Block(int rowQuad, int columnQuad)
    {
        if (rowQuad == 0)
            return columnQuad == 0 ? _upperLeft : _upperRight;
        return columnQuad == 0 ? _lowerLeft : _lowerRight;
    }
}
