namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The non-zero inputs of each minibatch ordered by feature (compressed sparse columns), so that one thread can finish a
/// feature's gradient in registers and no two threads write to the same place. A slot is a row's position in its minibatch.
/// </summary>
internal sealed unsafe class InputColumns
{
    private readonly int _features;
    private readonly AlignedArray<int> _slots;
    private readonly AlignedArray<float> _values;
    private readonly int[] _columnStart;
    private readonly long[] _batchStart;

    public InputColumns(SimdRowSet rows, RowSchedule schedule, ThreadTeam team)
    {
        _features = rows.Rows.Inputs.Columns;
        _batchStart = new long[schedule.BatchCount + 1];
        for (var batch = 0; batch < schedule.BatchCount; batch++)
        {
            long entries = 0;
            foreach (var row in schedule.Batch(batch))
            {
                rows.Features(row, out var count);
                entries += count;
            }

            _batchStart[batch + 1] = _batchStart[batch] + entries;
        }

        _slots = new(_batchStart[^1]);
        _values = new(_batchStart[^1]);
        _columnStart = new int[checked(schedule.BatchCount * (_features + 1))];
        team.ForEach(schedule.BatchCount, (_, batch) => Fill(rows, schedule.Batch(batch), batch));
    }

    /// <summary>The slots of minibatch <paramref name="batch"/> in which <paramref name="feature"/> is not zero.</summary>
    public int* Slots(int batch, int feature, out float* values, out int count)
    {
        var starts = _columnStart.AsSpan(batch * (_features + 1) + feature, 2);
        var first = _batchStart[batch] + starts[0];
        count = starts[1] - starts[0];
        values = _values.Pointer + first;
        return _slots.Pointer + first;
    }

    // A counting sort by feature, stable in the slot: sums then run in the order of the rows.
    private void Fill(SimdRowSet rows, ReadOnlySpan<int> batchRows, int batch)
    {
        var start = _columnStart.AsSpan(batch * (_features + 1), _features + 1);
        foreach (var row in batchRows)
        {
            var features = rows.Features(row, out var count);
            for (var e = 0; e < count; e++)
                start[features[e] + 1]++;
        }

        for (var feature = 0; feature < _features; feature++)
            start[feature + 1] += start[feature];
        var next = start[..^1].ToArray();
        var slots = _slots.Pointer + _batchStart[batch];
        var values = _values.Pointer + _batchStart[batch];
        for (var slot = 0; slot < batchRows.Length; slot++)
        {
            var features = rows.Features(batchRows[slot], out var count);
            var rowValues = rows.Values(batchRows[slot]);
            for (var e = 0; e < count; e++)
            {
                var to = next[features[e]]++;
                slots[to] = slot;
                values[to] = rowValues[e];
            }
        }
    }
}
