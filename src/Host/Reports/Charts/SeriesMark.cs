using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>How one series of a chart looks: a colour, and a marker and dashes that tell it apart without the colour.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Shape">Its marker.</param>
/// <param name="Dashes">Lengths of strokes and gaps; null draws an unbroken line.</param>
internal sealed record SeriesMark(SKColor Color, MarkerShape Shape, float[]? Dashes)
{
    private const float MarkerRadius = 4.2f;
    private const float LineWidth = 2;

    // After Okabe and Ito (2008), whose colours people of every kind of colour vision tell apart; on white darkened, on black lightened,
    // until each stands out from the background at 3 to 1.
    private static readonly string[] OnLight = ["#0072b2", "#d55e00", "#008f68", "#b85a91", "#9a6a00", "#3c8fc0", "#4d4d4d"];
    private static readonly string[] OnDark = ["#56b4e9", "#f2853a", "#2fc79c", "#e39cc6", "#f0c24b", "#8fd0f5", "#c8c8c8"];
    private static readonly float[]?[] DashPatterns = [null, [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];

    /// <summary>The look of the series that stands at <paramref name="index"/> in its chart.</summary>
    public static SeriesMark Of(int index, ReportTheme theme)
    {
        string[] colors = theme == ReportTheme.Dark ? OnDark : OnLight;
        return new SeriesMark(
            SKColor.Parse(colors[index % colors.Length]),
            (MarkerShape)(index % Enum.GetValues<MarkerShape>().Length),
            DashPatterns[index % DashPatterns.Length]);
    }

    /// <summary>The quiet look of others' numbers.</summary>
    public static SeriesMark Reference(int index, ReportTheme theme) => Of(index, theme) with { Color = SKColor.Parse(theme.Reference) };

    /// <summary>Draws a line through points.</summary>
    public void PaintLine(SKCanvas canvas, ReadOnlySpan<SKPoint> points)
    {
        using var line = new SKPath();
        line.AddPoly(points.ToArray(), close: false);
        using SKPathEffect? dashes = Dashes is null ? null : SKPathEffect.CreateDash(Dashes, 0);
        using var paint = new SKPaint { Color = Color, StrokeWidth = LineWidth, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round, IsAntialias = true, PathEffect = dashes };
        canvas.DrawPath(line, paint);
    }

    /// <summary>Draws the marker at a point.</summary>
    public void PaintMarker(SKCanvas canvas, SKPoint point, float radius = MarkerRadius)
    {
        using var paint = new SKPaint { Color = Color, IsAntialias = true, StrokeWidth = LineWidth };
        switch (Shape)
        {
            case MarkerShape.Circle:
                canvas.DrawCircle(point, radius, paint);
                break;
            case MarkerShape.Square:
                canvas.DrawRect(SKRect.Create(point.X - radius * 0.88f, point.Y - radius * 0.88f, radius * 1.76f, radius * 1.76f), paint);
                break;
            case MarkerShape.Triangle:
                Polygon(canvas, paint, point, radius * 1.25f, 3, -MathF.PI / 2);
                break;
            case MarkerShape.Diamond:
                Polygon(canvas, paint, point, radius * 1.25f, 4, 0);
                break;
            default:
                float arm = radius * 0.85f;
                canvas.DrawLine(point.X - arm, point.Y - arm, point.X + arm, point.Y + arm, paint);
                canvas.DrawLine(point.X - arm, point.Y + arm, point.X + arm, point.Y - arm, paint);
                break;
        }
    }

    private static void Polygon(SKCanvas canvas, SKPaint paint, SKPoint middle, float radius, int corners, float angle)
    {
        using var polygon = new SKPath();
        polygon.AddPoly([.. Enumerable.Range(0, corners).Select(i => angle + 2 * MathF.PI * i / corners)
            .Select(a => new SKPoint(middle.X + radius * MathF.Cos(a), middle.Y + radius * MathF.Sin(a)))]);
        canvas.DrawPath(polygon, paint);
    }
}

/// <summary>The shape of a marker.</summary>
internal enum MarkerShape
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>A square.</summary>
    Square,

    /// <summary>A triangle on its base.</summary>
    Triangle,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>Two crossed strokes.</summary>
    Cross,
}
