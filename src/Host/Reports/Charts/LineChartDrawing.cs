using ScottPlot;
using ScottPlot.Plottables;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="LineChart"/> out on a ScottPlot plot, its legend above.</summary>
internal sealed class LineChartDrawing(LineChart chart, ReportTheme theme)
{
    private const byte BandOpacity = 46;
    private const float MarginTop = 8;
    private const float MarginRight = 14;

    private static readonly LinePattern LevelPattern = new([1.5f, 3.5f], 0, "level");

    private readonly AxisScale _x = new(chart.X, chart.Series.SelectMany(series => series.Points).Select(point => point.X));
    private readonly AxisScale _left = ScaleOf(chart, chart.Y, isSecond: false);
    private readonly AxisScale? _right = chart.SecondY is null ? null : ScaleOf(chart, chart.SecondY, isSecond: true);

    public Picture Draw(int width, int height)
    {
        Plot plot = PlotLook.CreatePlot(theme);
        if (_x.Break is { } apart)
            plot.Add.VerticalLine(apart, 1, Color.FromHex(theme.Muted), LevelPattern);
        for (int i = 0; i < chart.Series.Count; i++)
            AddSeries(plot, chart.Series[i], chart.Series[i].IsReference ? SeriesMark.Reference(i, theme) : SeriesMark.Of(i, theme));
        foreach (LineLevel level in chart.Levels ?? [])
            AddLevel(plot, level);
        var legend = new PlotLegend(plot, plot.GetPlottables().SelectMany(static plottable => plottable.LegendItems), width, theme);
        ShapeAxes(plot, width * 0.8f, (height - legend.Height) * 0.75f);
        return PlotPicture.Draw(width, height, theme, legend, [new PlacedPlot(plot, 0, legend.Height, width, height - legend.Height)]);
    }

    private static AxisScale ScaleOf(LineChart chart, ChartAxis axis, bool isSecond) => new(
        axis,
        chart.Series.Where(series => series.IsOnSecondAxis == isSecond).SelectMany(series => series.Points).SelectMany(LineChart.Heights)
            .Concat((chart.Levels ?? []).Where(level => level.IsOnSecondAxis == isSecond).Select(level => level.Value)));

    private void ShapeAxes(Plot plot, float width, float height)
    {
        plot.Axes.Top.LockSize(MarginTop);
        _x.ApplyTo(plot.Axes.Bottom, width);
        _left.ApplyTo(plot.Axes.Left, height);
        IYAxis right = plot.Axes.Right;
        if (_right is null)
        {
            right.LockSize(MarginRight);
            return;
        }

        right.FrameLineStyle.IsVisible = true;
        _right.ApplyTo(right, height);
    }

    private void AddSeries(Plot plot, LineSeries series, SeriesMark mark)
    {
        AxisScale scale = series.IsOnSecondAxis ? _right! : _left;
        LinePoint[] joined = [.. series.Points.Where(point => !(chart.X.IsLogarithmic && point.X == 0))];
        LinePoint[] apart = [.. series.Points.Where(point => chart.X.IsLogarithmic && point.X == 0)];
        bool hasBand = chart.Ranges == RangeStyle.Band && joined.Length > 1;
        if (hasBand)
        {
            FillY band = plot.Add.FillY(
                Array.ConvertAll(joined, point => _x.Place(point.X)),
                Array.ConvertAll(joined, point => scale.Place(point.Low ?? point.Y)),
                Array.ConvertAll(joined, point => scale.Place(point.High ?? point.Y)));
            band.FillColor = mark.Color.WithAlpha(BandOpacity);
            band.LineWidth = 0;
            PutOn(plot, band, series.IsOnSecondAxis);
        }

        AddWhiskers(plot, hasBand ? apart : [.. series.Points], scale, mark.Color, series.IsOnSecondAxis);
        Scatter line = plot.Add.Scatter(Array.ConvertAll(joined, Place));
        line.LegendText = series.Name;
        line.LineStyle = new LineStyle { Color = mark.Color, Width = SeriesMark.LineWidth, Pattern = mark.Pattern, StrokeJoin = SkiaSharp.SKStrokeJoin.Round };
        line.MarkerStyle = mark.Marker();
        PutOn(plot, line, series.IsOnSecondAxis);
        Markers markers = plot.Add.Markers(Array.ConvertAll(apart, Place));
        markers.MarkerStyle = mark.Marker();
        PutOn(plot, markers, series.IsOnSecondAxis);

        Coordinates Place(LinePoint point) => new(_x.Place(point.X), scale.Place(point.Y));
    }

    private void AddWhiskers(Plot plot, LinePoint[] points, AxisScale scale, Color color, bool isSecond)
    {
        var whiskers = new ErrorBar(
            Array.ConvertAll(points, point => _x.Place(point.X)),
            Array.ConvertAll(points, point => scale.Place(point.Y)),
            null,
            null,
            Array.ConvertAll(points, point => scale.Place(point.Y) - scale.Place(point.Low ?? point.Y)),
            Array.ConvertAll(points, point => scale.Place(point.High ?? point.Y) - scale.Place(point.Y)))
        {
            Color = color,
            LineWidth = 1.4f,
        };
        plot.Add.Plottable(whiskers);
        PutOn(plot, whiskers, isSecond);
    }

    private void AddLevel(Plot plot, LineLevel level)
    {
        HorizontalLine line = plot.Add.HorizontalLine((level.IsOnSecondAxis ? _right! : _left).Place(level.Value), 1.5f, Color.FromHex(theme.Muted), LevelPattern);
        line.LegendText = level.Name;
        PutOn(plot, line, level.IsOnSecondAxis);
    }

    private static void PutOn(Plot plot, IPlottable plottable, bool isSecond)
    {
        plottable.Axes.XAxis = plot.Axes.Bottom;
        plottable.Axes.YAxis = isSecond ? plot.Axes.Right : plot.Axes.Left;
    }
}
