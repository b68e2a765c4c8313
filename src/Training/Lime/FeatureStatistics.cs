using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>What LIME's tabular neighbours are drawn from: each feature's distribution over the training rows.</summary>
public sealed class FeatureStatistics
{
    private const int Quartiles = 4;

    private FeatureStatistics(double[] means, double[] deviations, QuartileBin[][] bins) =>
        (Means, Deviations, Bins) = (means, deviations, bins);

    /// <summary>Each feature's mean.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>Each feature's standard deviation; 1 where it does not vary.</summary>
    public IReadOnlyList<double> Deviations { get; }

    /// <summary>Each feature's bins between its quartiles, ascending; fewer than four where quartiles coincide.</summary>
    public IReadOnlyList<IReadOnlyList<QuartileBin>> Bins { get; }

    /// <summary>Measures training rows.</summary>
    public static FeatureStatistics Of(InputMatrix rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var values = rows.ToArray();
        var (means, deviations, bins) = (new double[rows.Columns], new double[rows.Columns], new QuartileBin[rows.Columns][]);
        var column = new double[rows.Rows];
        for (var d = 0; d < rows.Columns; d++)
        {
            for (var n = 0; n < column.Length; n++)
                column[n] = values[n * rows.Columns + d];
            means[d] = column.Average();
            var deviation = Deviation(column, means[d]);
            deviations[d] = deviation > 0 ? deviation : 1;
            Array.Sort(column);
            bins[d] = BinsOf(column);
        }

        return new FeatureStatistics(means, deviations, bins);
    }

    /// <summary>The bin of a feature that holds <paramref name="value"/>.</summary>
    public int BinOf(int feature, double value)
    {
        var bins = Bins[feature];
        var bin = 0;
        while (bin + 1 < bins.Count && value > bins[bin].Upper)
            bin++;
        return bin;
    }

    private static QuartileBin[] BinsOf(double[] sorted)
    {
        var edges = Enumerable.Range(1, Quartiles - 1).Select(q => Quantile(sorted, q / (double)Quartiles)).Distinct().ToArray();
        var bins = new List<QuartileBin>();
        var lower = double.NegativeInfinity;
        foreach (var upper in edges.Append(double.PositiveInfinity))
        {
            var inside = sorted.Where(value => value > lower && value <= upper).ToArray();
            if (inside.Length > 0)
            {
                var mean = inside.Average();
                bins.Add(new QuartileBin(lower, upper, inside.Length / (double)sorted.Length, mean, Deviation(inside, mean), inside[0], inside[^1]));
                lower = upper;
            }
        }

        bins[^1] = bins[^1] with { Upper = double.PositiveInfinity };
        return [.. bins];
    }

    /// <summary>Linear interpolation between order statistics.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        return below + 1 < sorted.Length ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private static double Deviation(double[] values, double mean) =>
        Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / values.Length);
}

/// <summary>A feature's values between two quartiles.</summary>
/// <param name="Lower">Values are above it.</param>
/// <param name="Upper">Values are at most it.</param>
/// <param name="Share">The share of training rows in it.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Least">The least of them.</param>
/// <param name="Greatest">The greatest of them.</param>
public sealed record QuartileBin(double Lower, double Upper, double Share, double Mean, double Deviation, double Least, double Greatest);
