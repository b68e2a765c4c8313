using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Which rows each step of an epoch uses. In fixed order one schedule object serves every epoch and model, since engines prepare
/// once for an object; shuffled, models of equal seed share one in each epoch.
/// </summary>
internal sealed class EpochPlan
{
    private readonly int _rows;
    private readonly int _batchSize;
    private readonly int[] _alwaysInclude;
    private readonly RowSchedule[]? _fixedOrder;

    public EpochPlan(int rows, int batchSize, int[] alwaysInclude, bool shuffle)
    {
        _rows = rows;
        _batchSize = batchSize;
        _alwaysInclude = alwaysInclude;
        StepsPerEpoch = (rows - 1) / batchSize + 1;
        if (!shuffle)
            _fixedOrder = [RowSchedule.FromOrder(InOrder(), batchSize, alwaysInclude)];
    }

    /// <summary>Steps an epoch, the same for every model and epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The schedules of epoch <paramref name="epoch"/> (from 0): one for all models, or one for each of <paramref name="seeds"/>.</summary>
    public IReadOnlyList<RowSchedule> For(int epoch, IReadOnlyList<long> seeds)
    {
        if (_fixedOrder is not null)
            return _fixedOrder;
        var bySeed = new Dictionary<long, RowSchedule>();
        foreach (var seed in seeds)
        {
            if (!bySeed.ContainsKey(seed))
                bySeed[seed] = Shuffled(seed, epoch);
        }

        return bySeed.Count == 1 ? [bySeed[seeds[0]]] : [.. seeds.Select(seed => bySeed[seed])];
    }

    private RowSchedule Shuffled(long seed, int epoch)
    {
        var order = InOrder();
        new RandomSource(seed, RandomPurpose.Shuffle, epoch).Shuffle(order.AsSpan());
        return RowSchedule.FromOrder(order, _batchSize, _alwaysInclude);
    }

    private int[] InOrder() => [.. Enumerable.Range(0, _rows)];
}
