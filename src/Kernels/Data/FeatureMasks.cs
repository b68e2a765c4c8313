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
}
