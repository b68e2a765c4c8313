using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The non-zero inputs of rows tR…tR+R−1 together, ordered by block of features and then by row, so that x·W1 takes the rows of
/// W1 that belong to a block from the first-level cache: fetched one row of x at a time, they come from the second level, at
/// half the speed. Rows with few zeros are taken by fours, which share every row of W1 that they fetch.
/// </summary>
internal sealed unsafe class InputTiles
{
    // Of a first-level cache of 32 KB and a share of a second-level one, what rows of W1 may take.
    private const int FirstLevelBytes = 28 << 10;
    private const int SecondLevelBytes = 256 << 10;

    // Fewer entries than this are not worth a list: starting one costs as much as five entries.
    private const int LeastEntriesAList = 8;

    // Of fewer rows, a block of W1 is not used often enough while it is in the cache.
    private const int LeastRows = 32;

    // A quad's entry costs three times a single row's.
    private const double LeastFill = 0.7;

    private readonly int _rows;
    private readonly int _tileRows;
    private readonly int _listRows;
    private readonly int _width;
    private readonly int _blocks;
    private readonly long[] _start;
    private readonly AlignedArray<ushort> _counts;
    private readonly AlignedArray<ushort> _index;
    private readonly AlignedArray<float> _values;

    private InputTiles(SimdRowSet rows, int tileRows, int listRows, int width, ThreadTeam team)
    {
        (_rows, _tileRows, _listRows, _width) = (rows.Rows.Count, tileRows, listRows, width);
        _blocks = (rows.Rows.Inputs.Columns + width - 1) / width;
        var tiles = (_rows + tileRows - 1) / tileRows;
        _start = new long[tiles + 1];
        _counts = new((long)tiles * ListsATile);
        team.ForEach(tiles, (_, tile) => _start[tile + 1] = Walk(rows, tile, null, null));
        for (var tile = 0; tile < tiles; tile++)
            _start[tile + 1] += _start[tile];
        _index = new(_start[^1]);
        _values = new(_start[^1] * listRows);
        team.ForEach(tiles, (_, tile) => Walk(rows, tile, _index.Pointer + _start[tile], _values.Pointer + _start[tile] * listRows));
    }

    private int ListsATile => _blocks * (_tileRows / _listRows);

    /// <summary>Tiles of <paramref name="rows"/>; null where rows one by one are as fast.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="tileRows">R, a multiple of four.</param>
    /// <param name="panelBytes">What one call reads of a row of W1.</param>
    /// <param name="team">Who builds them.</param>
    public static InputTiles? Build(SimdRowSet rows, int tileRows, int panelBytes, ThreadTeam team)
    {
        var columns = rows.Rows.Inputs.Columns;
        var width = Math.Clamp(FirstLevelBytes / panelBytes, 1, columns);
        if (FillOfQuads(rows) >= LeastFill)
            return new(rows, tileRows, QuadRowSum.Width, width, team);
        if (tileRows < LeastRows)
            return null;
        var entries = (double)rows.Entries / Math.Max(1, rows.Rows.Count);
        if (entries * width / columns < LeastEntriesAList)
            width = Math.Clamp(SecondLevelBytes / panelBytes, 1, columns);
        return width == columns || width > ushort.MaxValue || entries * width / columns < LeastEntriesAList
            ? null
            : new(rows, tileRows, 1, width, team);
    }

    /// <summary>Whether <paramref name="rows"/> are those of one tile.</summary>
    public bool Holds(ReadOnlySpan<int> rows, out int tile)
    {
        tile = rows[0] / _tileRows;
        if (rows[0] % _tileRows != 0 || rows.Length % _listRows != 0 || rows.Length != Math.Min(_tileRows, _rows - rows[0]))
            return false;
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i] != rows[0] + i)
                return false;
        }

        return true;
    }

    /// <summary>z1 = b1 + x·W1 for the rows of <paramref name="tile"/>.</summary>
    public void Multiply<TLane>(int tile, float* b1, float* w1, nint stride, float* z1, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var lists = Math.Min(_tileRows, _rows - tile * _tileRows) / _listRows;
        for (var done = 0; done < registers; done += ListedRowSum.MaxRegisters)
        {
            var panel = Math.Min(ListedRowSum.MaxRegisters, registers - done);
            var offset = done * TLane.Count;
            var counts = _counts.Pointer + (nint)tile * ListsATile;
            var index = _index.Pointer + _start[tile];
            var values = _values.Pointer + _start[tile] * _listRows;
            for (var block = 0; block < _blocks; block++)
            {
                var entries = new EntryLists(counts, lists, index, values);
                var rows = w1 + block * _width * stride + offset;
                // The first block starts from the bias, the others from where the one before has ended.
                var (initial, initialRow) = block == 0 ? ((nint)(b1 + offset), 0) : ((nint)(z1 + offset), stride);
                if (_listRows == 1)
                    ListedRowSum.Compute<TLane>(entries, rows, stride, (float*)initial, initialRow, z1 + offset, panel);
                else
                    QuadRowSum.Compute<TLane>(entries, rows, stride, (float*)initial, initialRow, z1 + offset, panel);
                nint taken = 0;
                for (var list = 0; list < lists; list++)
                    taken += counts[list];
                counts += _tileRows / _listRows;
                index += taken;
                values += taken * _listRows;
            }
        }
    }

    /// <summary>How many of the values of quads of rows are not zero, of the first few thousand rows.</summary>
    private static double FillOfQuads(SimdRowSet rows)
    {
        const int Most = 4096;
        long entries = 0, merged = 0;
        Span<int> next = stackalloc int[QuadRowSum.Width];
        for (var row = 0; row + QuadRowSum.Width <= Math.Min(Most, rows.Rows.Count); row += QuadRowSum.Width)
        {
            next.Clear();
            for (var feature = Smallest(rows, row, next); feature < int.MaxValue; feature = Smallest(rows, row, next))
            {
                merged++;
                for (var r = 0; r < next.Length; r++)
                    entries += Takes(rows, row + r, feature, ref next[r], out _) ? 1 : 0;
            }
        }

        return merged == 0 ? 0 : (double)entries / (merged * QuadRowSum.Width);
    }

    /// <summary>Counts the entries of a tile's lists and, where they are given, writes them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Walk(SimdRowSet rows, int tile, ushort* index, float* values)
    {
        long entries = 0;
        var first = tile * _tileRows;
        var count = Math.Min(_tileRows, _rows - first);
        Span<int> next = stackalloc int[count];
        next.Clear();
        var counts = _counts.Pointer + (nint)tile * ListsATile;
        for (var block = 0; block < _blocks; block++)
        {
            for (var row = 0; row + _listRows <= count; row += _listRows)
            {
                var before = entries;
                var list = next.Slice(row, _listRows);
                for (var feature = Smallest(rows, first + row, list); feature < (block + 1) * _width; feature = Smallest(rows, first + row, list))
                {
                    for (var r = 0; r < list.Length; r++)
                    {
                        if (Takes(rows, first + row + r, feature, ref list[r], out var value) && values is not null)
                            values[entries * _listRows + r] = value;
                    }

                    if (index is not null)
                        index[entries] = (ushort)(feature - block * _width);
                    entries++;
                }

                counts[block * (_tileRows / _listRows) + row / _listRows] = (ushort)(entries - before);
            }
        }

        return entries;
    }

    /// <summary>The smallest feature that any of a list's rows still has; the largest integer where none has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Smallest(SimdRowSet rows, int first, ReadOnlySpan<int> next)
    {
        var smallest = int.MaxValue;
        for (var r = 0; r < next.Length; r++)
        {
            var features = rows.Features(first + r, out var count);
            if (next[r] < count)
                smallest = Math.Min(smallest, features[next[r]]);
        }

        return smallest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Takes(SimdRowSet rows, int row, int feature, ref int next, out float value)
    {
        var features = rows.Features(row, out var count);
        if (next == count || features[next] != feature)
        {
            value = 0;
            return false;
        }

        value = rows.Values(row)[next++];
        return true;
    }
}
