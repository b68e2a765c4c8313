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
    private readonly bool _shuffle;
    private readonly RowSchedule? _fixedOrder;
    private readonly Dictionary<IReadOnlyList<int>, RowSchedule> _fixedOrders = new(ReferenceEqualityComparer.Instance);

    public EpochPlan(int rows, int batchSize, int[] alwaysInclude, bool shuffle)
    {
        _rows = rows;
        _batchSize = batchSize;
        _alwaysInclude = alwaysInclude;
        StepsPerEpoch = (rows - 1) / batchSize + 1;
        _shuffle = shuffle;
        if (!shuffle)
            _fixedOrder = RowSchedule.FromOrder(InOrder(), batchSize, alwaysInclude);
    }

    /// <summary>Steps an epoch, the same for every model and epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The schedules of epoch <paramref name="epoch"/> (from 0): one for all models, or one for each of <paramref name="seeds"/>.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="seeds">Each model's seed.</param>
    /// <param name="ownRows">The rows of each model that has its own; null, or a null entry, stands for all.</param>
    public IReadOnlyList<RowSchedule> For(int epoch, IReadOnlyList<long> seeds, IReadOnlyList<IReadOnlyList<int>?>? ownRows = null)
    {
        var known = new Dictionary<(IReadOnlyList<int>? Rows, long Seed), RowSchedule>();
        var schedules = new RowSchedule[seeds.Count];
        for (var model = 0; model < schedules.Length; model++)
        {
            var rows = ownRows?[model];
            var key = (rows, _shuffle ? seeds[model] : 0);
            if (!known.TryGetValue(key, out var schedule))
                known[key] = schedule = _shuffle ? Shuffled(rows, seeds[model], epoch) : Fixed(rows);
            schedules[model] = schedule;
        }

        return known.Count == 1 ? [schedules[0]] : schedules;
    }

    private RowSchedule Fixed(IReadOnlyList<int>? rows)
    {
        if (rows is null)
            return _fixedOrder!;
        if (!_fixedOrders.TryGetValue(rows, out var schedule))
            _fixedOrders[rows] = schedule = RowSchedule.FromOrder([.. rows], _batchSize, _alwaysInclude);
        return schedule;
    }

    private RowSchedule Shuffled(IReadOnlyList<int>? rows, long seed, int epoch)
    {
        int[] order = rows is null ? InOrder() : [.. rows];
        new RandomSource(seed, RandomPurpose.Shuffle, epoch).Shuffle(order.AsSpan());
        return RowSchedule.FromOrder(order, _batchSize, _alwaysInclude);
    }

    private int[] InOrder() => [.. Enumerable.Range(0, _rows)];
}
