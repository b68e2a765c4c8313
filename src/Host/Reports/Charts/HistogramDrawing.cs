using ScottPlot;
using ScottPlot.Plottables;

namespace RrrGpu.Host.Reports;

/// <summary>Lays validated histograms out as ScottPlot plots side by side under one legend.</summary>
internal sealed class HistogramDrawing(Histogram chart, ReportTheme theme)
{
    private const byte FillOpacity = 70;
    private const float Gap = 8;
    private const float MarginTop = 8;
    private const float MarginRight = 12;

    // About what the heights on the left take of a panel's width.
    private const float HeightsWidth = 45;

    // Room above the highest bin for the marks of the means, a row a series, as shares of that bin.
    private const double Headroom = 0.05;
    private const double MarkRow = 0.07;

    private readonly string[] _names = [.. chart.Panels.SelectMany(panel => panel.Series).Select(series => series.Name).Distinct()];

    public Picture Draw(int width, int height)
    {
        float step = (width + Gap) / chart.Panels.Count;
        Plot[] plots = [.. chart.Panels.Select((panel, i) => CreatePlot(panel, i == 0 ? chart.CountName : "", step - Gap, height))];
        var legend = new PlotLegend(plots[0], _names.Select(KeyOf), width, theme);
        return PlotPicture.Draw(
            width, legend.Height + height, theme, legend, [.. plots.Select((plot, i) => new PlacedPlot(plot, i * step, legend.Height, step - Gap, height))]);
    }

    private Plot CreatePlot(HistogramPanel panel, string countName, float width, float height)
    {
        Plot plot = PlotLook.CreatePlot(theme);
        (double minimum, double maximum) = Histogram.EndsOf(panel);
        int[][] counts = [.. panel.Series.Select(series => chart.CountsOf(panel, series))];
        int most = Math.Max(1, counts.Max(static bins => bins.Max()));
        for (int s = 0; s < panel.Series.Count; s++)
        {
            SeriesMark mark = MarkOf(panel.Series[s].Name);
            AddBins(plot, counts[s], minimum, (maximum - minimum) / chart.Bins, mark);
            double[] inside = [.. panel.Series[s].Values.Where(value => value >= minimum && value <= maximum)];
            if (inside.Length > 0)
                plot.Add.Marker(inside.Average(), most * (1 + Headroom + MarkRow * (panel.Series.Count - 1 - s))).MarkerStyle = mark.Marker();
        }

        var x = new AxisScale(new ChartAxis(panel.ValueName, Minimum: minimum, Maximum: maximum), []);
        x.ApplyTo(plot.Axes.Bottom, width - HeightsWidth);
        // One size for all panels, so that they stand on one line.
        plot.Axes.Bottom.Label.FontSize = Lettering.FittingSize(chart.Panels.Select(static other => other.ValueName), PlotLook.LetterSize, width - HeightsWidth);
        plot.Axes.Left.TickGenerator = AxisScale.LinearTicks();
        plot.Axes.SetLimitsY(0, most * (1 + 2 * Headroom + MarkRow * (panel.Series.Count - 1)));
        PlotLook.Name(plot.Axes.Left, countName, height * 0.7f);
        plot.Axes.Top.LockSize(MarginTop);
        plot.Axes.Right.LockSize(MarginRight);
        return plot;
    }

    private static void AddBins(Plot plot, int[] counts, double minimum, double width, SeriesMark mark)
    {
        Polygon bins = plot.Add.Polygon(
        [
            new(minimum, 0),
            .. counts.SelectMany((count, bin) => new Coordinates[] { new(minimum + bin * width, count), new(minimum + (bin + 1) * width, count) }),
            new(minimum + counts.Length * width, 0),
        ]);
        bins.FillColor = mark.Color.WithAlpha(FillOpacity);
        bins.LineColor = mark.Color;
        bins.LineWidth = SeriesMark.LineWidth;
    }

    private SeriesMark MarkOf(string name) => SeriesMark.Of(Array.IndexOf(_names, name), theme);

    private LegendItem KeyOf(string name) => new()
    {
        LabelText = name,
        FillColor = MarkOf(name).Color.WithAlpha(FillOpacity),
        MarkerStyle = MarkOf(name).Marker(),
    };
}
