using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Lays validated <see cref="DecisionRegions"/> out, the classes' legend above.</summary>
internal sealed class DecisionRegionsDrawing(DecisionRegions chart, ReportTheme theme)
{
    private const byte RegionOpacity = 72;
    private const float TitleHeight = 28;
    private const float Gap = 16;
    private const float PointRadius = 3.2f;
    private const float HeadLength = 5;

    // The longest arrow, as a share of the panel's width over the square root of the number of arrows: the way to the next one.
    private const double ArrowReach = 0.95;

    private readonly LetterStyle _title = new(14, SKColor.Parse(theme.Text), IsBold: true);

    public Picture Draw(int width)
    {
        var legend = new ChartLegend(chart.Classes.Select((name, k) => new LegendKey(name, (canvas, room) => PaintKey(canvas, room, SeriesMark.Of(k, theme)))), width, theme);
        int inARow = Math.Min(chart.MostInARow, chart.Panels.Count);
        // One panel alone need not fill the page.
        float side = (width + Gap) / Math.Max(2, inARow) - Gap;
        float height = (float)(side * (chart.MaximumY - chart.MinimumY) / (chart.MaximumX - chart.MinimumX));
        float step = TitleHeight + height + 8;
        int rows = (chart.Panels.Count + inARow - 1) / inARow;
        return Picture.Draw(width, (int)Math.Ceiling(legend.Height + rows * step), SKColor.Parse(theme.Background), canvas =>
        {
            legend.Paint(canvas);
            for (int i = 0; i < chart.Panels.Count; i++)
                PaintPanel(canvas, chart.Panels[i], SKRect.Create(i % inARow * (side + Gap), legend.Height + i / inARow * step + TitleHeight, side, height));
        });
    }

    private void PaintPanel(SKCanvas canvas, RegionPanel panel, SKRect area)
    {
        Lettering.Write(canvas, panel.Title, area.Left, area.Top - 9, _title, room: area.Width);
        canvas.Save();
        canvas.ClipRect(area);
        PaintRegions(canvas, panel, area);
        foreach (RegionPoint point in panel.Points)
            SeriesMark.Of(point.Class, theme).PaintMarker(canvas, Place(point.X, point.Y, area), PointRadius);
        PaintArrows(canvas, panel.Arrows, area);
        canvas.Restore();
        using var border = new SKPaint { Color = SKColor.Parse(theme.Muted), StrokeWidth = 1, Style = SKPaintStyle.Stroke };
        canvas.DrawRect(area, border);
    }

    private void PaintRegions(SKCanvas canvas, RegionPanel panel, SKRect area)
    {
        int rows = panel.Predicted.Count / panel.Columns;
        using var bitmap = new SKBitmap(panel.Columns, rows, SKColorType.Rgba8888, SKAlphaType.Premul);
        for (int i = 0; i < panel.Predicted.Count; i++)
            bitmap.SetPixel(i % panel.Columns, rows - 1 - i / panel.Columns, SeriesMark.Of(panel.Predicted[i], theme).Color.WithAlpha(RegionOpacity));
        ExplanationImage.Paint(canvas, bitmap, area);
    }

    private void PaintArrows(SKCanvas canvas, IReadOnlyList<RegionArrow> arrows, SKRect area)
    {
        double longest = arrows.Select(static arrow => Math.Sqrt(arrow.DX * arrow.DX + arrow.DY * arrow.DY)).DefaultIfEmpty(0).Max();
        if (longest == 0)
            return;
        double scale = ArrowReach * area.Width / Math.Sqrt(arrows.Count) / longest;
        using var paint = new SKPaint { Color = SKColor.Parse(theme.Text), StrokeWidth = 1.2f, IsAntialias = true };
        foreach (RegionArrow arrow in arrows)
        {
            SKPoint from = Place(arrow.X, arrow.Y, area);
            var way = new SKPoint((float)(arrow.DX * scale), (float)(-arrow.DY * scale));
            SKPoint to = from + way;
            canvas.DrawLine(from, to, paint);
            float length = way.Length;
            if (length < 1)
                continue;
            SKPoint back = new(way.X / length * Math.Min(HeadLength, length / 2), way.Y / length * Math.Min(HeadLength, length / 2));
            using var head = new SKPath();
            head.AddPoly([to, to - back + new SKPoint(-back.Y / 2, back.X / 2), to - back - new SKPoint(-back.Y / 2, back.X / 2)]);
            canvas.DrawPath(head, paint);
        }
    }

    private SKPoint Place(double x, double y, SKRect area) => new(
        area.Left + (float)((x - chart.MinimumX) / (chart.MaximumX - chart.MinimumX)) * area.Width,
        area.Bottom - (float)((y - chart.MinimumY) / (chart.MaximumY - chart.MinimumY)) * area.Height);

    private static void PaintKey(SKCanvas canvas, SKRect room, SeriesMark mark)
    {
        using var region = new SKPaint { Color = mark.Color.WithAlpha(RegionOpacity) };
        canvas.DrawRect(room, region);
        mark.PaintMarker(canvas, new SKPoint(room.MidX, room.MidY), PointRadius + 0.6f);
    }
}
