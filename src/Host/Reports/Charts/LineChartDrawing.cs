using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="LineChart"/> out, its legend above.</summary>
internal sealed class LineChartDrawing(LineChart chart, ReportTheme theme)
{
    private const byte BandOpacity = 46;
    private const float CapSize = 3;

    private static readonly float[] LevelDashes = [1.5f, 3.5f];

    public Picture Draw(int width, int height)
    {
        var legend = new ChartLegend(Keys(), width, theme);
        var x = new AxisRange(chart.X, chart.Series.SelectMany(series => series.Points).Select(point => point.X), mostTicks: 9);
        PlotFrame frame = new(
            new SKRect(0, legend.Height + 4, width, height), x, RangeOf(chart.Y, false), chart.SecondY is null ? null : RangeOf(chart.SecondY, true), theme);
        return Picture.Draw(width, height, SKColor.Parse(theme.Background), canvas =>
        {
            legend.Paint(canvas);
            frame.Paint(canvas);
            canvas.Save();
            // What lies beyond an axis with fixed ends is cut off, a marker on its end is not.
            canvas.ClipRect(new SKRect(frame.Data.Left - 6, frame.Data.Top - 6, frame.Data.Right + 6, frame.Data.Bottom + 6));
            foreach (LineLevel level in chart.Levels ?? [])
                PaintLevel(canvas, frame.Data.Left, frame.Data.Right, frame.Y(level.Value, level.IsOnSecondAxis));
            for (int i = 0; i < chart.Series.Count; i++)
                PaintSeries(canvas, frame, chart.Series[i], MarkOf(i));
            canvas.Restore();
        });
    }

    private AxisRange RangeOf(ChartAxis axis, bool isSecond) => new(
        axis,
        chart.Series.Where(series => series.IsOnSecondAxis == isSecond).SelectMany(series => series.Points).SelectMany(LineChart.Heights)
            .Concat((chart.Levels ?? []).Where(level => level.IsOnSecondAxis == isSecond).Select(level => level.Value)));

    private SeriesMark MarkOf(int index) => chart.Series[index].IsReference ? SeriesMark.Reference(index, theme) : SeriesMark.Of(index, theme);

    private IEnumerable<LegendKey> Keys()
    {
        for (int i = 0; i < chart.Series.Count; i++)
        {
            SeriesMark mark = MarkOf(i);
            yield return new LegendKey(chart.Series[i].Name, (canvas, room) =>
            {
                mark.PaintLine(canvas, [new SKPoint(room.Left, room.MidY), new SKPoint(room.Right, room.MidY)]);
                mark.PaintMarker(canvas, new SKPoint(room.MidX, room.MidY));
            });
        }

        foreach (LineLevel level in chart.Levels ?? [])
            yield return new LegendKey(level.Name, (canvas, room) => PaintLevel(canvas, room.Left, room.Right, room.MidY));
    }

    private void PaintLevel(SKCanvas canvas, float left, float right, float y)
    {
        using var dashes = SKPathEffect.CreateDash(LevelDashes, 0);
        using var paint = new SKPaint { Color = SKColor.Parse(theme.Muted), StrokeWidth = 1.5f, IsAntialias = true, PathEffect = dashes };
        canvas.DrawLine(left, y, right, y, paint);
    }

    private void PaintSeries(SKCanvas canvas, PlotFrame frame, LineSeries series, SeriesMark mark)
    {
        LinePoint[] joined = [.. series.Points.Where(point => !(chart.X.IsLogarithmic && point.X == 0))];
        SKPoint Place(LinePoint point) => new(frame.X(point.X), frame.Y(point.Y, series.IsOnSecondAxis));
        bool hasBand = chart.Ranges == RangeStyle.Band && joined.Length > 1;
        if (hasBand)
            PaintBand(canvas, frame, series, joined, mark.Color);
        foreach (LinePoint point in hasBand ? series.Points.Except(joined) : series.Points)
            PaintWhisker(canvas, frame, series, point, mark.Color);
        mark.PaintLine(canvas, Array.ConvertAll(joined, Place));
        foreach (LinePoint point in series.Points)
            mark.PaintMarker(canvas, Place(point));
    }

    private static void PaintBand(SKCanvas canvas, PlotFrame frame, LineSeries series, LinePoint[] points, SKColor color)
    {
        IEnumerable<SKPoint> upper = points.Select(point => new SKPoint(frame.X(point.X), frame.Y(point.High ?? point.Y, series.IsOnSecondAxis)));
        IEnumerable<SKPoint> lower = points.Select(point => new SKPoint(frame.X(point.X), frame.Y(point.Low ?? point.Y, series.IsOnSecondAxis)));
        using var band = new SKPath();
        band.AddPoly([.. upper, .. lower.Reverse()]);
        using var paint = new SKPaint { Color = color.WithAlpha(BandOpacity), IsAntialias = true };
        canvas.DrawPath(band, paint);
    }

    private static void PaintWhisker(SKCanvas canvas, PlotFrame frame, LineSeries series, LinePoint point, SKColor color)
    {
        if (point.Low is null && point.High is null)
            return;
        float x = frame.X(point.X);
        float low = frame.Y(point.Low ?? point.Y, series.IsOnSecondAxis);
        float high = frame.Y(point.High ?? point.Y, series.IsOnSecondAxis);
        using var paint = new SKPaint { Color = color, StrokeWidth = 1.4f, IsAntialias = true };
        canvas.DrawLine(x, low, x, high, paint);
        foreach (float end in new[] { low, high })
            canvas.DrawLine(x - CapSize, end, x + CapSize, end, paint);
    }
}
