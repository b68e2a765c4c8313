using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The arrays of a <see cref="BatchPlan"/>, laid out on the host.</summary>
internal sealed class BatchPlanLayout
{
    private readonly List<int> _rows = [];
    private readonly List<int> _offsets = [];
    private readonly List<int> _entryRows = [];
    private readonly List<int> _entryFeatures = [];
    private readonly List<float> _entryWeights = [];
    private readonly List<QuadEntry> _quads = [];
    private readonly List<int> _tileOffsets = [];
    private readonly List<int> _markedTiles = [];
    private readonly int _tiles;
    private readonly bool _byFeatureToo;
    private readonly Predicate<Annotation> _isDense;

    /// <summary>Lays out schedules and annotations.</summary>
    /// <param name="schedules">One for all models, or one each.</param>
    /// <param name="annotations">Each model's annotation where its right-reasons term is computed, else null.</param>
    /// <param name="features">D.</param>
    /// <param name="reduction">How rows are combined.</param>
    /// <param name="byFeature">Whether entries are needed by feature too, for weight gradients.</param>
    /// <param name="isDense">Tells whether every entry of an annotation gets a mark, rather than those that it marks a place in a list.</param>
    /// <param name="inputs">The inputs of these schedules by feature, where weight gradients read them so.</param>
    public BatchPlanLayout(
        IReadOnlyList<RowSchedule> schedules,
        IReadOnlyList<Annotation?> annotations,
        int features,
        Reduction reduction,
        bool byFeature,
        Predicate<Annotation>? isDense = null,
        SparseTileLayout? inputs = null)
    {
        (Inputs, Marks) = (inputs, new DenseMarkLayout(features));
        _isDense = isDense ?? (static _ => false);
        Models = annotations.Count;
        _tiles = (features + BatchPlan.FeatureTile - 1) / BatchPlan.FeatureTile;
        _byFeatureToo = byFeature;
        var batches = schedules[0].BatchCount;
        Descriptors = new BatchDescriptor[checked(batches * Models)];
        MaxRows = new int[batches];
        MaxEntries = new int[batches];
        MaxMarkedTiles = new int[batches];
        IsWeighted = annotations.Any(annotation => annotation is { IsWeighted: true } && !_isDense(annotation));

        SharesRows = schedules.All(schedule => ReferenceEquals(schedule, schedules[0]));
        var firstPositions = new Dictionary<RowSchedule, int>(ReferenceEqualityComparer.Instance);
        var parts = new Dictionary<(RowSchedule, Annotation?), BatchDescriptor[]>();
        for (var model = 0; model < Models; model++)
        {
            var schedule = schedules[schedules.Count == 1 ? 0 : model];
            if (!firstPositions.TryGetValue(schedule, out var firstPosition))
            {
                firstPosition = _rows.Count;
                firstPositions.Add(schedule, firstPosition);
                _rows.AddRange(schedule.Rows);
            }

            if (!parts.TryGetValue((schedule, annotations[model]), out var part))
            {
                part = LayOut(schedule, annotations[model], firstPosition, reduction);
                parts.Add((schedule, annotations[model]), part);
            }

            for (var batch = 0; batch < batches; batch++)
            {
                Descriptors[batch * Models + model] = part[batch];
                MaxRows[batch] = Math.Max(MaxRows[batch], part[batch].Rows);
                MaxEntries[batch] = Math.Max(MaxEntries[batch], part[batch].Entries);
                MaxMarkedTiles[batch] = Math.Max(MaxMarkedTiles[batch], part[batch].MarkedTiles);
            }
        }
    }

    /// <summary>The inputs by feature, where they are part of the plan.</summary>
    public SparseTileLayout? Inputs { get; }

    /// <summary>The annotations of which every entry has a mark.</summary>
    public DenseMarkLayout Marks { get; }

    /// <summary>M.</summary>
    public int Models { get; }

    /// <summary>Whether every model has the same rows.</summary>
    public bool SharesRows { get; }

    /// <summary>Whether listed entries carry weights.</summary>
    public bool IsWeighted { get; }

    /// <summary>A descriptor for each minibatch and model, models innermost.</summary>
    public BatchDescriptor[] Descriptors { get; }

    /// <summary>The most rows of a model in each minibatch.</summary>
    public int[] MaxRows { get; }

    /// <summary>The most entries of a model in each minibatch.</summary>
    public int[] MaxEntries { get; }

    /// <summary>The most feature tiles with entries of a model in each minibatch.</summary>
    public int[] MaxMarkedTiles { get; }

    /// <summary>Rows of the data set by position.</summary>
    public ReadOnlySpan<int> Rows => CollectionsMarshal.AsSpan(_rows);

    /// <summary>Where each position's entries begin, and at the end of a part where its last ones end.</summary>
    public ReadOnlySpan<int> Offsets => CollectionsMarshal.AsSpan(_offsets);

    /// <summary>Each entry's row within its minibatch.</summary>
    public ReadOnlySpan<int> EntryRows => CollectionsMarshal.AsSpan(_entryRows);

    /// <summary>Each entry's feature.</summary>
    public ReadOnlySpan<int> EntryFeatures => CollectionsMarshal.AsSpan(_entryFeatures);

    /// <summary>Each entry's weight; null where all are 1.</summary>
    public float[]? EntryWeights => IsWeighted ? [.. _entryWeights] : null;

    /// <summary>Each minibatch's entries by feature tile, then row.</summary>
    public ReadOnlySpan<QuadEntry> Quads => CollectionsMarshal.AsSpan(_quads);

    /// <summary>Where each slice of each feature tile of each minibatch begins in <see cref="Quads"/>, and where the last one ends.</summary>
    public ReadOnlySpan<int> TileOffsets => CollectionsMarshal.AsSpan(_tileOffsets);

    /// <summary>The feature tiles of each minibatch that have entries, ascending.</summary>
    public ReadOnlySpan<int> MarkedTiles => CollectionsMarshal.AsSpan(_markedTiles);

    private BatchDescriptor[] LayOut(RowSchedule schedule, Annotation? annotation, int firstPosition, Reduction reduction)
    {
        var descriptors = new BatchDescriptor[schedule.BatchCount];
        for (var batch = 0; batch < descriptors.Length; batch++)
        {
            var rows = schedule.Batch(batch);
            ref var descriptor = ref descriptors[batch];
            descriptor.Rows = rows.Length;
            descriptor.FirstPosition = firstPosition + schedule.BatchStart[batch];
            descriptor.FirstInputTileOffset = Inputs?.FirstOffset(schedule, batch) ?? 0;
            descriptor.CrossEntropyScale = reduction == Reduction.Sum ? 1f : 1f / rows.Length;
            descriptor.RightReasonsScale = reduction == Reduction.Mean ? 1f / rows.Length : 1f;
            if (annotation is null)
                continue;

            if (reduction == Reduction.MeanByAnnotation)
                descriptor.RightReasonsScale = (float)(1 / Math.Max(1, Total(rows, annotation)));
            if (_isDense(annotation))
                (descriptor.MarkForm, descriptor.FirstMark) = Marks.Add(rows, annotation);
            else
                AddEntries(ref descriptor, rows, annotation);
        }

        return descriptors;
    }

    private static double Total(ReadOnlySpan<int> rows, Annotation annotation)
    {
        var total = 0.0;
        foreach (var row in rows)
        {
            var (start, end) = (annotation.RowStart[row], annotation.RowStart[row + 1]);
            if (!annotation.IsWeighted)
                total += end - start;
            else
            {
                foreach (var weight in annotation.Weights[start..end])
                    total += weight;
            }
        }

        return total;
    }

    private void AddEntries(ref BatchDescriptor descriptor, ReadOnlySpan<int> rows, Annotation annotation)
    {
        descriptor.FirstEntryOffset = _offsets.Count;
        descriptor.FirstEntry = _entryFeatures.Count;
        for (var row = 0; row < rows.Length; row++)
        {
            _offsets.Add(_entryFeatures.Count);
            var features = annotation.RowFeatures(rows[row]);
            _entryFeatures.AddRange(features);
            for (var i = 0; i < features.Length; i++)
            {
                _entryRows.Add(row);
                if (IsWeighted)
                    _entryWeights.Add(annotation.IsWeighted ? annotation.Weights[annotation.RowStart[rows[row]] + i] : 1f);
            }
        }

        _offsets.Add(_entryFeatures.Count);
        descriptor.Entries = _entryFeatures.Count - descriptor.FirstEntry;
        descriptor.FirstTileOffset = _tileOffsets.Count;
        descriptor.FirstMarkedTile = _markedTiles.Count;
        if (_byFeatureToo)
            AddQuads(descriptor.FirstEntry, RowSlices.RowsOf(rows.Length));
        descriptor.MarkedTiles = _markedTiles.Count - descriptor.FirstMarkedTile;
    }

    private void AddQuads(int firstEntry, int rowsOfSlice)
    {
        // A counting sort by tile, then slice of the rows: entries come in row order, and stay so.
        var (quads, keys) = (new List<QuadEntry>(), new List<int>());
        var start = new int[_tiles * RowSlices.Count + 1];
        var (lastRow, lastTile) = (-1, -1);
        for (var entry = firstEntry; entry < _entryFeatures.Count; entry++)
        {
            var (row, tile) = (_entryRows[entry], _entryFeatures[entry] / BatchPlan.FeatureTile);
            if ((row, tile) != (lastRow, lastTile))
            {
                (lastRow, lastTile) = (row, tile);
                var key = tile * RowSlices.Count + row / rowsOfSlice;
                start[key + 1]++;
                keys.Add(key);
                quads.Add(QuadEntry.At(entry - firstEntry, row));
            }

            quads[^1] = quads[^1].With(_entryFeatures[entry] % BatchPlan.FeatureTile);
        }

        var first = _quads.Count;
        for (var key = 0; key < start.Length; key++)
        {
            if (key > 0)
                start[key] += start[key - 1];
            _tileOffsets.Add(first + start[key]);
        }

        for (var tile = 0; tile < _tiles; tile++)
        {
            if (start[tile * RowSlices.Count] < start[(tile + 1) * RowSlices.Count])
                _markedTiles.Add(tile);
        }

        CollectionsMarshal.SetCount(_quads, first + quads.Count);
        var sorted = CollectionsMarshal.AsSpan(_quads)[first..];
        for (var i = 0; i < keys.Count; i++)
            sorted[start[keys[i]]++] = quads[i];
    }
}
