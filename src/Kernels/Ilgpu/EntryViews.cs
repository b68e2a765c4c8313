using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The marked entries of a <see cref="BatchPlan"/> on the device.</summary>
internal readonly struct EntryViews(
    ArrayView<int> offsets,
    ArrayView<int> rows,
    ArrayView<int> features,
    ArrayView<float> weights,
    ArrayView<QuadEntry> quads,
    ArrayView<int> tileOffsets,
    ArrayView<int> markedTiles,
    int isWeighted)
{
    private readonly ArrayView<int> _offsets = offsets;
    private readonly ArrayView<int> _rows = rows;
    private readonly ArrayView<int> _features = features;
    private readonly ArrayView<float> _weights = weights;
    private readonly ArrayView<QuadEntry> _quads = quads;
    private readonly ArrayView<int> _tileOffsets = tileOffsets;
    private readonly ArrayView<int> _markedTiles = markedTiles;
    private readonly int _isWeighted = isWeighted;

    /// <summary>The first entry of the row whose offset stands at <paramref name="index"/>; the next offset ends it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Offset(int index) => _offsets[index];

    /// <summary>The row of an entry within its minibatch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Row(int entry) => _rows[entry];

    /// <summary>The feature of an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Feature(int entry) => _features[entry];

    /// <summary>The features of the entries from <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView<int> FeaturesFrom(int first) => _features.SubView(first);

    /// <summary>The annotation's weight at an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Weight(int entry) => _isWeighted == 0 ? 1f : _weights[entry];

    /// <summary>
    /// A row's entries of one feature tile. Those of a minibatch come by tile, then row, so that those of a slice of the rows
    /// stand together.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public QuadEntry OfTile(int index) => _quads[index];

    /// <summary>Where a slice of a feature tile begins among these, or ends if it is number <see cref="RowSlices.Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TileOffset(int firstOffset, int tile, int slice) => _tileOffsets[firstOffset + tile * RowSlices.Count + slice];

    /// <summary>The feature tile at <paramref name="index"/> among those that have entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int MarkedTile(int index) => _markedTiles[index];

    /// <summary>Whether a feature tile has entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasTile(int firstOffset, int tile) => TileOffset(firstOffset, tile, 0) < TileOffset(firstOffset, tile, RowSlices.Count);
}
