namespace RrrGpu.Training;

/// <summary>
/// A table whose features are cut at their quartiles: an interpretable feature says whether a neighbour lies in the same bin as the
/// explained row. Bins are drawn by their share of the training rows, values from a bin's normal distribution cut off at its ends.
/// </summary>
public sealed class QuartileTable : TabularRow
{
    /// <summary>Draws after which a value outside the bin is replaced by the bin's mean.</summary>
    private const int Attempts = 100;

    private readonly int[] _bins;

    /// <summary>Explains a row.</summary>
    /// <param name="row">D values.</param>
    /// <param name="statistics">Of the training rows.</param>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public QuartileTable(ReadOnlySpan<float> row, FeatureStatistics statistics)
        : base(row, statistics)
    {
        _bins = new int[row.Length];
        for (var d = 0; d < row.Length; d++)
            _bins[d] = statistics.BinOf(d, row[d]);
    }

    /// <inheritdoc/>
    public override void Original(Span<double> interpretable, Span<float> input)
    {
        Row.CopyTo(input);
        interpretable.Fill(1);
    }

    /// <inheritdoc/>
    public override void Draw(RandomSource random, Span<double> interpretable, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var d = 0; d < Features; d++)
        {
            var bin = DrawBin(random, Statistics.Bins[d]);
            interpretable[d] = bin == _bins[d] ? 1 : 0;
            input[d] = (float)DrawValue(random, Statistics.Bins[d][bin]);
        }
    }

    private static int DrawBin(RandomSource random, IReadOnlyList<QuartileBin> bins)
    {
        var share = random.NextDouble();
        var bin = 0;
        while (bin + 1 < bins.Count && share >= bins[bin].Share)
            share -= bins[bin++].Share;
        return bin;
    }

    private static double DrawValue(RandomSource random, QuartileBin bin)
    {
        if (bin.Deviation == 0)
            return bin.Mean;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var value = bin.Mean + random.NextGaussian() * bin.Deviation;
            if (value >= bin.Least && value <= bin.Greatest)
                return value;
        }

        return bin.Mean;
    }
}
