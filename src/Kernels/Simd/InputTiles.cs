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
    private const int SecondLevelBytes = 128 << 10;

    // Of such blocks, a tile of 32 rows uses each row of W1 hardly once; so many tiles a few times.
    private const int TilesASecondLevelBlock = 8;

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
    private readonly AlignedArray<byte> _values;
    private readonly bool _holdsBytes;

    private InputTiles(SimdRowSet rows, int tileRows, int listRows, int width, int tilesTogether, ThreadTeam team)
    {
        TilesTogether = tilesTogether;
        (_rows, _tileRows, _listRows, _width) = (rows.Rows.Count, tileRows, listRows, width);
        _holdsBytes = rows.Rows.Inputs.Bytes is not null;
        _blocks = (rows.Rows.Inputs.Columns + width - 1) / width;
        var tiles = (_rows + tileRows - 1) / tileRows;
        _start = new long[tiles + 1];
        _counts = new((long)tiles * ListsATile);
        team.ForEach((tiles + TilesATask - 1) / TilesATask, (_, task) => ForTask(task, tiles, new ListReader(rows, listRows), Count));
        for (var tile = 0; tile < tiles; tile++)
            _start[tile + 1] += _start[tile];
        _index = new(_start[^1]);
        _values = new(_start[^1] * listRows * ValueSize);
        team.ForEach((tiles + TilesATask - 1) / TilesATask, (_, task) => ForTask(task, tiles, new ListReader(rows, listRows), (tile, reader) => Fill(rows, tile, reader)));
    }

    /// <summary>R.</summary>
    public int TileRows => _tileRows;

    /// <summary>How many tiles are best taken at once.</summary>
    public int TilesTogether { get; }

    private int ValueSize => _holdsBytes ? ByteValues.Size : FloatValues.Size;

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
        var (fill, entries) = Sample(rows);
        if (fill >= LeastFill)
            return new(rows, tileRows, QuadRowSum.Width, width, 1, team);
        if (tileRows < LeastRows)
            return null;
        var together = 1;
        if (entries * width / columns < LeastEntriesAList)
        {
            width = Math.Clamp(SecondLevelBytes / panelBytes, 1, columns);
            together = TilesASecondLevelBlock;
        }

        return width == columns || entries * width / columns < LeastEntriesAList
            ? null
            : new(rows, tileRows, 1, width, together, team);
    }

    /// <summary>Whether <paramref name="rows"/> are those of whole tiles that follow one another.</summary>
    public bool Hold(ReadOnlySpan<int> rows, out int firstTile)
    {
        firstTile = rows[0] / _tileRows;
        return rows.Length % _listRows == 0 && AreTiles(rows, _tileRows, _rows);
    }

    /// <summary>How many rows of <paramref name="schedule"/> come as whole tiles, of <paramref name="rows"/> in all.</summary>
    public static int RowsInTiles(RowSchedule schedule, int tileRows, int rows)
    {
        var inTiles = 0;
        for (var batch = 0; batch < schedule.BatchCount; batch++)
        {
            var batchRows = schedule.Batch(batch);
            for (var slot = 0; slot < batchRows.Length; slot += tileRows)
            {
                var block = batchRows.Slice(slot, Math.Min(tileRows, batchRows.Length - slot));
                inTiles += AreTiles(block, tileRows, rows) ? block.Length : 0;
            }
        }

        return inTiles;
    }

    private static bool AreTiles(ReadOnlySpan<int> rows, int tileRows, int count)
    {
        if (rows[0] % tileRows != 0 || (rows.Length % tileRows != 0 && rows.Length != count - rows[0]))
            return false;
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i] != rows[0] + i)
                return false;
        }

        return true;
    }

    /// <summary>z1 = b1 + x·W1 for <paramref name="rows"/> rows, those of the tiles from <paramref name="firstTile"/> on.</summary>
    public void Multiply<TLane>(int firstTile, int rows, float* b1, float* w1, nint stride, float* z1, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var tiles = (rows + _tileRows - 1) / _tileRows;
        var taken = stackalloc long[tiles];
        for (var done = 0; done < registers; done += ListedRowSum.MaxRegisters)
        {
            var panel = Math.Min(ListedRowSum.MaxRegisters, registers - done);
            var offset = done * TLane.Count;
            for (var tile = 0; tile < tiles; tile++)
                taken[tile] = _start[firstTile + tile];
            for (var block = 0; block < _blocks; block++)
            {
                for (var tile = 0; tile < tiles; tile++)
                {
                    var result = z1 + tile * (nint)_tileRows * stride + offset;
                    // The first block starts from the bias, the others from where the one before has ended.
                    var initial = block == 0 ? b1 + offset : result;
                    taken[tile] += Multiply<TLane>(
                        firstTile + tile, block, taken[tile], w1 + block * _width * stride + offset, stride, initial, block == 0 ? 0 : stride, result, panel);
                }
            }
        }
    }

    /// <summary>Adds what the features of <paramref name="block"/> contribute, and returns how many entries that took.</summary>
    private long Multiply<TLane>(int tile, int block, long firstEntry, float* rows, nint stride, float* initial, nint initialRow, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
    {
        var counts = _counts.Pointer + (nint)tile * ListsATile + block * (nint)(_tileRows / _listRows);
        var entries = new EntryLists(counts, ListsOf(tile), _index.Pointer + firstEntry, _values.Pointer + firstEntry * _listRows * ValueSize);
        if (_holdsBytes)
            Block<TLane, ByteValues>(entries, rows, stride, initial, initialRow, result, registers);
        else
            Block<TLane, FloatValues>(entries, rows, stride, initial, initialRow, result, registers);
        long taken = 0;
        for (var list = 0; list < entries.Count; list++)
            taken += counts[list];
        return taken;
    }

    private void Block<TLane, TValues>(EntryLists entries, float* rows, nint stride, float* initial, nint initialRow, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        if (_listRows == 1)
            ListedRowSum.Compute<TLane, TValues>(entries, rows, stride, initial, initialRow, result, registers);
        else
            QuadRowSum.Compute<TLane, TValues>(entries, rows, stride, initial, initialRow, result, registers);
    }

    /// <summary>Of the first few hundred rows: the share of the values of quads that are not zero, and entries a row.</summary>
    private static (double Fill, double Entries) Sample(SimdRowSet rows)
    {
        const int Most = 512;
        var count = Math.Min(Most, rows.Rows.Count / QuadRowSum.Width * QuadRowSum.Width);
        if (count == 0)
            return (0, 0);
        long merged = 0;
        var reader = new ListReader(rows, QuadRowSum.Width);
        for (var row = 0; row < count; row += QuadRowSum.Width)
            merged += reader.Read(row).Length;
        return ((double)reader.Entries / Math.Max(1, merged * QuadRowSum.Width), (double)reader.Entries / count);
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
    private void Fill(SimdRowSet rows, int tile, ListReader reader)
    {
        var lists = _tileRows / _listRows;
        var counts = _counts.Pointer + (nint)tile * ListsATile;
        var (bytes, floats, columns) = (rows.Rows.Inputs.Bytes, rows.Rows.Inputs.Floats, rows.Rows.Inputs.Columns);
        var next = new int[ListsATile];
        var at = 0;
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = at;
            at += counts[i];
        }

        for (var list = 0; list < ListsOf(tile); list++)
        {
            var first = tile * _tileRows + list * _listRows;
            var features = reader.Read(first);
            var e = 0;
            for (var block = 0; block < _blocks; block++)
            {
                var count = counts[block * lists + list];
                var to = _start[tile] + next[block * lists + list];
                for (var i = 0; i < count; i++)
                {
                    var feature = features[e + i];
                    _index.Pointer[to + i] = (ushort)(feature - block * _width);
                    for (var r = 0; r < _listRows; r++)
                    {
                        var value = (first + r) * columns + feature;
                        if (bytes is not null)
                            _values.Pointer[(to + i) * _listRows + r] = bytes[value];
                        else
                            ((float*)_values.Pointer)[(to + i) * _listRows + r] = floats![value];
                    }
                }

                e += count;
            }
        }
    }

    private int ListsOf(int tile) => Math.Min(_tileRows, _rows - tile * _tileRows) / _listRows;
}
