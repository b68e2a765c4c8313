using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// A minibatch's inputs by tiles of <see cref="BatchPlan.FeatureTile"/> neighbouring features: for each tile some of the rows,
/// in ascending order, and the tile's values in each. Rows left out hold nothing but zeros in the tile.
/// </summary>
internal interface IInputTiles
{
    /// <summary>The first item of <paramref name="tile"/> in a minibatch.</summary>
    int Begin(BatchDescriptor batch, int tile);

    /// <summary>What follows the last item of <paramref name="tile"/> in a minibatch.</summary>
    int End(BatchDescriptor batch, int tile);

    /// <summary>The row of <paramref name="item"/> within its minibatch.</summary>
    int Row(BatchDescriptor batch, int item);

    /// <summary>Where the values of <paramref name="item"/> begin.</summary>
    int Index(int item, int tile);

    /// <summary>The value at <paramref name="index"/>, from what <see cref="Index"/> gave on; features beyond the last have any value.</summary>
    float At(int index);
}

/// <summary>Every row of the minibatch in every tile, read from row-major inputs.</summary>
internal readonly struct DenseTiles<TInputs>(ArrayView<int> rows, TInputs inputs) : IInputTiles
    where TInputs : struct, IInputView
{
    private readonly ArrayView<int> _rows = rows;
    private readonly TInputs _inputs = inputs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Begin(BatchDescriptor batch, int tile) => batch.FirstPosition;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int End(BatchDescriptor batch, int tile) => batch.FirstPosition + batch.Rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(BatchDescriptor batch, int item) => item - batch.FirstPosition;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Index(int item, int tile) => _rows[item] * _inputs.Pitch + tile * BatchPlan.FeatureTile;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int index) => _inputs.At(index);
}

/// <summary>In each tile only the rows where one of its features is not zero: see <see cref="SparseTileLayout"/>.</summary>
internal readonly struct SparseTiles(ArrayView<int> offsets, ArrayView<int> rows, ArrayView<float> values) : IInputTiles
{
    private readonly ArrayView<int> _offsets = offsets;
    private readonly ArrayView<int> _rows = rows;
    private readonly ArrayView<float> _values = values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Begin(BatchDescriptor batch, int tile) => _offsets[batch.FirstInputTileOffset + tile];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int End(BatchDescriptor batch, int tile) => _offsets[batch.FirstInputTileOffset + tile + 1];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(BatchDescriptor batch, int item) => _rows[item];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Index(int item, int tile) => item * BatchPlan.FeatureTile;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int index) => _values[index];
}
