using System.Runtime.Intrinsics;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// The inputs of every minibatch of some schedules by feature, laid out on the host: for each tile of four features the rows
/// in which one of them is not zero, and their four values in each. A thread can then finish four features' gradients in
/// registers, and no two threads write to the same place. Neighbouring pixels are mostly zero or not together, so that few of
/// the values are zeros.
/// </summary>
internal sealed class SparseTileLayout
{
    private const int Width = BatchPlan.FeatureTile;

    private readonly Dictionary<RowSchedule, int> _firstOffsets = new(ReferenceEqualityComparer.Instance);
    private readonly int _tiles;

    private SparseTileLayout(int tiles, int offsets)
    {
        _tiles = tiles;
        Offsets = new int[offsets];
    }

    /// <summary>Where each tile of each minibatch begins, and where the last one ends.</summary>
    public int[] Offsets { get; }

    /// <summary>Each item's row within its minibatch.</summary>
    public int[] Rows { get; private set; } = [];

    /// <summary>Each item's four values.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Where the offset of the first tile of minibatch <paramref name="batch"/> stands in <see cref="Offsets"/>.</summary>
    public int FirstOffset(RowSchedule schedule, int batch) => _firstOffsets[schedule] + batch * (_tiles + 1);

    /// <summary>The most items that take no more than a quarter of <paramref name="memory"/> bytes, and whose values one buffer holds.</summary>
    public static long MaxItems(long memory) =>
        Math.Min(memory / 4 / (sizeof(int) + Width * sizeof(float)), (int.MaxValue - DeviceMemory.Slack) / Width);

    /// <summary>Lays out <paramref name="inputs"/>; null where there are more than <paramref name="maxItems"/> items.</summary>
    public static SparseTileLayout? Of(InputMatrix inputs, IReadOnlyList<RowSchedule> schedules, long maxItems)
    {
        var tiles = (inputs.Columns + Width - 1) / Width;
        RowSchedule[] distinct = [.. schedules.Distinct<RowSchedule>(ReferenceEqualityComparer.Instance)];
        var offsets = distinct.Sum(schedule => (long)schedule.BatchCount * (tiles + 1));
        if (offsets > maxItems)
            return null;

        var layout = new SparseTileLayout(tiles, (int)offsets);
        var row = new float[tiles * Width];
        long items = 0;
        var next = 0;
        foreach (var schedule in distinct)
        {
            layout._firstOffsets.Add(schedule, next);
            for (var batch = 0; batch < schedule.BatchCount; batch++)
            {
                items = layout.Count(inputs, schedule.Batch(batch), row, next, items);
                if (items > maxItems)
                    return null;
                next += tiles + 1;
            }
        }

        (layout.Rows, layout.Values) = (new int[items], new float[items * Width]);
        foreach (var schedule in distinct)
        {
            for (var batch = 0; batch < schedule.BatchCount; batch++)
                layout.Fill(inputs, schedule.Batch(batch), row, layout.FirstOffset(schedule, batch));
        }

        return layout;
    }

    private static bool IsZero(ReadOnlySpan<float> row, int tile) => Vector128.EqualsAll(Vector128.Create(row.Slice(tile * Width, Width)), Vector128<float>.Zero);

    /// <summary>Sets where each tile begins, the first one at <paramref name="first"/>, and returns where the last one ends.</summary>
    private long Count(InputMatrix inputs, ReadOnlySpan<int> rows, float[] row, int firstOffset, long first)
    {
        var offsets = Offsets.AsSpan(firstOffset, _tiles + 1);
        foreach (var index in rows)
        {
            inputs.CopyRow(index, row);
            for (var tile = 0; tile < _tiles; tile++)
            {
                if (!IsZero(row, tile))
                    offsets[tile + 1]++;
            }
        }

        // Offsets may overflow here; there are too many items then, and nothing is laid out.
        offsets[0] = (int)first;
        for (var tile = 0; tile < _tiles; tile++)
        {
            first += offsets[tile + 1];
            offsets[tile + 1] = (int)first;
        }

        return first;
    }

    // A counting sort by tile, stable in the row: sums then run in the order of the rows.
    private void Fill(InputMatrix inputs, ReadOnlySpan<int> rows, float[] row, int firstOffset)
    {
        var next = Offsets.AsSpan(firstOffset, _tiles).ToArray();
        for (var slot = 0; slot < rows.Length; slot++)
        {
            inputs.CopyRow(rows[slot], row);
            for (var tile = 0; tile < _tiles; tile++)
            {
                if (IsZero(row, tile))
                    continue;
                var item = next[tile]++;
                Rows[item] = slot;
                row.AsSpan(tile * Width, Width).CopyTo(Values.AsSpan(item * Width));
            }
        }
    }
}
