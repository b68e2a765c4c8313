using RrrGpu.Host.Data;
using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>Splits rows so that training and test rows have the classes in the same shares.</summary>
internal static class StratifiedSplit
{
    /// <summary>
    /// Holds out a share of each class, rounded, but never the whole of it. Training rows come in random order, since a file is often
    /// sorted by class and minibatches should not be; test rows in that of the file.
    /// </summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">K.</param>
    /// <param name="share">The share, between 0 and 1.</param>
    /// <param name="seed">What rows are drawn by.</param>
    /// <exception cref="ArgumentException">No class has rows enough for one to be held out.</exception>
    public static RowSplit Draw(int[] labels, int classes, double share, long seed)
    {
        var (train, test) = (new List<int>(), new List<int>());
        for (var k = 0; k < classes; k++)
        {
            var rows = Enumerable.Range(0, labels.Length).Where(row => labels[row] == k).ToArray();
            new RandomSource(seed, RandomPurpose.Data, k).Shuffle<int>(rows);
            var held = Math.Min((int)Math.Round(share * rows.Length, MidpointRounding.AwayFromZero), Math.Max(0, rows.Length - 1));
            test.AddRange(rows[..held]);
            train.AddRange(rows[held..]);
        }

        if (test.Count == 0)
            throw new ArgumentException(FormattableString.Invariant($"expected enough rows of a class to hold out {share} of it, got {labels.Length} rows of {classes} classes"));
        test.Sort();
        return new RowSplit(Shuffled([.. train.Order()], classes, seed), [.. test]);
    }

    /// <summary>All rows, in random order.</summary>
    public static int[] Order(int rows, long seed) => Shuffled([.. Enumerable.Range(0, rows)], 0, seed);

    private static int[] Shuffled(int[] rows, int index, long seed)
    {
        new RandomSource(seed, RandomPurpose.Data, index).Shuffle<int>(rows);
        return rows;
    }
}
