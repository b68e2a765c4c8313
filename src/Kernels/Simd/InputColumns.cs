namespace RrrGpu.Kernels.Simd;

/// <summary>The non-zero inputs of each minibatch in the order in which the weight pass takes them for xᵀδ1.</summary>
internal sealed unsafe class InputColumns : EntryColumns
{
    private readonly SimdRowSet _rows;
    private readonly bool _holdsBytes;
    private AlignedArray<byte> _values = new(0);

    /// <summary>Orders the rows' entries.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="schedule">Their minibatches.</param>
    /// <param name="rowBytes">Bytes of a row of δ1.</param>
    /// <param name="team">Who sorts, and for whom items are cut.</param>
    public InputColumns(SimdRowSet rows, RowSchedule schedule, int rowBytes, ThreadTeam team)
        : base(rows.Rows.Inputs.Columns, schedule, PairRowSum.Width, rowBytes, team.Size)
    {
        _rows = rows;
        _holdsBytes = rows.Rows.Inputs.Bytes is not null;
        Sort(team);
    }

    /// <summary>xᵀ·R for the features of <paramref name="item"/>, a row each.</summary>
    public void Multiply<TLane>(int batch, int item, float* zeros, float* rows, nint stride, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        if (_holdsBytes)
            Multiply<TLane, ByteValues>(batch, item, ValuesOf(batch, ByteValues.Size), null, zeros, rows, stride, result, registers);
        else
            Multiply<TLane, FloatValues>(batch, item, ValuesOf(batch, FloatValues.Size), null, zeros, rows, stride, result, registers);
    }

    protected override ReadOnlySpan<int> Features(int row, int[] room) => room.AsSpan(0, _rows.Scan(row, room));

    // Zeroed, so that what no feature writes stays zero.
    protected override void Prepare() => _values = new(GroupsTotal * PairRowSum.Width * (_holdsBytes ? ByteValues.Size : FloatValues.Size));

    protected override void Place(int batch, int slot, int row, ReadOnlySpan<int> features, ReadOnlySpan<int> positions)
    {
        var first = row * _rows.Rows.Inputs.Columns;
        if (_rows.Rows.Inputs.Bytes is { } bytes)
        {
            var to = ValuesOf(batch, ByteValues.Size);
            for (var e = 0; e < positions.Length; e++)
                to[positions[e]] = bytes[first + features[e]];
            return;
        }

        var values = (float*)ValuesOf(batch, FloatValues.Size);
        var floats = _rows.Rows.Inputs.Floats!;
        for (var e = 0; e < positions.Length; e++)
            values[positions[e]] = floats[first + features[e]];
    }

    private byte* ValuesOf(int batch, int size) => _values.Pointer + GroupsBefore(batch) * PairRowSum.Width * size;
}
