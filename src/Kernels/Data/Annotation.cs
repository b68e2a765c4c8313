namespace RrrGpu.Kernels;

/// <summary>
/// A: which input entries of which rows should not matter, N × D, binary or weighted, held as compressed sparse rows
/// so that it costs what it marks.
/// </summary>
public sealed class Annotation
{
    private readonly int[] _rowStart;
    private readonly int[] _features;
    private readonly float[]? _weights;

    internal Annotation(int columns, int[] rowStart, int[] features, float[]? weights)
    {
        Columns = columns;
        _rowStart = rowStart;
        _features = features;
        _weights = weights;
        for (var row = 0; row < Rows; row++)
            MaxPerRow = Math.Max(MaxPerRow, rowStart[row + 1] - rowStart[row]);
    }

    /// <summary>N, the number of rows.</summary>
    public int Rows => _rowStart.Length - 1;

    /// <summary>D, the number of features.</summary>
    public int Columns { get; }

    /// <summary>The marked (non-zero) entries.</summary>
    public int Count => _features.Length;

    /// <summary>The most marked entries in one row.</summary>
    public int MaxPerRow { get; }

    /// <summary>Marked entries as a share of N × D.</summary>
    public double Fraction => (double)Count / ((long)Rows * Columns);

    /// <summary>Whether entries carry weights other than 1.</summary>
    public bool IsWeighted => _weights is not null;

    /// <summary>Where each row's entries begin, N + 1 offsets.</summary>
    public ReadOnlySpan<int> RowStart => _rowStart;

    /// <summary>The marked features, row after row, ascending in a row.</summary>
    public ReadOnlySpan<int> Features => _features;

    /// <summary>The weight of each entry of <see cref="Features"/>; empty where all are 1.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>The features marked in <paramref name="row"/>, ascending.</summary>
    public ReadOnlySpan<int> RowFeatures(int row) => _features.AsSpan(_rowStart[row], _rowStart[row + 1] - _rowStart[row]);

    /// <summary>Builds a binary annotation from each row's marked features.</summary>
    /// <param name="rows">N.</param>
    /// <param name="columns">D.</param>
    /// <param name="isMarked">Tells whether (row, feature) is marked.</param>
    public static Annotation FromPredicate(int rows, int columns, Func<int, int, bool> isMarked)
    {
        ArgumentNullException.ThrowIfNull(isMarked);
        var rowStart = new int[rows + 1];
        var features = new List<int>();
        for (var row = 0; row < rows; row++)
        {
            for (var feature = 0; feature < columns; feature++)
            {
                if (isMarked(row, feature))
                    features.Add(feature);
            }

            rowStart[row + 1] = features.Count;
        }

        return new Annotation(columns, rowStart, [.. features], null);
    }

    /// <summary>Builds from a dense row-major N × D array; zeros are unmarked, and all-ones weights become binary.</summary>
    /// <exception cref="ArgumentException">The length is not rows × columns, or a weight is negative or not finite.</exception>
    public static Annotation FromDense(ReadOnlySpan<float> values, int rows, int columns)
    {
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"annotation: expected {rows} × {columns} values, got {values.Length}");
        var rowStart = new int[rows + 1];
        var features = new List<int>();
        var weights = new List<float>();
        for (var row = 0; row < rows; row++)
        {
            for (var feature = 0; feature < columns; feature++)
            {
                var weight = values[row * columns + feature];
                if (!float.IsFinite(weight) || weight < 0)
                    throw new ArgumentException($"annotation: row {row}, feature {feature}: expected a finite weight of at least 0, got {weight}");
                if (weight == 0)
                    continue;
                features.Add(feature);
                weights.Add(weight);
            }

            rowStart[row + 1] = features.Count;
        }

        return new Annotation(columns, rowStart, [.. features], weights.TrueForAll(static w => w == 1) ? null : [.. weights]);
    }

    /// <summary>Builds a binary annotation from compressed sparse rows, without copying.</summary>
    /// <param name="columns">D.</param>
    /// <param name="rowStart">N + 1 ascending offsets into <paramref name="features"/>, the first 0, the last its length.</param>
    /// <param name="features">Marked features, strictly ascending in each row.</param>
    /// <exception cref="ArgumentException">The offsets or features are not as described.</exception>
    public static Annotation FromSparse(int columns, int[] rowStart, int[] features)
    {
        ArgumentNullException.ThrowIfNull(rowStart);
        ArgumentNullException.ThrowIfNull(features);
        if (rowStart.Length < 2 || rowStart[0] != 0 || rowStart[^1] != features.Length)
            throw new ArgumentException("annotation: row offsets must begin at 0 and end at the number of marked entries");
        for (var row = 0; row + 1 < rowStart.Length; row++)
        {
            if (rowStart[row + 1] < rowStart[row] || rowStart[row + 1] > features.Length)
                throw new ArgumentException($"annotation: row {row}: row offsets must not descend");
            for (var i = rowStart[row]; i < rowStart[row + 1]; i++)
            {
                if ((uint)features[i] >= (uint)columns || (i > rowStart[row] && features[i] <= features[i - 1]))
                    throw new ArgumentException($"annotation: row {row}: features must ascend within 0…{columns - 1}, got {features[i]}");
            }
        }

        return new Annotation(columns, rowStart, features, null);
    }

    /// <summary>Builds a binary annotation that marks the same features in every row.</summary>
    /// <param name="rows">N.</param>
    /// <param name="columns">D.</param>
    /// <param name="features">Features from 0 to D−1, in any order; repeats count once.</param>
    /// <exception cref="ArgumentException">A feature does not exist.</exception>
    public static Annotation FromFeatures(int rows, int columns, ReadOnlySpan<int> features)
    {
        var marked = new SortedSet<int>();
        foreach (var feature in features)
        {
            if ((uint)feature >= (uint)columns)
                throw new ArgumentException($"annotation: expected features from 0 to {columns - 1}, got {feature}");
            marked.Add(feature);
        }

        int[] row = [.. marked];
        var all = new int[checked(rows * row.Length)];
        for (var n = 0; n < rows; n++)
            row.CopyTo(all, n * row.Length);
        return new Annotation(columns, [.. Enumerable.Range(0, rows + 1).Select(n => n * row.Length)], all, null);
    }

    /// <summary>What either of two annotations marks; an entry that both mark has the larger of their weights.</summary>
    /// <exception cref="ArgumentException">Their shapes differ.</exception>
    public static Annotation Union(Annotation first, Annotation second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Rows != second.Rows || first.Columns != second.Columns)
            throw new ArgumentException($"annotation: expected one of {first.Rows} × {first.Columns} entries to unite with, got {second.Rows} × {second.Columns}");
        return AnnotationUnion.Of(first, second);
    }

    /// <summary>The same annotation with the marks of every other row taken away.</summary>
    /// <param name="rows">The rows that keep their marks, in any order.</param>
    /// <exception cref="ArgumentException">A row does not exist.</exception>
    public Annotation RestrictTo(ReadOnlySpan<int> rows)
    {
        var isKept = new bool[Rows];
        foreach (var row in rows)
        {
            if ((uint)row >= (uint)Rows)
                throw new ArgumentException($"annotation: expected a row from 0 to {Rows - 1}, got {row}");
            isKept[row] = true;
        }

        var rowStart = new int[Rows + 1];
        for (var row = 0; row < Rows; row++)
            rowStart[row + 1] = rowStart[row] + (isKept[row] ? RowFeatures(row).Length : 0);
        var features = new int[rowStart[^1]];
        var weights = _weights is null ? null : new float[features.Length];
        for (var row = 0; row < Rows; row++)
        {
            if (!isKept[row])
                continue;
            RowFeatures(row).CopyTo(features.AsSpan(rowStart[row]));
            _weights?.AsSpan(_rowStart[row], rowStart[row + 1] - rowStart[row]).CopyTo(weights.AsSpan(rowStart[row]));
        }

        return new Annotation(Columns, rowStart, features, weights);
    }

    /// <summary>The annotation of the given rows, in the given order.</summary>
    /// <exception cref="ArgumentException">A row does not exist.</exception>
    public Annotation Select(ReadOnlySpan<int> rows)
    {
        var rowStart = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)Rows)
                throw new ArgumentException($"annotation: expected a row from 0 to {Rows - 1}, got {rows[i]}");
            rowStart[i + 1] = checked(rowStart[i] + _rowStart[rows[i] + 1] - _rowStart[rows[i]]);
        }

        var features = new int[rowStart[^1]];
        var weights = _weights is null ? null : new float[features.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var (start, length) = (_rowStart[rows[i]], rowStart[i + 1] - rowStart[i]);
            _features.AsSpan(start, length).CopyTo(features.AsSpan(rowStart[i]));
            _weights?.AsSpan(start, length).CopyTo(weights.AsSpan(rowStart[i]));
        }

        return new Annotation(Columns, rowStart, features, weights);
    }

    /// <summary>Throws unless this annotation covers exactly <paramref name="inputs"/>.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void RequireShapeOf(InputMatrix inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Rows != inputs.Rows || Columns != inputs.Columns)
            throw new ArgumentException($"annotation: expected {inputs.Rows} × {inputs.Columns} entries like the inputs, got {Rows} × {Columns}");
    }
}
