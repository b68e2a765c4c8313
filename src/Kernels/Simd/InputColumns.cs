using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The non-zero inputs of each minibatch ordered by feature, four neighbouring features together: the slots in which any of
/// them is not zero, and their four values in each. One thread can then finish four features' gradients in registers, and no
/// two threads write to the same place. A slot is a row's position in its minibatch. Neighbouring pixels are mostly zero or
/// not together, so that few of the values are zeros.
/// </summary>
internal sealed unsafe class InputColumns
{
    private readonly int _quads;
    private readonly AlignedArray<int> _slots;
    private readonly AlignedArray<float> _values;
    private readonly int[] _start;
    private readonly long[] _batchStart;

    public InputColumns(SimdRowSet rows, RowSchedule schedule, ThreadTeam team)
    {
        _quads = (rows.Rows.Inputs.Columns + QuadRowSum.Width - 1) / QuadRowSum.Width;
        _batchStart = new long[schedule.BatchCount + 1];
        _start = new int[checked(schedule.BatchCount * (_quads + 1))];
        team.ForEach(schedule.BatchCount, (_, batch) => _batchStart[batch + 1] = Count(rows, schedule.Batch(batch), Start(batch)));
        for (var batch = 0; batch < schedule.BatchCount; batch++)
            _batchStart[batch + 1] += _batchStart[batch];
        _slots = new(_batchStart[^1]);
        _values = new(_batchStart[^1] * QuadRowSum.Width);
        team.ForEach(schedule.BatchCount, (_, batch) => Fill(rows, schedule.Batch(batch), batch));
    }

    /// <summary>
    /// The slots of minibatch <paramref name="batch"/> in which one of the features from 4·<paramref name="quad"/> on is not
    /// zero, with four values each.
    /// </summary>
    public int* Slots(int batch, int quad, out float* values, out int count)
    {
        var start = Start(batch);
        var first = _batchStart[batch] + start[quad];
        count = start[quad + 1] - start[quad];
        values = _values.Pointer + first * QuadRowSum.Width;
        return _slots.Pointer + first;
    }

    private Span<int> Start(int batch) => _start.AsSpan(batch * (_quads + 1), _quads + 1);

    /// <summary>Sets where each quad begins and returns how many entries there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Count(SimdRowSet rows, ReadOnlySpan<int> batchRows, Span<int> start)
    {
        foreach (var row in batchRows)
        {
            var features = rows.Features(row, out var count);
            var quad = -1;
            for (var e = 0; e < count; e++)
            {
                if (features[e] / QuadRowSum.Width == quad)
                    continue;
                quad = features[e] / QuadRowSum.Width;
                start[quad + 1]++;
            }
        }

        for (var quad = 1; quad < start.Length; quad++)
            start[quad] += start[quad - 1];
        return start[^1];
    }

    // A counting sort by quad, stable in the slot: sums then run in the order of the rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(SimdRowSet rows, ReadOnlySpan<int> batchRows, int batch)
    {
        var next = Start(batch)[..^1].ToArray();
        var slots = _slots.Pointer + _batchStart[batch];
        var values = _values.Pointer + _batchStart[batch] * QuadRowSum.Width;
        for (var slot = 0; slot < batchRows.Length; slot++)
        {
            var features = rows.Features(batchRows[slot], out var count);
            var rowValues = rows.Values(batchRows[slot]);
            var quad = -1;
            float* entry = null;
            for (var e = 0; e < count; e++)
            {
                if (features[e] / QuadRowSum.Width != quad)
                {
                    quad = features[e] / QuadRowSum.Width;
                    var to = next[quad]++;
                    slots[to] = slot;
                    // Memory is zeroed when it is made, so what no feature writes stays zero.
                    entry = values + (nint)to * QuadRowSum.Width;
                }

                entry[features[e] % QuadRowSum.Width] = rowValues[e];
            }
        }
    }
}
