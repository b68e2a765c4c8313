namespace RrrGpu.Training;

/// <summary>
/// Training rows held out to measure on. They are drawn without replacement by a seed of their own, so that models of every seed
/// share them; rows left keep their order.
/// </summary>
/// <param name="Fraction">Their share of the training rows, above 0 and below 1; at least one row is drawn and one is left.</param>
/// <param name="Seed">The seed of the draw.</param>
public sealed record ValidationSplit(double Fraction, long Seed = 0)
{
    /// <summary>Draws the rows that are held out, ascending.</summary>
    /// <param name="rows">The training rows there are.</param>
    /// <param name="kept">Rows that must stay in training.</param>
    /// <exception cref="ArgumentException">Too few rows are free to be held out, or none would be left.</exception>
    public int[] Draw(int rows, IReadOnlyCollection<int> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        var staying = new HashSet<int>(kept);
        var free = Enumerable.Range(0, rows).Where(row => !staying.Contains(row)).ToArray();
        var count = Math.Max(1, (int)Math.Round(Fraction * rows));
        if (count > free.Length || count >= rows)
            throw new ArgumentException($"validation fraction: expected {count} rows to hold out with one left to train on, got {rows} rows of which {free.Length} are free");
        new RandomSource(Seed, RandomPurpose.Validation).Shuffle(free.AsSpan());
        var drawn = free[..count];
        Array.Sort(drawn);
        return drawn;
    }
}
