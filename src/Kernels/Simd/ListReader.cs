using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>The non-zero entries of one row, or of four neighbouring rows together, by ascending feature. For one thread.</summary>
/// <param name="rows">The rows.</param>
/// <param name="listRows">1 or 4.</param>
internal sealed unsafe class ListReader(SimdRowSet rows, int listRows)
{
    private readonly float[] _gathered = new float[listRows == 1 ? 0 : rows.Rows.Inputs.Columns * listRows];
    private readonly bool[] _seen = new bool[listRows == 1 ? 0 : rows.Rows.Inputs.Columns];
    private readonly int[] _features = new int[listRows == 1 ? 0 : rows.Rows.Inputs.Columns];
    private readonly float[] _values = new float[listRows == 1 ? 0 : rows.Rows.Inputs.Columns * listRows];
    private int _row;

    /// <summary>Goes to the list that begins with <paramref name="row"/>; returns the features in which any of its rows is not zero.</summary>
    public ReadOnlySpan<int> Read(int row)
    {
        _row = row;
        if (listRows > 1)
            return Merge(row);
        var features = rows.Features(row, out var count);
        return new(features, count);
    }

    /// <summary>The values of <paramref name="count"/> features from the <paramref name="first"/> on, one for each row of the list.</summary>
    public ReadOnlySpan<float> Values(int first, int count) =>
        listRows > 1 ? _values.AsSpan(first * listRows, count * listRows) : new(rows.Values(_row) + first, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<int> Merge(int row)
    {
        for (var r = 0; r < listRows; r++)
        {
            var features = rows.Features(row + r, out var count);
            var values = rows.Values(row + r);
            for (var e = 0; e < count; e++)
            {
                _seen[features[e]] = true;
                _gathered[features[e] * listRows + r] = values[e];
            }
        }

        var merged = 0;
        for (var feature = 0; feature < _seen.Length; feature++)
        {
            if (!_seen[feature])
                continue;
            _features[merged] = feature;
            _gathered.AsSpan(feature * listRows, listRows).CopyTo(_values.AsSpan(merged * listRows));
            merged++;
        }

        Array.Clear(_seen);
        Array.Clear(_gathered);
        return _features.AsSpan(0, merged);
    }
}
