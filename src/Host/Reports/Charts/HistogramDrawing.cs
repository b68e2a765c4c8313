using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Lays validated histograms out side by side under one legend.</summary>
internal sealed class HistogramDrawing(Histogram chart, ReportTheme theme)
{
    private const byte FillOpacity = 70;
    private const float Gap = 14;

    // Room above the highest bin for the marks of the means.
    private const double Headroom = 1.12;

    public Picture Draw(int width, int height)
    {
        string[] names = [.. chart.Panels.SelectMany(panel => panel.Series).Select(series => series.Name).Distinct()];
        SeriesMark MarkOf(HistogramSeries series) => SeriesMark.Of(Array.IndexOf(names, series.Name), theme);
        var legend = new ChartLegend(names.Select((name, i) => new LegendKey(name, (canvas, room) => PaintSample(canvas, room, SeriesMark.Of(i, theme)))), width, theme);
        float step = (width + Gap) / chart.Panels.Count;
        return Picture.Draw(width, (int)legend.Height + height, SKColor.Parse(theme.Background), canvas =>
        {
            legend.Paint(canvas);
            for (int i = 0; i < chart.Panels.Count; i++)
                PaintPanel(canvas, chart.Panels[i], SKRect.Create(i * step, legend.Height + 6, step - Gap, height - 6), i == 0 ? chart.CountName : "", MarkOf);
        });
    }

    private void PaintPanel(SKCanvas canvas, HistogramPanel panel, SKRect area, string countName, Func<HistogramSeries, SeriesMark> markOf)
    {
        (double minimum, double maximum) = Histogram.EndsOf(panel);
        int[][] counts = [.. panel.Series.Select(series => chart.CountsOf(panel, series))];
        double most = Math.Max(1, counts.Max(static bins => bins.Max())) * Headroom;
        var frame = new PlotFrame(
            area,
            new AxisRange(new ChartAxis(panel.ValueName, Minimum: minimum, Maximum: maximum), [], mostTicks: Math.Max(3, (int)(area.Width / 42))),
            new AxisRange(new ChartAxis(countName, Minimum: 0, Maximum: most), [], mostTicks: 6),
            null,
            theme);
        frame.Paint(canvas);
        for (int s = 0; s < panel.Series.Count; s++)
        {
            SeriesMark mark = markOf(panel.Series[s]);
            PaintBins(canvas, frame, counts[s], minimum, (maximum - minimum) / chart.Bins, mark);
            double[] inside = [.. panel.Series[s].Values.Where(value => value >= minimum && value <= maximum)];
            if (inside.Length > 0)
                mark.PaintMarker(canvas, new SKPoint(frame.X(inside.Average()), frame.Data.Top + 5), 4.6f);
        }
    }

    private static void PaintBins(SKCanvas canvas, PlotFrame frame, int[] counts, double minimum, double width, SeriesMark mark)
    {
        var outline = new List<SKPoint> { new(frame.X(minimum), frame.Y(0)) };
        for (int bin = 0; bin < counts.Length; bin++)
        {
            outline.Add(new SKPoint(frame.X(minimum + bin * width), frame.Y(counts[bin])));
            outline.Add(new SKPoint(frame.X(minimum + (bin + 1) * width), frame.Y(counts[bin])));
        }

        outline.Add(new SKPoint(frame.X(minimum + counts.Length * width), frame.Y(0)));
        using var shape = new SKPath();
        shape.AddPoly([.. outline]);
        using var fill = new SKPaint { Color = mark.Color.WithAlpha(FillOpacity), IsAntialias = true };
        canvas.DrawPath(shape, fill);
        (mark with { Dashes = null }).PaintLine(canvas, [.. outline]);
    }

    private static void PaintSample(SKCanvas canvas, SKRect room, SeriesMark mark)
    {
        using var fill = new SKPaint { Color = mark.Color.WithAlpha(FillOpacity) };
        canvas.DrawRect(room, fill);
        mark.PaintMarker(canvas, new SKPoint(room.MidX, room.MidY));
    }
}
