using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Experiments;

/// <summary>Numbers of several models, or of several rows, summed up; all NaN where there are none.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, that of these numbers alone.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
/// <param name="Median">The one in the middle, the mean of both where there are two.</param>
internal sealed record Spread(int Count, double Mean, double Deviation, double Low, double High, double Median)
{
    /// <summary>Sums numbers up.</summary>
    public static Spread Of(params IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            return new Spread(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var mean = sorted.Average();
        return new Spread(
            sorted.Length,
            mean,
            Math.Sqrt(sorted.Average(v => (v - mean) * (v - mean))),
            sorted[0],
            sorted[^1],
            Middle(sorted[(sorted.Length - 1) / 2], sorted[sorted.Length / 2]));
    }

    /// <summary>The mean as a point of a curve, with whiskers from the lowest to the highest where there are several.</summary>
    public LinePoint Point(double x) => Count > 1 ? new LinePoint(x, Mean, Low, High) : new LinePoint(x, Mean);

    /// <summary>The mean as a point of a curve, with whiskers of a standard deviation.</summary>
    public LinePoint PointWithDeviation(double x) => new(x, Mean, Mean - Deviation, Mean + Deviation);

    /// <summary>The mean as a bar, with whiskers from the lowest to the highest where there are several.</summary>
    public BarValue Bar => Count > 1 ? new BarValue(Mean, Low, High) : new BarValue(Mean);

    // The mean of twice infinity is infinity.
    private static double Middle(double lower, double upper) => lower == upper ? lower : (lower + upper) / 2;
}
