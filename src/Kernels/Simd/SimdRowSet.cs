using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Rows, and the forms in which the passes take them, each made when first asked for: zeros contribute nothing to x·W1 and xᵀδ1,
/// and 81 % of MNIST's pixels and 98 % of a TF-IDF row are zero.
/// </summary>
internal sealed unsafe class SimdRowSet(LabeledRows rows) : IRowSet
{
    /// <summary>Looks at rows one by one before tiles are made, which takes as long as some of them; who looks more often will go on to do so.</summary>
    public const int LooksWithoutTiles = 6;

    private readonly Dictionary<(int Rows, int PanelBytes), InputTiles?> _tiles = [];
    private readonly ConditionalWeakTable<RowSchedule, Dictionary<(int Width, int Threads), InputColumns>> _columns = [];
    private readonly ConditionalWeakTable<Annotation, ConditionalWeakTable<RowSchedule, Dictionary<(int Width, int Threads), AnnotationColumns>>> _annotationColumns = [];
    private SparseRows? _sparse;
    private int _looks;

    public LabeledRows Rows { get; } = rows;

    /// <summary>The rows as tiles; null where rows one by one are as fast.</summary>
    /// <param name="tileRows">Rows a tile.</param>
    /// <param name="layout">Of the networks that they are for.</param>
    /// <param name="team">Who builds them.</param>
    public InputTiles? Tiles(int tileRows, PaddedLayout layout, ThreadTeam team)
    {
        var key = (tileRows, Math.Min(layout.Hidden1Registers, ListedRowSum.MaxRegisters) * layout.LaneCount * sizeof(float));
        if (!_tiles.TryGetValue(key, out var tiles))
            _tiles.Add(key, tiles = InputTiles.Build(this, key.Item1, key.Item2, team));
        return tiles;
    }

    /// <summary>
    /// The rows as tiles to evaluate; null for the first few looks, since making tiles costs more than these do without.
    /// </summary>
    public InputTiles? TilesToEvaluate(int tileRows, PaddedLayout layout, ThreadTeam team) =>
        _tiles.Count > 0 || _looks++ >= LooksWithoutTiles ? Tiles(tileRows, layout, team) : null;

    /// <summary>The rows one by one.</summary>
    public SparseRows Sparse(ThreadTeam team) => _sparse ??= new(this, team);

    /// <summary>The non-zero entries by feature for each minibatch of <paramref name="schedule"/>, built once for each schedule.</summary>
    public InputColumns Columns(RowSchedule schedule, PaddedLayout layout, ThreadTeam team)
    {
        var byShape = _columns.GetValue(schedule, static _ => []);
        if (!byShape.TryGetValue((layout.Hidden1, team.Size), out var columns))
            byShape.Add((layout.Hidden1, team.Size), columns = new InputColumns(this, schedule, layout.Hidden1 * sizeof(float), team));
        return columns;
    }

    /// <summary>Likewise for the entries that <paramref name="annotation"/> marks.</summary>
    public AnnotationColumns Columns(Annotation annotation, RowSchedule schedule, PaddedLayout layout, ThreadTeam team)
    {
        var byShape = _annotationColumns.GetValue(annotation, static _ => []).GetValue(schedule, static _ => []);
        if (!byShape.TryGetValue((layout.Hidden1, team.Size), out var columns))
            byShape.Add((layout.Hidden1, team.Size), columns = new AnnotationColumns(annotation, schedule, layout.Hidden1 * sizeof(float), team));
        return columns;
    }

    /// <summary>Of the first few hundred rows: the share that is not zero of pairs of neighbouring features that are not both zero.</summary>
    public double ShareOfPairs()
    {
        const int Most = 512;
        var features = new int[Rows.Inputs.Columns];
        long entries = 0, pairs = 0;
        for (var row = 0; row < Math.Min(Most, Rows.Count); row++)
        {
            var last = -1;
            foreach (var feature in features.AsSpan(0, Scan(row, features)))
            {
                entries++;
                pairs += feature / PairRowSum.Width == last ? 0 : 1;
                last = feature / PairRowSum.Width;
            }
        }

        return (double)entries / Math.Max(1, pairs * PairRowSum.Width);
    }

    /// <summary>Writes the features of a row that are not zero, ascending, and returns how many there are.</summary>
    /// <param name="row">The row.</param>
    /// <param name="features">Room for D.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Scan(int row, Span<int> features)
    {
        var columns = Rows.Inputs.Columns;
        var (found, feature) = (0, 0);
        if (Rows.Inputs.Bytes is { } bytes)
        {
            var values = bytes.AsSpan(row * columns, columns);
            for (; feature + Vector256<byte>.Count <= columns; feature += Vector256<byte>.Count)
                Mark(~Vector256.Equals(Vector256.Create<byte>(values[feature..]), Vector256<byte>.Zero).ExtractMostSignificantBits(), feature, features, ref found);
            for (; feature < columns; feature++)
            {
                if (values[feature] != 0)
                    features[found++] = feature;
            }

            return found;
        }

        var floats = Rows.Inputs.Floats.AsSpan(row * columns, columns);
        for (; feature + Vector256<float>.Count <= columns; feature += Vector256<float>.Count)
            Mark(~Vector256.Equals(Vector256.Create<float>(floats[feature..]), Vector256<float>.Zero).ExtractMostSignificantBits() & byte.MaxValue, feature, features, ref found);
        for (; feature < columns; feature++)
        {
            if (floats[feature] != 0)
                features[found++] = feature;
        }

        return found;
    }

    /// <summary>Appends the features whose bits are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mark(uint bits, int first, Span<int> features, ref int found)
    {
        for (; bits != 0; bits &= bits - 1)
            features[found++] = first + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Writes a row's values of <paramref name="features"/>.</summary>
    public void Gather(int row, ReadOnlySpan<int> features, float* values)
    {
        var first = row * Rows.Inputs.Columns;
        if (Rows.Inputs.Bytes is { } bytes)
        {
            for (var e = 0; e < features.Length; e++)
                values[e] = bytes[first + features[e]];
            return;
        }

        var floats = Rows.Inputs.Floats!;
        for (var e = 0; e < features.Length; e++)
            values[e] = floats[first + features[e]];
    }

    public void Dispose()
    {
        _tiles.Clear();
        _columns.Clear();
        _annotationColumns.Clear();
        _sparse = null;
    }
}
