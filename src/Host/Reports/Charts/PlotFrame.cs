using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>The axes of a chart around its data area: finds the room for their lettering, draws them and places values.</summary>
internal sealed class PlotFrame
{
    private const float TickSize = 14;
    private const float NameSize = 14;
    private const float LineHeight = 17;
    private const float NameRoom = 20;
    private const float Gap = 6;

    private readonly AxisRange _x;
    private readonly AxisRange _y;
    private readonly AxisRange? _right;
    private readonly ReportTheme _theme;
    private readonly LetterStyle _tick;
    private readonly LetterStyle _name;
    private readonly SKRect _area;

    /// <summary>Lays axes out inside <paramref name="area"/>, lettering included.</summary>
    public PlotFrame(SKRect area, AxisRange x, AxisRange y, AxisRange? right, ReportTheme theme)
    {
        (_area, _x, _y, _right, _theme) = (area, x, y, right, theme);
        _tick = new LetterStyle(TickSize, SKColor.Parse(theme.Muted));
        _name = new LetterStyle(NameSize, SKColor.Parse(theme.Muted));
        int lines = x.Ticks.Select(tick => tick.Label.Count(c => c == '\n')).DefaultIfEmpty(0).Max() + 1;
        Data = new SKRect(
            area.Left + Side(y),
            area.Top + TickSize / 2,
            area.Right - (right is null ? Math.Min(24, WidestOf(x.Ticks.TakeLast(1)) / 2) : Side(right)),
            area.Bottom - Gap - lines * LineHeight - (x.Name.Length > 0 ? NameRoom : 0));
    }

    /// <summary>Where values stand.</summary>
    public SKRect Data { get; }

    /// <summary>Where a value of the x axis stands.</summary>
    public float X(double value) => Data.Left + (float)_x.Share(value) * Data.Width;

    /// <summary>Where a value of the y axis, or of the second one, stands.</summary>
    public float Y(double value, bool isOnSecondAxis = false) => Data.Bottom - (float)(isOnSecondAxis ? _right! : _y).Share(value) * Data.Height;

    /// <summary>Draws the grid and the axes; what the chart shows is drawn over them.</summary>
    public void Paint(SKCanvas canvas, bool hasGrid = true)
    {
        using var rule = new SKPaint { Color = SKColor.Parse(_theme.Rule), StrokeWidth = 1, IsAntialias = true };
        using var axis = new SKPaint { Color = SKColor.Parse(_theme.Muted), StrokeWidth = 1, IsAntialias = true };
        foreach (AxisTick tick in _y.Ticks)
        {
            if (hasGrid)
                canvas.DrawLine(Data.Left, Y(tick.Value), Data.Right, Y(tick.Value), rule);
            Lettering.Write(canvas, tick.Label, Data.Left - Gap, Y(tick.Value) + TickSize * 0.36f, _tick, SKTextAlign.Right);
        }

        foreach (AxisTick tick in _right?.Ticks ?? [])
        {
            canvas.DrawLine(Data.Right, Y(tick.Value, true), Data.Right + 4, Y(tick.Value, true), axis);
            Lettering.Write(canvas, tick.Label, Data.Right + Gap + 2, Y(tick.Value, true) + TickSize * 0.36f, _tick);
        }

        canvas.DrawLine(Data.Left, Data.Bottom, Data.Right, Data.Bottom, axis);
        if (_right is not null)
            canvas.DrawLine(Data.Right, Data.Top, Data.Right, Data.Bottom, axis);
        PaintXAxis(canvas, axis);
        PaintNames(canvas);
    }

    private void PaintXAxis(SKCanvas canvas, SKPaint axis)
    {
        // Labels that would run into the one before are left out, and their tick stays.
        float free = float.NegativeInfinity;
        foreach (AxisTick tick in _x.Ticks)
        {
            float x = X(tick.Value);
            canvas.DrawLine(x, Data.Bottom, x, Data.Bottom + 4, axis);
            string[] lines = tick.Label.Split('\n');
            float half = lines.Max(line => Width(line, _tick)) / 2;
            if (x - half < free)
                continue;
            free = x + half + 4;
            for (int i = 0; i < lines.Length; i++)
                Lettering.Write(canvas, lines[i], x, Data.Bottom + Gap + 12 + i * LineHeight, _tick, SKTextAlign.Center);
        }

        if (!_x.HasZero)
            return;
        // Two strokes across the axis between 0 and the first power: the way between them is not to scale.
        float first = _x.Ticks.Length > 1 ? X(_x.Ticks[1].Value) : Data.Right;
        float middle = (X(0) + first) / 2;
        foreach (float x in new[] { middle - 2, middle + 3 })
            canvas.DrawLine(x - 2.5f, Data.Bottom + 5, x + 2.5f, Data.Bottom - 5, axis);
    }

    private void PaintNames(SKCanvas canvas)
    {
        float middle = (Data.Top + Data.Bottom) / 2;
        Lettering.Write(canvas, _x.Name, (Data.Left + Data.Right) / 2, _area.Bottom - 5, _name, SKTextAlign.Center, _area.Width);
        Turned(_y.Name, _area.Left + 12, -90);
        if (_right is not null)
            Turned(_right.Name, _area.Right - 12, 90);

        void Turned(string name, float x, float degrees)
        {
            canvas.Save();
            canvas.RotateDegrees(degrees, x, middle);
            Lettering.Write(canvas, name, x, middle, _name, SKTextAlign.Center, Data.Height + 20);
            canvas.Restore();
        }
    }

    private float Side(AxisRange range) => Gap + 2 + WidestOf(range.Ticks) + (range.Name.Length > 0 ? NameRoom : 0);

    private float WidestOf(IEnumerable<AxisTick> ticks) => ticks.Select(tick => tick.Label.Split('\n').Max(line => Width(line, _tick))).DefaultIfEmpty(0).Max();

    private static float Width(string text, LetterStyle style)
    {
        using SKFont font = style.CreateFont();
        return font.MeasureText(text);
    }
}
