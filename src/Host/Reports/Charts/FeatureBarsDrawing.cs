using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="FeatureBars"/> out: names on the left, panels beside them, the legend above.</summary>
internal sealed class FeatureBarsDrawing(FeatureBars chart, ReportTheme theme)
{
    private const float NameSize = 12.5f;
    private const float MostNameShare = 0.4f;
    private const float TitleHeight = 26;
    private const float LeastRowHeight = 17;
    private const float BarHeight = 8;
    private const float Gap = 14;
    private const float BlockGap = 12;

    private readonly LetterStyle _name = new(NameSize, SKColor.Parse(theme.Text));
    private readonly LetterStyle _title = new(13.5f, SKColor.Parse(theme.Text), IsBold: true);
    private readonly float _rowHeight = Math.Max(LeastRowHeight, chart.Series.Count * BarHeight + 5);

    public Picture Draw(int width)
    {
        var legend = new ChartLegend(Keys(), width, theme);
        float names = NameRoom(width);
        int inARow = Math.Min(chart.MostInARow, chart.Panels.Count);
        float step = (width - names + Gap) / inARow;
        float block = TitleHeight + chart.Features.Count * _rowHeight + BlockGap;
        int blocks = (chart.Panels.Count + inARow - 1) / inARow;
        double largest = chart.Panels.Max(Largest);
        return Picture.Draw(width, (int)Math.Ceiling(legend.Height + 4 + blocks * block), SKColor.Parse(theme.Background), canvas =>
        {
            legend.Paint(canvas);
            for (int i = 0; i < chart.Panels.Count; i++)
            {
                float top = legend.Height + 4 + i / inARow * block + TitleHeight;
                if (i % inARow == 0)
                    PaintNames(canvas, top, names, width);
                FeaturePanel panel = chart.Panels[i];
                PaintPanel(canvas, panel, SKRect.Create(names + i % inARow * step, top, step - Gap, block - TitleHeight - BlockGap), chart.HasOneScale ? largest : Largest(panel));
            }
        });
    }

    private IEnumerable<LegendKey> Keys()
    {
        // A single series is what the figure's title says; its name would only repeat that.
        if (chart.Series.Count > 1)
        {
            for (int s = 0; s < chart.Series.Count; s++)
            {
                SeriesMark mark = SeriesMark.Of(s, theme);
                int series = s;
                yield return new LegendKey(chart.Series[s], (canvas, room) => PaintBar(canvas, room, mark, series));
            }
        }

        if (chart.Region is { } region)
            yield return new LegendKey(region.Name, PaintBand);
    }

    private void PaintNames(SKCanvas canvas, float top, float room, float width)
    {
        foreach (int feature in chart.Region?.Features ?? [])
            PaintBand(canvas, SKRect.Create(0, top + feature * _rowHeight, width, _rowHeight));
        for (int d = 0; d < chart.Features.Count; d++)
            Lettering.Write(canvas, chart.Features[d], room - Gap + 4, top + (d + 0.5f) * _rowHeight + NameSize * 0.36f, _name, SKTextAlign.Right, room - Gap);
    }

    private void PaintPanel(SKCanvas canvas, FeaturePanel panel, SKRect area, double largest)
    {
        Lettering.Write(canvas, panel.Title, area.Left, area.Top - 9, _title, room: area.Width);
        bool isSigned = chart.Panels.Any(other => other.Values.Any(values => values.Any(value => value < 0)));
        float zero = isSigned ? area.MidX : area.Left + 0.5f;
        float full = isSigned ? area.Width / 2 : area.Width;
        for (int d = 0; d < chart.Features.Count; d++)
        {
            float top = area.Top + (d + 0.5f) * _rowHeight - chart.Series.Count * BarHeight / 2;
            for (int s = 0; s < chart.Series.Count; s++)
            {
                float end = zero + (largest == 0 ? 0 : (float)(panel.Values[s][d] / largest) * full);
                PaintBar(canvas, new SKRect(Math.Min(zero, end), top + s * BarHeight + 0.5f, Math.Max(zero, end), top + (s + 1) * BarHeight - 0.5f), SeriesMark.Of(s, theme), s);
            }
        }

        using var axis = new SKPaint { Color = SKColor.Parse(theme.Muted), StrokeWidth = 1 };
        canvas.DrawLine(zero, area.Top, zero, area.Bottom, axis);
    }

    // The second series is an outline, so that the two are told apart without colour.
    private static void PaintBar(SKCanvas canvas, SKRect bar, SeriesMark mark, int series)
    {
        bool isOutline = series % 2 == 1;
        using var paint = new SKPaint { Color = mark.Color, IsAntialias = true, StrokeWidth = 1.4f, Style = isOutline ? SKPaintStyle.Stroke : SKPaintStyle.Fill };
        if (isOutline)
            bar.Inflate(-0.7f, -0.7f);
        if (bar.Width > 0)
            canvas.DrawRect(bar, paint);
    }

    private void PaintBand(SKCanvas canvas, SKRect band)
    {
        using var paint = new SKPaint { Color = SKColor.Parse(theme.Rule).WithAlpha(150) };
        canvas.DrawRect(band, paint);
    }

    private float NameRoom(float width)
    {
        using SKFont font = _name.CreateFont();
        return Math.Min(width * MostNameShare, chart.Features.Max(name => font.MeasureText(name)) + Gap);
    }

    private static double Largest(FeaturePanel panel) => panel.Values.SelectMany(static values => values).Max(Math.Abs);
}
