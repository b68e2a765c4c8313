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

    private const int TilesATask = 16;

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
        team.ForEach((tiles + TilesATask - 1) / TilesATask, (_, task) => ForTask(task, tiles, new ListReader(rows, listRows), Count));
        for (var tile = 0; tile < tiles; tile++)
            _start[tile + 1] += _start[tile];
        _index = new(_start[^1]);
        _values = new(_start[^1] * listRows);
        team.ForEach((tiles + TilesATask - 1) / TilesATask, (_, task) => ForTask(task, tiles, new ListReader(rows, listRows), Fill));
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
        var lists = ListsOf(tile);
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

    /// <summary>How many of the values of quads of rows are not zero, in some hundred rows.</summary>
    private static double FillOfQuads(SimdRowSet rows)
    {
        const int Most = 512;
        long entries = 0, merged = 0;
        var reader = new ListReader(rows, QuadRowSum.Width);
        for (var row = 0; row + QuadRowSum.Width <= Math.Min(Most, rows.Rows.Count); row += QuadRowSum.Width)
        {
            merged += reader.Read(row).Length;
            for (var r = 0; r < QuadRowSum.Width; r++)
            {
                rows.Features(row + r, out var count);
                entries += count;
            }
        }

        return merged == 0 ? 0 : (double)entries / (merged * QuadRowSum.Width);
    }

    private static void ForTask(int task, int tiles, ListReader reader, Action<int, ListReader> work)
    {
        for (var tile = task * TilesATask; tile < Math.Min(tiles, (task + 1) * TilesATask); tile++)
            work(tile, reader);
    }

    /// <summary>Sets how long a tile's lists are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(int tile, ListReader reader)
    {
        var lists = _tileRows / _listRows;
        var counts = _counts.Pointer + (nint)tile * ListsATile;
        long entries = 0;
        for (var list = 0; list < ListsOf(tile); list++)
        {
            var features = reader.Read(tile * _tileRows + list * _listRows);
            var e = 0;
            for (var block = 0; block < _blocks; block++)
            {
                var before = e;
                for (var end = (block + 1) * _width; e < features.Length && features[e] < end;)
                    e++;
                counts[block * lists + list] = (ushort)(e - before);
            }

            entries += features.Length;
        }

        _start[tile + 1] = entries;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int tile, ListReader reader)
    {
        var lists = _tileRows / _listRows;
        var counts = _counts.Pointer + (nint)tile * ListsATile;
        Span<int> next = stackalloc int[ListsATile];
        var at = 0;
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = at;
            at += counts[i];
        }

        for (var list = 0; list < ListsOf(tile); list++)
        {
            var features = reader.Read(tile * _tileRows + list * _listRows);
            var e = 0;
            for (var block = 0; block < _blocks; block++)
            {
                var count = counts[block * lists + list];
                var to = _start[tile] + next[block * lists + list];
                for (var i = 0; i < count; i++)
                    _index.Pointer[to + i] = (ushort)(features[e + i] - block * _width);
                reader.Values(e, count).CopyTo(new Span<float>(_values.Pointer + to * _listRows, count * _listRows));
                e += count;
            }
        }
    }

    private int ListsOf(int tile) => Math.Min(_tileRows, _rows - tile * _tileRows) / _listRows;
}
