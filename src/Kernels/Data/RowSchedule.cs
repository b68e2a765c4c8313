namespace RrrGpu.Kernels;

/// <summary>
/// The rows of each minibatch of an epoch, in order. Engines prepare what depends on the rows alone once for each schedule
/// object, so an order that does not change should keep its object.
/// </summary>
public sealed class RowSchedule
{
    private readonly int[] _rows;
    private readonly int[] _batchStart;

    private RowSchedule(int[] rows, int[] batchStart)
    {
        _rows = rows;
        _batchStart = batchStart;
        for (var batch = 0; batch < BatchCount; batch++)
            MaxBatchRows = Math.Max(MaxBatchRows, batchStart[batch + 1] - batchStart[batch]);
    }

    /// <summary>Minibatches an epoch.</summary>
    public int BatchCount => _batchStart.Length - 1;

    /// <summary>Rows of the largest minibatch.</summary>
    public int MaxBatchRows { get; }

    /// <summary>Every minibatch's rows, one minibatch after another.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Where each minibatch begins in <see cref="Rows"/>; one offset more than there are minibatches.</summary>
    public ReadOnlySpan<int> BatchStart => _batchStart;

    /// <summary>The rows of minibatch <paramref name="batch"/>.</summary>
    public ReadOnlySpan<int> Batch(int batch) => _rows.AsSpan(_batchStart[batch], _batchStart[batch + 1] - _batchStart[batch]);

    /// <summary>Rows 0…<paramref name="rows"/>−1 in order, the last minibatch partial where it must be: the reference protocol.</summary>
    public static RowSchedule InOrder(int rows, int batchSize)
    {
        var order = new int[rows];
        for (var i = 0; i < rows; i++)
            order[i] = i;
        return FromOrder(order, batchSize);
    }

    /// <summary>Cuts an order of rows into minibatches.</summary>
    /// <param name="order">Row indices; at least one.</param>
    /// <param name="batchSize">Rows a minibatch, at least 1; the last one holds what is left.</param>
    /// <param name="alwaysInclude">Rows put before those of every minibatch.</param>
    /// <exception cref="ArgumentException">There are no rows, or the batch size is below 1.</exception>
    public static RowSchedule FromOrder(ReadOnlySpan<int> order, int batchSize, ReadOnlySpan<int> alwaysInclude = default)
    {
        if (order.IsEmpty)
            throw new ArgumentException("schedule: expected at least one row, got none");
        if (batchSize < 1)
            throw new ArgumentException($"batch size: expected at least 1, got {batchSize}");
        var batches = (order.Length - 1) / batchSize + 1;
        var rows = new int[checked(order.Length + batches * alwaysInclude.Length)];
        var start = new int[batches + 1];
        for (var batch = 0; batch < batches; batch++)
        {
            var from = batch * batchSize;
            var part = order[from..Math.Min(order.Length, from + batchSize)];
            alwaysInclude.CopyTo(rows.AsSpan(start[batch]));
            part.CopyTo(rows.AsSpan(start[batch] + alwaysInclude.Length));
            start[batch + 1] = start[batch] + alwaysInclude.Length + part.Length;
        }

        return new RowSchedule(rows, start);
    }

    /// <summary>Throws unless every row lies in 0…<paramref name="rows"/>−1.</summary>
    /// <exception cref="ArgumentException">A row does not exist.</exception>
    public void RequireRowsBelow(int rows)
    {
        foreach (var row in _rows)
        {
            if ((uint)row >= (uint)rows)
                throw new ArgumentException($"schedule: expected rows from 0 to {rows - 1}, got {row}");
        }
    }
}
