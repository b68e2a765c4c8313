namespace RrrGpu.Kernels.Simd;

/// <summary>The non-zero inputs of each minibatch in the order in which the weight pass takes them for xᵀδ1.</summary>
internal sealed unsafe class InputColumns : EntryColumns
{
    /// <summary>Of the values of pairs, this share is not zero where pairs pay; where neighbours never have entries together, it is a half.</summary>
    public const double LeastShareOfPairs = 0.65;

    private readonly SimdRowSet _rows;
    private readonly int _listWidth;
    private readonly bool _holdsBytes;
    private AlignedArray<byte> _values = new(0);

    /// <summary>Orders the rows' entries.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="schedule">Their minibatches.</param>
    /// <param name="rowBytes">Bytes of a row of δ1.</param>
    /// <param name="team">Who sorts, and for whom items are cut.</param>
    public InputColumns(SimdRowSet rows, RowSchedule schedule, int rowBytes, ThreadTeam team)
        : this(rows, schedule, rowBytes, team, rows.ShareOfPairs() < LeastShareOfPairs ? 1 : PairRowSum.Width)
    {
    }

    private InputColumns(SimdRowSet rows, RowSchedule schedule, int rowBytes, ThreadTeam team, int listWidth)
        : base(rows.Rows.Inputs.Columns, schedule, listWidth, rowBytes, team.Size)
    {
        _rows = rows;
        _listWidth = listWidth;
        _holdsBytes = rows.Rows.Inputs.Bytes is not null;
        Sort(team);
    }

    /// <summary>xᵀ·R for the features of <paramref name="item"/>, a row each.</summary>
    public void Multiply<TLane>(int batch, int item, float* zeros, float* rows, nint stride, float* result, int registers, bool endsInHalf)
        where TLane : unmanaged, ILane<TLane>
    {
        if (_holdsBytes)
            Multiply<TLane, ByteValues>(batch, item, ValuesOf(batch, ByteValues.Size), null, zeros, rows, stride, result, registers, endsInHalf);
        else
            Multiply<TLane, FloatValues>(batch, item, ValuesOf(batch, FloatValues.Size), null, zeros, rows, stride, result, registers, endsInHalf);
    }

    /// <summary>Whether <see cref="Update"/> can take the step itself.</summary>
    public bool Updates => _listWidth == 1;

    /// <summary>A step by xᵀ·R on the rows of the features of <paramref name="item"/>.</summary>
    public void Update<TLane>(int batch, int item, float* zeros, float* rows, nint stride, float* sums, in RowStep step, int features, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        if (_holdsBytes)
            Update<TLane, ByteValues>(batch, item, ValuesOf(batch, ByteValues.Size), zeros, rows, stride, sums, step, features, registers);
        else
            Update<TLane, FloatValues>(batch, item, ValuesOf(batch, FloatValues.Size), zeros, rows, stride, sums, step, features, registers);
    }

    protected override ReadOnlySpan<int> Features(int row, int[] room) => room.AsSpan(0, _rows.Scan(row, room));

    // Zeroed, so that what no feature writes stays zero.
    protected override void Prepare() => _values = new(GroupsTotal * _listWidth * (_holdsBytes ? ByteValues.Size : FloatValues.Size));

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

    private byte* ValuesOf(int batch, int size) => _values.Pointer + GroupsBefore(batch) * _listWidth * size;
}
