namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Steps that several threads take together, all of them at the same time: in each they share out the rows' items, wait for each
/// other, and share out the weights'.
/// </summary>
/// <param name="steps">The step, as each of the threads sees it.</param>
/// <param name="firstBatch">The first minibatch.</param>
/// <param name="batchCount">Minibatches; at least one.</param>
internal sealed class SharedSteps(IStep[] steps, int firstBatch, int batchCount)
{
    private readonly SpinBarrier _barrier = new(steps.Length);
    private readonly WorkShares _rowItems = RowItems(steps, firstBatch);
    private readonly WorkShares _weightItems = new(steps.Length);
    private bool _stop;

    /// <summary>Does thread <paramref name="member"/>'s part, until the last minibatch, a cancellation or another thread's failure.</summary>
    public void Run(int member, CancellationToken cancellation)
    {
        try
        {
            var step = steps[member];
            for (var batch = 0; batch < batchCount && !Volatile.Read(ref _stop); batch++)
            {
                step.Begin(firstBatch + batch, batch);
                if (member == 0)
                    _weightItems.Begin(step.WeightItems);
                for (var item = _rowItems.Take(member); item >= 0; item = _rowItems.Take(member))
                    step.RunRows(item);
                if (!_barrier.Wait())
                    return;
                if (member == 0)
                {
                    step.Count();
                    Volatile.Write(ref _stop, cancellation.IsCancellationRequested);
                    _rowItems.Begin(batch + 1 < batchCount ? step.RowItemsOf(firstBatch + batch + 1) : 0);
                }

                for (var item = _weightItems.Take(member); item >= 0; item = _weightItems.Take(member))
                    step.RunWeights(item);
                if (!_barrier.Wait())
                    return;
            }
        }
        catch
        {
            _barrier.Break();
            throw;
        }
    }

    private static WorkShares RowItems(IStep[] steps, int firstBatch)
    {
        steps[0].Begin(firstBatch, 0);
        var items = new WorkShares(steps.Length);
        items.Begin(steps[0].RowItems);
        return items;
    }
}
