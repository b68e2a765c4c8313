namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Rows 4i…4i+3 together: the features in which any of them is not zero, and their four values in each.
/// Rows that make up a whole quad in a minibatch, as they do in fixed order, share every row of W1 that they fetch.
/// </summary>
internal sealed unsafe class InputQuads
{
    private readonly AlignedArray<int> _features;
    private readonly AlignedArray<float> _values;
    private readonly long[] _start;

    public InputQuads(SimdRowSet rows, ThreadTeam team)
    {
        const int QuadsAnItem = 128;
        var quads = rows.Rows.Count / QuadRowSum.Width;
        var items = (quads + QuadsAnItem - 1) / QuadsAnItem;
        _start = new long[quads + 1];
        team.ForEach(items, (_, item) =>
        {
            for (var quad = item * QuadsAnItem; quad < Math.Min(quads, (item + 1) * QuadsAnItem); quad++)
                _start[quad + 1] = Merge(rows, quad, null, null);
        });
        for (var quad = 0; quad < quads; quad++)
            _start[quad + 1] += _start[quad];
        long entries = 0;
        for (var row = 0; row < quads * QuadRowSum.Width; row++)
        {
            rows.Features(row, out var count);
            entries += count;
        }

        Fill = (double)entries / Math.Max(1, _start[^1] * QuadRowSum.Width);
        _features = new(_start[^1]);
        _values = new(_start[^1] * QuadRowSum.Width);
        team.ForEach(items, (_, item) =>
        {
            for (var quad = item * QuadsAnItem; quad < Math.Min(quads, (item + 1) * QuadsAnItem); quad++)
                Merge(rows, quad, _features.Pointer + _start[quad], _values.Pointer + _start[quad] * QuadRowSum.Width);
        });
    }

    /// <summary>The share of values that are not zero.</summary>
    public double Fill { get; }

    /// <summary>The features of quad <paramref name="quad"/>, with four values each.</summary>
    public int* Features(int quad, out float* values, out int count)
    {
        count = (int)(_start[quad + 1] - _start[quad]);
        values = _values.Pointer + _start[quad] * QuadRowSum.Width;
        return _features.Pointer + _start[quad];
    }

    /// <summary>Merges the ascending features of four rows; counts only where there is nowhere to write.</summary>
    private static int Merge(SimdRowSet rows, int quad, int* features, float* values)
    {
        var first = quad * QuadRowSum.Width;
        var next = stackalloc int[QuadRowSum.Width];
        var merged = 0;
        while (true)
        {
            var feature = int.MaxValue;
            for (var r = 0; r < QuadRowSum.Width; r++)
            {
                var entries = rows.Features(first + r, out var count);
                if (next[r] < count)
                    feature = Math.Min(feature, entries[next[r]]);
            }

            if (feature == int.MaxValue)
                return merged;
            for (var r = 0; r < QuadRowSum.Width; r++)
            {
                var entries = rows.Features(first + r, out var count);
                var has = next[r] < count && entries[next[r]] == feature;
                if (features is not null)
                    values[merged * QuadRowSum.Width + r] = has ? rows.Values(first + r)[next[r]] : 0;
                next[r] += has ? 1 : 0;
            }

            if (features is not null)
                features[merged] = feature;
            merged++;
        }
    }
}
