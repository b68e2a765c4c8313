namespace RrrGpu.Kernels.Simd;

/// <summary>The non-zero inputs of each minibatch in the order in which the weight pass takes them for xᵀδ1.</summary>
internal sealed unsafe class InputColumns : EntryColumns
{
    private readonly SimdRowSet _rows;
    private AlignedArray<float> _values = new(0);

    /// <summary>Orders the rows' entries.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="schedule">Their minibatches.</param>
    /// <param name="rowBytes">Bytes of a row of δ1.</param>
    /// <param name="team">Who sorts, and for whom items are cut.</param>
    public InputColumns(SimdRowSet rows, RowSchedule schedule, int rowBytes, ThreadTeam team)
        : base(rows.Rows.Inputs.Columns, schedule, rowBytes, team.Size)
    {
        _rows = rows;
        Sort(team);
    }

    /// <summary>xᵀ·R for the features of <paramref name="item"/>, a row each.</summary>
    public void Multiply<TLane>(int batch, int item, float* zeros, float* rows, nint stride, float* result, int registers)
        where TLane : unmanaged, ILane<TLane> =>
        Multiply<TLane>(batch, item, _values.Pointer + QuadsBefore(batch) * QuadRowSum.Width, null, zeros, rows, stride, result, registers);

    protected override ReadOnlySpan<int> Features(int row) => new(_rows.Features(row, out var count), count);

    // Zeroed, so that what no feature writes stays zero.
    protected override void Prepare() => _values = new(QuadsTotal * QuadRowSum.Width);

    protected override void Place(int batch, int slot, int row, ReadOnlySpan<int> positions)
    {
        var from = _rows.Values(row);
        var to = _values.Pointer + QuadsBefore(batch) * QuadRowSum.Width;
        for (var e = 0; e < positions.Length; e++)
            to[positions[e]] = from[e];
    }
}
