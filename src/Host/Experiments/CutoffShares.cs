using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>The share of training entries that a model would forbid, by cutoff, as in the notebooks beside the paper.</summary>
internal sealed class CutoffShares
{
    // Where the fall is looked at: below, noise of hardly used pixels; above, the few pixels that are the largest of their rows.
    private const float FitFrom = 0.1f;
    private const float FitTo = 0.9f;

    private readonly IReadOnlyList<double> _shares;

    /// <summary>Averages the counts of several models; without any, shares are NaN.</summary>
    public CutoffShares(IEnumerable<IReadOnlyList<double>> counted)
    {
        var all = counted.ToArray();
        _shares = [.. ShareByCutoff.Hundredths.Select((_, i) => all.Select(shares => shares[i]).MeanOrNaN())];
        var fitted = ShareByCutoff.Hundredths.Index().Where(entry => entry.Item is >= FitFrom and <= FitTo).ToArray();
        Straightness = Squared([.. fitted.Select(static entry => (double)entry.Item)], [.. fitted.Select(entry => Math.Log(_shares[entry.Index]))]);
    }

    /// <summary>R² of a straight line through log share against c from 0.1 to 0.9: 1 for an exponential fall.</summary>
    public double Straightness { get; }

    /// <summary>The share at the paper's cutoff.</summary>
    public double AtCutoff => _shares[(int)Math.Round(ExperimentRun.Cutoff * 100)];

    /// <summary>Counts the entries of a model's M_c over the training rows, for c in hundredths.</summary>
    public static IReadOnlyList<double> Count(ExperimentContext context, DataSet data, FoundModel model)
    {
        using var explainer = new Explainer(context.Engine, model.Parameters, model.Scale);
        var count = new ShareByCutoff(ShareByCutoff.Hundredths);
        foreach (var chunk in explainer.MaskGradients(data.Train))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            count.Add(chunk.Gradients, data.Train.Inputs.Columns);
        }

        return count.Shares;
    }

    /// <summary>Counts for the first model of each sequence that has one.</summary>
    public static CutoffShares OfFirst(ExperimentContext context, DataSet data, IEnumerable<FindAnotherResult> sequences) =>
        new(sequences.Where(static s => s.Models.Count > 0).Select(s => Count(context, data, s.Models[0])));

    /// <summary>The share against c, its axis logarithmic; nothing where no cutoff has an entry.</summary>
    public ReportFigure[] Figures()
    {
        LinePoint[] points = [.. ShareByCutoff.Hundredths.Select((cutoff, i) => new LinePoint(ReportNumbers.AsWritten(cutoff), _shares[i])).Where(static point => point.Y > 0)];
        return points.Length == 0 ? [] : [Figure(points)];
    }

    private ReportFigure Figure(LinePoint[] points)
    {
        var chart = new LineChart(
            new ChartAxis("cutoff c", Minimum: 0, Maximum: 1),
            new ChartAxis("share of entries in M_c", IsLogarithmic: true),
            [new LineSeries("θ₀, training rows", points)],
            Levels: AtCutoff > 0 ? [new LineLevel("share at c = 0.67", AtCutoff)] : []);
        return new ReportFigure(
            "share-by-cutoff",
            "How much θ₀ forbids, by cutoff",
            $"The share of all training entries whose gradient exceeds c times the largest of its row, for c from 0 to 0.99. An exponential fall is a straight line on a logarithmic axis: R² is 1 for one, and {ReportNumbers.Overlap(Straightness)} here, from c = 0.1 to 0.9.",
            $"A falling line on a logarithmic axis: {ReportNumbers.Percent(points[0].Y)} of the entries at c = {ReportNumbers.Short(points[0].X)}, {ReportNumbers.Percent(AtCutoff)} at 0.67.",
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    /// <summary>The squared correlation of two lists of numbers; NaN where either does not vary or is not finite.</summary>
    internal static double Squared(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }

        return xy * xy / (xx * yy);
    }
}
