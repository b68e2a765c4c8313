using System.Runtime.CompilerServices;

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

    /// <summary>Counts the entries and, where at least <paramref name="leastFill"/> of the values are not zero, gathers them.</summary>
    public InputQuads(SimdRowSet rows, double leastFill, ThreadTeam team)
    {
        const int QuadsAnItem = 128;
        var quads = rows.Rows.Count / QuadRowSum.Width;
        var items = (quads + QuadsAnItem - 1) / QuadsAnItem;
        var columns = rows.Rows.Inputs.Columns;
        _start = new long[quads + 1];
        team.ForEach(items, (_, item) => Count(rows, item * QuadsAnItem, Math.Min(quads, (item + 1) * QuadsAnItem), columns));
        for (var quad = 0; quad < quads; quad++)
            _start[quad + 1] += _start[quad];
        long entries = 0;
        for (var row = 0; row < quads * QuadRowSum.Width; row++)
        {
            rows.Features(row, out var count);
            entries += count;
        }

        Fill = (double)entries / Math.Max(1, _start[^1] * QuadRowSum.Width);
        if (Fill < leastFill)
        {
            (_features, _values) = (new(0), new(0));
            return;
        }

        _features = new(_start[^1]);
        _values = new(_start[^1] * QuadRowSum.Width);
        team.ForEach(items, (_, item) => Merge(rows, item * QuadsAnItem, Math.Min(quads, (item + 1) * QuadsAnItem), columns));
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(SimdRowSet rows, int first, int end, int columns)
    {
        var seen = new int[columns];
        for (var quad = first; quad < end; quad++)
        {
            // Features are marked with the quad that saw them last, so that nothing need be cleared.
            var merged = 0;
            for (var r = 0; r < QuadRowSum.Width; r++)
            {
                var features = rows.Features(quad * QuadRowSum.Width + r, out var count);
                for (var e = 0; e < count; e++)
                {
                    merged += seen[features[e]] == quad + 1 ? 0 : 1;
                    seen[features[e]] = quad + 1;
                }
            }

            _start[quad + 1] = merged;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Merge(SimdRowSet rows, int first, int end, int columns)
    {
        var seen = new bool[columns];
        var gathered = new float[columns * QuadRowSum.Width];
        for (var quad = first; quad < end; quad++)
        {
            for (var r = 0; r < QuadRowSum.Width; r++)
            {
                var features = rows.Features(quad * QuadRowSum.Width + r, out var count);
                var values = rows.Values(quad * QuadRowSum.Width + r);
                for (var e = 0; e < count; e++)
                {
                    seen[features[e]] = true;
                    gathered[features[e] * QuadRowSum.Width + r] = values[e];
                }
            }

            var next = _start[quad];
            for (var feature = 0; feature < columns; feature++)
            {
                if (!seen[feature])
                    continue;
                _features.Pointer[next] = feature;
                gathered.AsSpan(feature * QuadRowSum.Width, QuadRowSum.Width).CopyTo(new Span<float>(_values.Pointer + next * QuadRowSum.Width, QuadRowSum.Width));
                next++;
            }

            Array.Clear(seen);
            Array.Clear(gathered);
        }
    }
}
