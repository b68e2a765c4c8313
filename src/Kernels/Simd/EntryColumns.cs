using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Sparse entries of each minibatch ordered by item of features, block of slots and group of one, two or four neighbouring features:
/// the slots in which any of a group has an entry. One thread can then finish a group's gradients in registers, no two threads write to
/// the same place, and the rows that a block of slots picks stay in the first-level cache. A slot is a row's position in its
/// minibatch. Neighbouring features mostly have entries together, so that few of a group's values are zeros.
/// </summary>
internal abstract unsafe class EntryColumns
{
    private const int FirstLevelBytes = 28 << 10;
    private const int SecondLevelBytes = 256 << 10;

    // Features whose gradients wait for the next block of slots: 14 KB with 50 hidden units.
    private const int MostFeaturesAnItem = 64;

    private readonly RowSchedule _schedule;
    private readonly int _width;
    private readonly int _slotsABlock;
    private readonly int _blocks;
    private readonly int _groupsAnItem;
    private readonly int[] _listOfGroup;
    private readonly AlignedArray<ushort> _counts;
    private readonly int[] _start;
    private readonly long[] _batchStart;
    private AlignedArray<ushort> _slots = new(0);

    /// <summary>Cuts items and blocks.</summary>
    /// <param name="features">D.</param>
    /// <param name="schedule">The minibatches.</param>
    /// <param name="width">Features that share a list: one, two or four.</param>
    /// <param name="rowBytes">Bytes of a row of the matrix that will be multiplied.</param>
    /// <param name="threads">Threads that items are cut for.</param>
    protected EntryColumns(int features, RowSchedule schedule, int width, int rowBytes, int threads)
    {
        _width = width;
        _schedule = schedule;
        // As many items for one thread as for another.
        Items = RoundUp(Divide(features, MostFeaturesAnItem), 2 * threads);
        FeaturesAnItem = RoundUp(Divide(features, Items), QuadRowSum.Width);
        Items = Divide(features, FeaturesAnItem);
        _groupsAnItem = FeaturesAnItem / _width;
        _listOfGroup = new int[Divide(features, _width)];
        // Lists of single features are short, and what passes through the first-level cache for a step on W1 would drive the rows out
        // of it anyway. Blocks of one size, so that none is left with a few slots.
        _blocks = Divide(schedule.MaxBatchRows, Math.Clamp((width == 1 ? SecondLevelBytes : FirstLevelBytes) / rowBytes, 1, ushort.MaxValue));
        _slotsABlock = Divide(schedule.MaxBatchRows, _blocks);
        for (var group = 0; group < _listOfGroup.Length; group++)
            _listOfGroup[group] = group / _groupsAnItem * _blocks * _groupsAnItem + group % _groupsAnItem;
        _batchStart = new long[schedule.BatchCount + 1];
        _start = new int[checked(schedule.BatchCount * (Items * _blocks + 1))];
        _counts = new((long)schedule.BatchCount * ListsABatch);
    }

    /// <summary>Items of features.</summary>
    public int Items { get; }

    /// <summary>Features an item, a multiple of four; the last item may have fewer.</summary>
    public int FeaturesAnItem { get; }

    private int ListsABatch => Items * _blocks * _groupsAnItem;

    /// <summary>Groups of entries in minibatch <paramref name="batch"/>.</summary>
    protected int Groups(int batch) => (int)(_batchStart[batch + 1] - _batchStart[batch]);

    /// <summary>Groups of entries before minibatch <paramref name="batch"/>.</summary>
    protected long GroupsBefore(int batch) => _batchStart[batch];

    /// <summary>Groups of entries in all.</summary>
    protected long GroupsTotal => _batchStart[^1];

    /// <summary>The features of a row that have an entry, ascending.</summary>
    /// <param name="row">The row.</param>
    /// <param name="room">Room for D, which may be used.</param>
    protected abstract ReadOnlySpan<int> Features(int row, int[] room);

    /// <summary>Called once with the order known and before <see cref="Place"/>.</summary>
    protected abstract void Prepare();

    /// <summary>Tells where the values of a row's entries belong among those of its minibatch: a group's together.</summary>
    protected abstract void Place(int batch, int slot, int row, ReadOnlySpan<int> features, ReadOnlySpan<int> positions);

    /// <summary>Orders all entries.</summary>
    protected void Sort(ThreadTeam team)
    {
        team.ForEach(_schedule.BatchCount, (_, batch) => _batchStart[batch + 1] = Count(_schedule.Batch(batch), batch));
        for (var batch = 0; batch < _schedule.BatchCount; batch++)
            _batchStart[batch + 1] += _batchStart[batch];
        _slots = new(_batchStart[^1]);
        Prepare();
        team.ForEach(_schedule.BatchCount, (_, batch) => Fill(_schedule.Batch(batch), batch));
    }

    /// <summary>Xᵀ·R for the features of <paramref name="item"/>, X the entries of <paramref name="batch"/>.</summary>
    /// <param name="batch">The minibatch.</param>
    /// <param name="item">The item.</param>
    /// <param name="values">The values of the minibatch's entries.</param>
    /// <param name="initial">What to add the product to, a row a feature; null for nothing.</param>
    /// <param name="zeros">A row of zeros.</param>
    /// <param name="rows">R, a row a slot.</param>
    /// <param name="stride">From a row of R or the result to the next.</param>
    /// <param name="result">A row a feature, <see cref="FeaturesAnItem"/> of them; may be <paramref name="initial"/>.</param>
    /// <param name="registers">Width in registers.</param>
    /// <param name="endsInHalf">Whether half of the last one is padding.</param>
    protected void Multiply<TLane, TValues>(int batch, int item, byte* values, float* initial, float* zeros, float* rows, nint stride, float* result, int registers, bool endsInHalf)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        for (var block = 0; block < _blocks; block++)
        {
            var lists = Lists<TValues>(batch, item, block, values, _groupsAnItem);
            var from = block == 0 ? initial : result;
            var start = from is null ? zeros : from;
            var startRow = from is null ? 0 : stride;
            var blockRows = rows + block * _slotsABlock * stride;
            if (_width == 1)
                ListedRowSum.Compute<TLane, TValues>(lists, blockRows, stride, start, startRow, result, registers);
            else if (_width == PairRowSum.Width)
                PairRowSum.Compute<TLane, TValues>(lists, blockRows, stride, start, startRow, result, registers, endsInHalf);
            else
                QuadRowSum.Compute<TLane, TValues>(lists, blockRows, stride, start, startRow, result, registers);
        }
    }

    /// <summary>A step on the rows of the features of <paramref name="item"/> by Xᵀ·R, where each feature has a list of its own.</summary>
    /// <param name="batch">The minibatch.</param>
    /// <param name="item">The item.</param>
    /// <param name="values">The values of the minibatch's entries.</param>
    /// <param name="zeros">A row of zeros.</param>
    /// <param name="rows">R, a row a slot.</param>
    /// <param name="stride">From a row of R, of sums or of θ to the next.</param>
    /// <param name="sums">Room for a row a feature.</param>
    /// <param name="step">The step.</param>
    /// <param name="features">The item's features.</param>
    /// <param name="registers">Width in registers.</param>
    protected void Update<TLane, TValues>(int batch, int item, byte* values, float* zeros, float* rows, nint stride, float* sums, in RowStep step, int features, int registers)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        for (var block = 0; block < _blocks - 1; block++)
        {
            var lists = Lists<TValues>(batch, item, block, values, features);
            var (start, startRow) = block == 0 ? ((nint)zeros, (nint)0) : ((nint)sums, stride);
            ListedRowSum.Compute<TLane, TValues>(lists, rows + block * _slotsABlock * stride, stride, (float*)start, startRow, sums, registers);
        }

        var last = Lists<TValues>(batch, item, _blocks - 1, values, features);
        RowSumUpdate.Compute<TLane, TValues>(last, rows + (_blocks - 1) * _slotsABlock * stride, stride, _blocks == 1 ? null : sums, step, registers);
    }

    private EntryLists Lists<TValues>(int batch, int item, int block, byte* values, int groups)
        where TValues : struct, IEntryValues
    {
        var key = item * _blocks + block;
        var first = _start[batch * (Items * _blocks + 1) + key];
        return new(CountsOf(batch) + key * (nint)_groupsAnItem, groups, _slots.Pointer + _batchStart[batch] + first, values + first * (nint)(_width * TValues.Size));
    }

    /// <summary>Whether <paramref name="item"/> has any entry in minibatch <paramref name="batch"/>.</summary>
    protected bool HasAny(int batch, int item)
    {
        var at = batch * (Items * _blocks + 1) + item * _blocks;
        return _start[at + _blocks] > _start[at];
    }

    private ushort* CountsOf(int batch) => _counts.Pointer + batch * (nint)ListsABatch;

    /// <summary>Sets how long the lists are and where each item's blocks begin, and returns how many groups of entries there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Count(ReadOnlySpan<int> batchRows, int batch)
    {
        var counts = CountsOf(batch);
        var room = new int[Items * FeaturesAnItem];
        for (var slot = 0; slot < batchRows.Length; slot++)
        {
            // Lists of an item and block lie together.
            var firstList = slot / _slotsABlock * _groupsAnItem;
            var group = -1;
            foreach (var feature in Features(batchRows[slot], room))
            {
                if (feature / _width == group)
                    continue;
                group = feature / _width;
                counts[firstList + _listOfGroup[group]]++;
            }
        }

        var entries = 0;
        var start = _start.AsSpan(batch * (Items * _blocks + 1), Items * _blocks + 1);
        for (var key = 0; key < Items * _blocks; key++)
        {
            start[key] = entries;
            for (var list = 0; list < _groupsAnItem; list++)
                entries += counts[key * _groupsAnItem + list];
        }

        return start[^1] = entries;
    }

    // A counting sort by list, stable in the slot: sums then run in the order of the rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(ReadOnlySpan<int> batchRows, int batch)
    {
        var counts = CountsOf(batch);
        var next = new int[ListsABatch];
        for (var list = 1; list < next.Length; list++)
            next[list] = next[list - 1] + counts[list - 1];
        var slots = _slots.Pointer + _batchStart[batch];
        var (positions, room) = (new int[Items * FeaturesAnItem], new int[Items * FeaturesAnItem]);
        for (var slot = 0; slot < batchRows.Length; slot++)
        {
            var features = Features(batchRows[slot], room);
            // Lists of an item and block lie together.
            var firstList = slot / _slotsABlock * _groupsAnItem;
            var group = -1;
            var at = 0;
            for (var e = 0; e < features.Length; e++)
            {
                if (features[e] / _width != group)
                {
                    group = features[e] / _width;
                    at = next[firstList + _listOfGroup[group]]++;
                    slots[at] = (ushort)(slot % _slotsABlock);
                }

                positions[e] = at * _width + features[e] % _width;
            }

            Place(batch, slot, batchRows[slot], features, positions.AsSpan(0, features.Length));
        }
    }

    private static int Divide(int count, int size) => (count + size - 1) / size;

    private static int RoundUp(int count, int size) => Divide(count, size) * size;
}
