using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The marked entries of a <see cref="BatchPlan"/> on the device.</summary>
internal readonly struct EntryViews(
    ArrayView<int> offsets,
    ArrayView<int> rows,
    ArrayView<int> features,
    ArrayView<float> weights,
    ArrayView<FeatureEntry> byFeature,
    ArrayView<int> tileOffsets,
    int isWeighted)
{
    private readonly ArrayView<int> _offsets = offsets;
    private readonly ArrayView<int> _rows = rows;
    private readonly ArrayView<int> _features = features;
    private readonly ArrayView<float> _weights = weights;
    private readonly ArrayView<FeatureEntry> _byFeature = byFeature;
    private readonly ArrayView<int> _tileOffsets = tileOffsets;
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
    /// The entry at <paramref name="index"/> in the order of features, in which a minibatch's entries come by feature tile, then
    /// slice of the rows, then feature, then row.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FeatureEntry ByFeature(int index) => _byFeature[index];

    /// <summary>Where a slice of a feature tile begins in the order of features, or ends if it is number <see cref="RowSlices.Count"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TileOffset(int firstOffset, int tile, int slice) => _tileOffsets[firstOffset + tile * RowSlices.Count + slice];

    /// <summary>Whether a feature tile has entries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool HasTile(int firstOffset, int tile) => TileOffset(firstOffset, tile, 0) < TileOffset(firstOffset, tile, RowSlices.Count);
}

/// <summary>An entry as weight gradients need it, in one read.</summary>
/// <param name="Place">Its number among the minibatch's entries.</param>
/// <param name="RowAndFeature">Its row within the minibatch times <see cref="BatchPlan.FeatureTile"/>, plus its feature within the tile.</param>
internal readonly record struct FeatureEntry(int Place, int RowAndFeature)
{
    /// <summary>Its row within the minibatch.</summary>
    public int Row
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => RowAndFeature / BatchPlan.FeatureTile;
    }

    /// <summary>Its feature within the tile.</summary>
    public int Feature
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => PowerOfTwo.Remainder(RowAndFeature, BatchPlan.FeatureTile);
    }
}
