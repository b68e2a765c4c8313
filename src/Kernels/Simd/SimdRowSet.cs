using System.Numerics;
using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Rows as compressed sparse rows: a zero input contributes nothing to x·W1 and xᵀδ1, and 81 % of MNIST's pixels and 98 % of a
/// TF-IDF row are zero. <see cref="InputTiles"/> and <see cref="InputColumns"/> are made from them.
/// </summary>
internal sealed unsafe class SimdRowSet : IRowSet
{
    private readonly AlignedArray<int> _features;
    private readonly AlignedArray<float> _values;
    private readonly long[] _rowStart;
    private readonly Dictionary<(int Rows, int PanelBytes), InputTiles?> _tiles = [];
    private readonly ConditionalWeakTable<RowSchedule, Dictionary<int, InputColumns>> _columns = [];
    private readonly ConditionalWeakTable<Annotation, ConditionalWeakTable<RowSchedule, Dictionary<int, AnnotationColumns>>> _annotationColumns = [];

    public SimdRowSet(LabeledRows rows, ThreadTeam team)
    {
        Rows = rows;
        _rowStart = new long[rows.Count + 1];
        const int Block = 512;
        var blocks = (rows.Count + Block - 1) / Block;
        team.ForEach(blocks, (_, block) => Count(block * Block, Math.Min(rows.Count, (block + 1) * Block)));
        for (var row = 0; row < rows.Count; row++)
            _rowStart[row + 1] += _rowStart[row];
        _features = new(_rowStart[^1]);
        _values = new(_rowStart[^1]);
        team.ForEach(blocks, (_, block) => Fill(block * Block, Math.Min(rows.Count, (block + 1) * Block)));
    }

    public LabeledRows Rows { get; }

    /// <summary>Entries that are not zero.</summary>
    public long Entries => _rowStart[^1];

    /// <summary>The rows as tiles, built when first asked for; null where rows one by one are as fast.</summary>
    /// <param name="tileRows">Rows a tile.</param>
    /// <param name="layout">Of the networks that they are for.</param>
    /// <param name="team">Who builds them.</param>
    public InputTiles? Tiles(int tileRows, PaddedLayout layout, ThreadTeam team)
    {
        var key = (tileRows, Math.Min(layout.Hidden1Registers, ListedRowSum.MaxRegisters) * layout.LaneCount * sizeof(float));
        if (!_tiles.TryGetValue(key, out var tiles))
            _tiles.Add(key, tiles = InputTiles.Build(this, key.Item1, key.Item2, team));
        return tiles;
    }

    /// <summary>The features of row <paramref name="row"/> that are not zero, and how many.</summary>
    public int* Features(int row, out int count)
    {
        count = (int)(_rowStart[row + 1] - _rowStart[row]);
        return _features.Pointer + _rowStart[row];
    }

    /// <summary>The values of those features.</summary>
    public float* Values(int row) => _values.Pointer + _rowStart[row];

    /// <summary>The same entries by feature for each minibatch of <paramref name="schedule"/>, built once for each schedule.</summary>
    public InputColumns Columns(RowSchedule schedule, PaddedLayout layout, ThreadTeam team)
    {
        var byWidth = _columns.GetValue(schedule, static _ => []);
        if (!byWidth.TryGetValue(layout.Hidden1, out var columns))
            byWidth.Add(layout.Hidden1, columns = new InputColumns(this, schedule, layout.Hidden1 * sizeof(float), team));
        return columns;
    }

    /// <summary>Likewise for the entries that <paramref name="annotation"/> marks.</summary>
    public AnnotationColumns Columns(Annotation annotation, RowSchedule schedule, PaddedLayout layout, ThreadTeam team)
    {
        var byWidth = _annotationColumns.GetValue(annotation, static _ => []).GetValue(schedule, static _ => []);
        if (!byWidth.TryGetValue(layout.Hidden1, out var columns))
            byWidth.Add(layout.Hidden1, columns = new AnnotationColumns(annotation, schedule, layout.Hidden1 * sizeof(float), team));
        return columns;
    }

    public void Dispose()
    {
        _tiles.Clear();
        _columns.Clear();
        _annotationColumns.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(int first, int end)
    {
        if (Rows.Inputs.Bytes is { } bytes)
        {
            for (var row = first; row < end; row++)
                _rowStart[row + 1] = Rows.Inputs.Columns - bytes.AsSpan(row * Rows.Inputs.Columns, Rows.Inputs.Columns).Count((byte)0);
            return;
        }

        var dense = new float[Rows.Inputs.Columns];
        for (var row = first; row < end; row++)
        {
            Rows.Inputs.CopyRow(row, dense);
            _rowStart[row + 1] = dense.Length - CountZeros(dense);
        }
    }

    private static int CountZeros(ReadOnlySpan<float> values)
    {
        var equal = Vector<int>.Zero;
        var i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
            equal += Vector.Equals(new Vector<float>(values[i..]), Vector<float>.Zero);
        // A lane that is equal is −1.
        return values[i..].Count(0f) - Vector.Sum(equal);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int first, int end)
    {
        if (Rows.Inputs.Bytes is { } bytes)
        {
            FillFromBytes(bytes, first, end);
            return;
        }

        var dense = new float[Rows.Inputs.Columns];
        for (var row = first; row < end; row++)
        {
            Rows.Inputs.CopyRow(row, dense);
            var next = _rowStart[row];
            for (var feature = 0; feature < dense.Length; feature++)
            {
                if (dense[feature] == 0)
                {
                    // A TF-IDF row is nearly all zeros: a vector of them at a time.
                    while (feature + Vector<float>.Count <= dense.Length && Vector.EqualsAll(new Vector<float>(dense, feature), Vector<float>.Zero))
                        feature += Vector<float>.Count;
                    if (feature == dense.Length || dense[feature] == 0)
                        continue;
                }

                _features.Pointer[next] = feature;
                _values.Pointer[next++] = dense[feature];
            }
        }
    }

    /// <summary>Eight bytes at a time where they are all zero, as most of an image's are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillFromBytes(byte[] bytes, int first, int end)
    {
        var columns = Rows.Inputs.Columns;
        fixed (byte* all = bytes)
        {
            for (var row = first; row < end; row++)
            {
                var values = all + (nint)row * columns;
                var next = _rowStart[row];
                for (var feature = 0; feature < columns; feature++)
                {
                    if (feature + sizeof(ulong) <= columns && Unsafe.ReadUnaligned<ulong>(values + feature) == 0)
                    {
                        feature += sizeof(ulong) - 1;
                        continue;
                    }

                    if (values[feature] == 0)
                        continue;
                    _features.Pointer[next] = feature;
                    _values.Pointer[next++] = values[feature];
                }
            }
        }
    }
}
