namespace RrrGpu.Training;

/// <summary>How many entries M_c marks for each of many cutoffs c, counted in one pass over the gradients.</summary>
public sealed class ShareByCutoff
{
    // Engines bring gradients below this up before they compare, so that c·max|g| cannot underflow; here likewise.
    private const float SmallestClear = 1e-30f;
    private const float Lift = 1e30f;

    private readonly float[] _cutoffs;
    private readonly long[] _lastPassed;
    private long _entries;

    /// <summary>Begins to count.</summary>
    /// <param name="cutoffs">Ascending cutoffs, from 0 up to but not including 1; at least one.</param>
    /// <exception cref="ArgumentException">They are not.</exception>
    public ShareByCutoff(IReadOnlyList<float> cutoffs)
    {
        ArgumentNullException.ThrowIfNull(cutoffs);
        if (cutoffs.Count == 0)
            throw new ArgumentException("cutoffs: expected at least one, got none");
        for (var i = 0; i < cutoffs.Count; i++)
        {
            if (!(cutoffs[i] >= 0 && cutoffs[i] < 1) || (i > 0 && cutoffs[i] <= cutoffs[i - 1]))
                throw new ArgumentException($"cutoffs: expected ascending numbers from 0 up to but not including 1, got {cutoffs[i]}");
        }

        _cutoffs = [.. cutoffs];
        _lastPassed = new long[_cutoffs.Length];
    }

    /// <summary>0.00, 0.01, …, 0.99.</summary>
    public static IReadOnlyList<float> Hundredths { get; } = [.. Enumerable.Range(0, 100).Select(static i => i / 100f)];

    /// <summary>The cutoffs.</summary>
    public IReadOnlyList<float> Cutoffs => _cutoffs;

    /// <summary>Marked entries for each cutoff.</summary>
    public IReadOnlyList<long> Counts
    {
        get
        {
            var counts = new long[_cutoffs.Length];
            for (var (i, above) = (counts.Length - 1, 0L); i >= 0; i--)
                counts[i] = above += _lastPassed[i];
            return counts;
        }
    }

    /// <summary>Marked entries as a share of all, for each cutoff.</summary>
    public IReadOnlyList<double> Shares => [.. Counts.Select(count => _entries == 0 ? 0 : (double)count / _entries)];

    /// <summary>Counts more rows.</summary>
    /// <param name="maskGradients">Gradients that masks are cut from, rows × <paramref name="columns"/> row-major.</param>
    /// <param name="columns">D.</param>
    /// <exception cref="ArgumentException">The values are no whole number of rows.</exception>
    public void Add(ReadOnlyMemory<float> maskGradients, int columns)
    {
        if (columns < 1 || maskGradients.Length % columns != 0)
            throw new ArgumentException($"gradients: expected rows of {columns} values, got {maskGradients.Length} values");
        Parallel.For(
            0,
            maskGradients.Length / columns,
            () => new RowCounter(_cutoffs),
            (row, _, counter) =>
            {
                counter.Add(maskGradients.Span.Slice(row * columns, columns));
                return counter;
            },
            counter =>
            {
                lock (_lastPassed)
                    counter.AddTo(_lastPassed);
            });
        _entries += maskGradients.Length;
    }

    /// <summary>Counts, for each cutoff, the entries that pass it and not the next.</summary>
    private sealed class RowCounter
    {
        // Where to begin to look for an entry's place among the cutoffs, by its size relative to the row's largest.
        private const int Buckets = 1024;
        private readonly float[] _cutoffs;
        private readonly float[] _thresholds;
        private readonly int[] _begin = new int[Buckets + 1];
        private readonly long[] _lastPassed;

        public RowCounter(float[] cutoffs)
        {
            _cutoffs = cutoffs;
            _thresholds = new float[cutoffs.Length];
            _lastPassed = new long[cutoffs.Length];
            for (var bucket = 0; bucket <= Buckets; bucket++)
                _begin[bucket] = Array.FindLastIndex(cutoffs, cutoff => cutoff <= (float)bucket / Buckets);
        }

        public void Add(ReadOnlySpan<float> gradient)
        {
            var largest = 0f;
            foreach (var value in gradient)
                largest = Math.Max(largest, Math.Abs(value));
            if (largest == 0)
                return;
            var lift = largest < SmallestClear ? Lift : 1;
            for (var i = 0; i < _thresholds.Length; i++)
                _thresholds[i] = _cutoffs[i] * (largest * lift);
            var toBucket = Buckets / (largest * lift);
            foreach (var value in gradient)
            {
                var magnitude = Math.Abs(value) * lift;
                var last = _begin[Math.Min(Buckets, (int)(magnitude * toBucket))];
                while (last + 1 < _thresholds.Length && magnitude > _thresholds[last + 1])
                    last++;
                while (last >= 0 && !(magnitude > _thresholds[last]))
                    last--;
                if (last >= 0)
                    _lastPassed[last]++;
            }
        }

        public void AddTo(long[] sums)
        {
            for (var i = 0; i < sums.Length; i++)
                sums[i] += _lastPassed[i];
        }
    }
}
