using System.Numerics;

namespace RrrGpu.Kernels;

/// <summary>M_c of every row: the features whose |input gradient| exceeds c times the row's largest, one bit an entry.</summary>
public sealed class FeatureMasks
{
    /// <summary>Allocates unmarked masks.</summary>
    public FeatureMasks(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        WordsPerRow = (columns + 31) / 32;
        Words = new uint[checked(rows * WordsPerRow)];
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>D, the number of features.</summary>
    public int Columns { get; }

    /// <summary>32-bit words a row.</summary>
    public int WordsPerRow { get; }

    /// <summary>The bits: feature d of row r is bit d mod 32 of word r·<see cref="WordsPerRow"/> + d/32; bits beyond D are 0.</summary>
    public uint[] Words { get; }

    /// <summary>Whether feature <paramref name="column"/> of <paramref name="row"/> is marked.</summary>
    public bool this[int row, int column] => (Words[row * WordsPerRow + (column >> 5)] >> (column & 31) & 1) != 0;

    /// <summary>The marked entries.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (var word in Words)
                count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Marked entries as a share of all.</summary>
    public double Fraction => (double)Count / ((long)Rows * Columns);

    /// <summary>The bits of one row.</summary>
    public ReadOnlySpan<uint> RowWords(int row) => Words.AsSpan(row * WordsPerRow, WordsPerRow);

    /// <summary>The entries that <paramref name="annotation"/> marks, whatever their weights.</summary>
    public static FeatureMasks From(Annotation annotation)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        var masks = new FeatureMasks(annotation.Rows, annotation.Columns);
        for (var row = 0; row < masks.Rows; row++)
        {
            foreach (var feature in annotation.RowFeatures(row))
                masks.Words[row * masks.WordsPerRow + (feature >> 5)] |= 1u << (feature & 31);
        }

        return masks;
    }

    /// <summary>Marks what <paramref name="other"/> marks as well.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void UnionWith(FeatureMasks other)
    {
        RequireShapeOf(other);
        for (var i = 0; i < Words.Length; i++)
            Words[i] |= other.Words[i];
    }

    /// <summary>The entries that both mark.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public long IntersectionCount(FeatureMasks other)
    {
        RequireShapeOf(other);
        long count = 0;
        for (var i = 0; i < Words.Length; i++)
            count += BitOperations.PopCount(Words[i] & other.Words[i]);
        return count;
    }

    /// <summary>
    /// Intersection over union: the entries that both mark as a share of those that either marks; 1 where neither marks any.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public double Overlap(FeatureMasks other)
    {
        var both = IntersectionCount(other);
        var either = Count + other.Count - both;
        return either == 0 ? 1 : (double)both / either;
    }

    /// <summary>Overwrites rows from <paramref name="firstRow"/> on with those of <paramref name="part"/>.</summary>
    /// <exception cref="ArgumentException">The features differ, or there are too few rows.</exception>
    public void CopyRowsFrom(FeatureMasks part, int firstRow)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (part.Columns != Columns || firstRow < 0 || firstRow > Rows - part.Rows)
            throw new ArgumentException($"masks: expected a part of {Rows} × {Columns} entries, got {part.Rows} × {part.Columns} from row {firstRow}");
        part.Words.CopyTo(Words, firstRow * WordsPerRow);
    }

    /// <summary>The same marks as a binary annotation.</summary>
    public Annotation ToAnnotation()
    {
        var rowStart = new int[Rows + 1];
        var features = new int[checked((int)Count)];
        var next = 0;
        for (var row = 0; row < Rows; row++)
        {
            for (var word = 0; word < WordsPerRow; word++)
            {
                for (var bits = Words[row * WordsPerRow + word]; bits != 0; bits &= bits - 1)
                    features[next++] = word * 32 + BitOperations.TrailingZeroCount(bits);
            }

            rowStart[row + 1] = next;
        }

        return Annotation.FromSparse(Columns, rowStart, features);
    }

    private void RequireShapeOf(FeatureMasks other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException($"masks: expected {Rows} × {Columns} entries, got {other.Rows} × {other.Columns}");
    }
}
