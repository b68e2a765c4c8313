namespace RrrGpu.Kernels.Simd;

/// <summary>Compressed sparse rows, for schedules whose minibatches are not made up of tiles.</summary>
internal sealed unsafe class SparseRows
{
    private const int RowsATask = 512;
    private readonly AlignedArray<int> _features;
    private readonly AlignedArray<float> _values;
    private readonly long[] _start;

    /// <summary>Compresses all rows.</summary>
    public SparseRows(SimdRowSet rows, ThreadTeam team)
    {
        var count = rows.Rows.Count;
        _start = new long[count + 1];
        var tasks = (count + RowsATask - 1) / RowsATask;
        team.ForEach(tasks, (_, task) =>
        {
            var features = new int[rows.Rows.Inputs.Columns];
            for (var row = task * RowsATask; row < Math.Min(count, (task + 1) * RowsATask); row++)
                _start[row + 1] = rows.Scan(row, features);
        });
        for (var row = 0; row < count; row++)
            _start[row + 1] += _start[row];
        _features = new(_start[^1]);
        _values = new(_start[^1]);
        team.ForEach(tasks, (_, task) =>
        {
            var features = new int[rows.Rows.Inputs.Columns];
            for (var row = task * RowsATask; row < Math.Min(count, (task + 1) * RowsATask); row++)
            {
                var found = features.AsSpan(0, rows.Scan(row, features));
                found.CopyTo(new Span<int>(_features.Pointer + _start[row], found.Length));
                rows.Gather(row, found, _values.Pointer + _start[row]);
            }
        });
    }

    /// <summary>The features of a row that are not zero, with their values, and how many.</summary>
    public int* Features(int row, out float* values, out int count)
    {
        count = (int)(_start[row + 1] - _start[row]);
        values = _values.Pointer + _start[row];
        return _features.Pointer + _start[row];
    }
}
