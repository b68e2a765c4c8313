using System.Globalization;
using RrrGpu.Host.Reports;
using ScottPlot;

namespace RrrGpu.Bench.Scaling;

/// <summary>Every series on logarithmic axes, with a line of slope 1 through its last point.</summary>
internal static class ScalingPicture
{
    private const int Columns = 3;
    private const int Width = 420;
    private const int Height = 320;

    /// <summary>Writes a PNG.</summary>
    public static void Save(ScalingReport report, string path)
    {
        var multiplot = new Multiplot { Layout = new ScottPlot.MultiplotLayouts.Grid((report.Series.Count + Columns - 1) / Columns, Columns) };
        multiplot.AddPlots(report.Series.Count);
        foreach (var (series, plot) in report.Series.Zip(multiplot.GetPlots()))
            Draw(series, plot);
        var rows = (report.Series.Count + Columns - 1) / Columns;
        multiplot.SavePng(path, Columns * Width, rows * Height);
    }

    private static void Draw(MeasuredSeries series, Plot plot)
    {
        double[] x = [.. series.Points.Select(static point => Math.Log10(point.Value))];
        double[] y = [.. series.Points.Select(static point => Math.Log10(point.MsPerStep))];
        var line = plot.Add.Scatter(x, y, Color.FromHex("#1f6feb"));
        line.MarkerSize = 7;
        var straight = plot.Add.Line(x[0], y[^1] - (x[^1] - x[0]), x[^1], y[^1]);
        straight.LineColor = Color.FromHex("#8b939c");
        straight.LinePattern = LinePattern.Dashed;
        plot.Axes.Bottom.TickGenerator = Ticks();
        plot.Axes.Left.TickGenerator = Ticks();
        plot.XLabel(series.Size);
        plot.YLabel("ms a step");
        ReportFonts.Apply(plot);
        plot.Axes.SetLimitsY(Math.Floor(y.Min()), Math.Ceiling(y.Max()));
    }

    private static ScottPlot.TickGenerators.NumericAutomatic Ticks() => new()
    {
        IntegerTicksOnly = true,
        LabelFormatter = static exponent => Math.Pow(10, exponent).ToString("0.####", CultureInfo.InvariantCulture),
    };
}
