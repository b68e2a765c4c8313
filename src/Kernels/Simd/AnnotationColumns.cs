using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The marked entries of each minibatch: by slot, so that the row pass knows where to put h, and by feature, so that the weight
/// pass finds it again for hᵀv1.
/// </summary>
internal sealed class AnnotationColumns
{
    private readonly int _features;
    private readonly int[] _slotStart;
    private readonly int[] _slotBase;
    private readonly int[] _columnStart;
    private readonly int[] _slots;
    private readonly int[] _entries;
    private readonly int[] _batchStart;
    private readonly double[] _sums;

    public AnnotationColumns(Annotation annotation, RowSchedule schedule, ThreadTeam team)
    {
        _features = annotation.Columns;
        _batchStart = new int[schedule.BatchCount + 1];
        _slotBase = new int[schedule.BatchCount + 1];
        for (var batch = 0; batch < schedule.BatchCount; batch++)
        {
            var entries = 0;
            foreach (var row in schedule.Batch(batch))
                entries += annotation.RowFeatures(row).Length;
            _batchStart[batch + 1] = checked(_batchStart[batch] + entries);
            _slotBase[batch + 1] = _slotBase[batch] + schedule.Batch(batch).Length + 1;
            MaxEntries = Math.Max(MaxEntries, entries);
        }

        _slotStart = new int[_slotBase[^1]];
        _slots = new int[_batchStart[^1]];
        _entries = new int[_batchStart[^1]];
        _sums = new double[schedule.BatchCount];
        _columnStart = new int[checked(schedule.BatchCount * (_features + 1))];
        team.ForEach(schedule.BatchCount, (_, batch) => Fill(annotation, schedule.Batch(batch), batch));
    }

    /// <summary>Marked entries of the minibatch that has most.</summary>
    public int MaxEntries { get; }

    /// <summary>ΣA over minibatch <paramref name="batch"/>.</summary>
    public double Sum(int batch) => _sums[batch];

    /// <summary>For each slot, where its entries begin in the minibatch's h; one offset more than there are slots.</summary>
    public ReadOnlySpan<int> SlotStart(int batch) => _slotStart.AsSpan(_slotBase[batch], _slotBase[batch + 1] - _slotBase[batch]);

    /// <summary>The slots in which <paramref name="feature"/> is marked, and each one's entry in the minibatch's h.</summary>
    public ReadOnlySpan<int> Slots(int batch, int feature, out ReadOnlySpan<int> entries)
    {
        var starts = _columnStart.AsSpan(batch * (_features + 1) + feature, 2);
        entries = _entries.AsSpan(_batchStart[batch] + starts[0], starts[1] - starts[0]);
        return _slots.AsSpan(_batchStart[batch] + starts[0], starts[1] - starts[0]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(Annotation annotation, ReadOnlySpan<int> rows, int batch)
    {
        var slotStart = _slotStart.AsSpan(_slotBase[batch], rows.Length + 1);
        var start = _columnStart.AsSpan(batch * (_features + 1), _features + 1);
        double sum = 0;
        for (var slot = 0; slot < rows.Length; slot++)
        {
            var features = annotation.RowFeatures(rows[slot]);
            slotStart[slot + 1] = slotStart[slot] + features.Length;
            foreach (var feature in features)
                start[feature + 1]++;
            if (!annotation.IsWeighted)
                sum += features.Length;
            else
            {
                foreach (var weight in annotation.Weights.Slice(annotation.RowStart[rows[slot]], features.Length))
                    sum += weight;
            }
        }

        _sums[batch] = sum;
        for (var feature = 0; feature < _features; feature++)
            start[feature + 1] += start[feature];
        var next = start[..^1].ToArray();
        for (var slot = 0; slot < rows.Length; slot++)
        {
            var entry = slotStart[slot];
            foreach (var feature in annotation.RowFeatures(rows[slot]))
            {
                var to = _batchStart[batch] + next[feature]++;
                _slots[to] = slot;
                _entries[to] = entry++;
            }
        }
    }
}
