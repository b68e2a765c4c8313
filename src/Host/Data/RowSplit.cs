using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>Rows to train on and rows to test on.</summary>
/// <param name="Train">Indices of training rows, in the order in which they are used.</param>
/// <param name="Test">Indices of test rows.</param>
public sealed record RowSplit(int[] Train, int[] Test)
{
    /// <summary>Puts all rows into a random order and holds the last ones out.</summary>
    /// <param name="rows">N.</param>
    /// <param name="testRows">How many to hold out; at least 1 and below N.</param>
    /// <param name="seed">The seed of all splits.</param>
    /// <param name="index">Which split; the result depends on the arguments alone.</param>
    /// <exception cref="ArgumentException"><paramref name="testRows"/> leaves nothing to train or to test on.</exception>
    public static RowSplit Draw(int rows, int testRows, long seed, long index = 0)
    {
        if (testRows < 1 || testRows >= rows)
            throw new ArgumentException($"test rows: expected at least 1 and fewer than all {rows}, got {testRows}");
        var order = Enumerable.Range(0, rows).ToArray();
        new RandomSource(seed, RandomPurpose.Data, index).Shuffle<int>(order);
        return new RowSplit(order[..^testRows], order[^testRows..]);
    }
}
