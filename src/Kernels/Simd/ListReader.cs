using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>The features in which one row, or any of four neighbouring rows, is not zero. For one thread.</summary>
/// <param name="rows">The rows.</param>
/// <param name="listRows">1 or 4.</param>
internal sealed class ListReader(SimdRowSet rows, int listRows)
{
    private readonly int[] _features = new int[rows.Rows.Inputs.Columns];
    private readonly int[] _merged = new int[listRows == 1 ? 0 : rows.Rows.Inputs.Columns];
    private readonly bool[] _seen = new bool[listRows == 1 ? 0 : rows.Rows.Inputs.Columns];

    /// <summary>Entries of single rows that the lists read so far have taken together.</summary>
    public long Entries { get; private set; }

    /// <summary>The features of the list that begins with <paramref name="row"/>, ascending, until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<int> Read(int row)
    {
        if (listRows == 1)
            return _features.AsSpan(0, rows.Scan(row, _features));
        for (var r = 0; r < listRows; r++)
        {
            var found = _features.AsSpan(0, rows.Scan(row + r, _features));
            Entries += found.Length;
            foreach (var feature in found)
                _seen[feature] = true;
        }

        var merged = 0;
        for (var feature = 0; feature < _seen.Length; feature++)
        {
            if (_seen[feature])
                _merged[merged++] = feature;
        }

        Array.Clear(_seen);
        return _merged.AsSpan(0, merged);
    }
}
