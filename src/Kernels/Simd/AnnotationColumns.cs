namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The marked entries of each minibatch in the order in which the weight pass takes them for hᵀv1, and for each row where its h
/// belong in that order.
/// </summary>
internal sealed unsafe class AnnotationColumns : EntryColumns
{
    private readonly Annotation _annotation;
    private readonly int[] _slotStart;
    private readonly int[] _slotBase;
    private readonly int[] _positions;
    private readonly int[] _batchStart;
    private readonly double[] _sums;

    /// <summary>Orders the marked entries.</summary>
    /// <param name="annotation">What is marked.</param>
    /// <param name="schedule">The minibatches.</param>
    /// <param name="rowBytes">Bytes of a row of v1.</param>
    /// <param name="team">Who sorts, and for whom items are cut.</param>
    public AnnotationColumns(Annotation annotation, RowSchedule schedule, int rowBytes, ThreadTeam team)
        : base(annotation.Columns, schedule, QuadRowSum.Width, rowBytes, team.Size)
    {
        _annotation = annotation;
        _batchStart = new int[schedule.BatchCount + 1];
        _slotBase = new int[schedule.BatchCount + 1];
        for (var batch = 0; batch < schedule.BatchCount; batch++)
        {
            _slotBase[batch + 1] = _slotBase[batch] + schedule.Batch(batch).Length + 1;
            _batchStart[batch + 1] = _batchStart[batch];
            foreach (var row in schedule.Batch(batch))
                _batchStart[batch + 1] = checked(_batchStart[batch + 1] + QuadRowSum.Width * QuadsOf(annotation.RowFeatures(row)));
        }

        _slotStart = new int[_slotBase[^1]];
        _positions = new int[_batchStart[^1]];
        _sums = new double[schedule.BatchCount];
        Sort(team);
        for (var batch = 0; batch < schedule.BatchCount; batch++)
        {
            MaxEntries = Math.Max(MaxEntries, QuadRowSum.Width * (long)Groups(batch));
            _sums[batch] = Sum(schedule.Batch(batch));
        }
    }

    /// <summary>Values that h takes in the minibatch that has most, the zeros of incomplete quads included.</summary>
    public long MaxEntries { get; }

    /// <summary>ΣA over minibatch <paramref name="batch"/>.</summary>
    public double Sum(int batch) => _sums[batch];

    /// <summary>
    /// Where each h of a slot belongs among those of minibatch <paramref name="batch"/>, in the order of its features; then where zeros
    /// belong, for a quad of entries belongs to one row alone, and not every feature of it need be marked.
    /// </summary>
    public ReadOnlySpan<int> Positions(int batch, int slot)
    {
        var starts = _slotStart.AsSpan(_slotBase[batch] + slot, 2);
        return _positions.AsSpan(_batchStart[batch] + starts[0], starts[1] - starts[0]);
    }

    /// <summary>Adds hᵀ·R to the rows of the features of <paramref name="item"/>.</summary>
    public void AddProduct<TLane>(int batch, int item, float* h, float* zeros, float* rows, nint stride, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        if (HasAny(batch, item))
            Multiply<TLane, FloatValues>(batch, item, (byte*)h, result, zeros, rows, stride, result, registers, endsInHalf: false);
    }

    protected override ReadOnlySpan<int> Features(int row, int[] room) => _annotation.RowFeatures(row);

    protected override void Prepare()
    {
    }

    protected override void Place(int batch, int slot, int row, ReadOnlySpan<int> features, ReadOnlySpan<int> positions)
    {
        var starts = _slotStart.AsSpan(_slotBase[batch] + slot, 2);
        starts[1] = starts[0] + QuadRowSum.Width * QuadsOf(features);
        var slotPositions = _positions.AsSpan(_batchStart[batch] + starts[0], starts[1] - starts[0]);
        positions.CopyTo(slotPositions);
        var holes = positions.Length;
        for (var e = 0; e < positions.Length;)
        {
            var quad = positions[e] / QuadRowSum.Width;
            for (var i = quad * QuadRowSum.Width; i < (quad + 1) * QuadRowSum.Width; i++)
            {
                if (e < positions.Length && positions[e] == i)
                    e++;
                else
                    slotPositions[holes++] = i;
            }
        }
    }

    private static int QuadsOf(ReadOnlySpan<int> features)
    {
        var (quads, last) = (0, -1);
        foreach (var feature in features)
        {
            if (feature / QuadRowSum.Width == last)
                continue;
            last = feature / QuadRowSum.Width;
            quads++;
        }

        return quads;
    }

    private double Sum(ReadOnlySpan<int> rows)
    {
        double sum = 0;
        foreach (var row in rows)
        {
            var count = _annotation.RowFeatures(row).Length;
            if (!_annotation.IsWeighted)
            {
                sum += count;
                continue;
            }

            foreach (var weight in _annotation.Weights.Slice(_annotation.RowStart[row], count))
                sum += weight;
        }

        return sum;
    }
}
