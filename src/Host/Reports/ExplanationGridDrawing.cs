using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Lays a validated <see cref="ExplanationGrid"/> out on a canvas.</summary>
internal sealed class ExplanationGridDrawing(ExplanationGrid grid, ReportTheme theme)
{
    private const int Gap = 14;
    private const int HeadingHeight = 28;
    private const int CaptionHeight = 26;
    private const int RowGap = 16;
    private const int LegendHeight = 30;
    private const int MinimumWidth = 420;
    private const int Swatch = 12;

    private readonly SKColor _text = SKColor.Parse(theme.Text);
    private readonly SKColor _muted = SKColor.Parse(theme.Muted);
    private readonly SKColor _wrong = SKColor.Parse(theme.Rejected);
    private readonly int _pictureWidth = grid.Size.Width * grid.Enlargement;
    private readonly int _pictureHeight = grid.Size.Height * grid.Enlargement;

    public Picture Draw()
    {
        int columns = grid.Rows.Max(row => row.Pictures.Count);
        int width = Math.Max(MinimumWidth, columns * (_pictureWidth + Gap) - Gap);
        int rowHeight = HeadingHeight + _pictureHeight + CaptionHeight;
        int height = grid.Rows.Count * (rowHeight + RowGap) + LegendHeight;
        return Picture.Draw(width, height, SKColor.Parse(theme.Background), canvas =>
        {
            for (int i = 0; i < grid.Rows.Count; i++)
                PaintRow(canvas, grid.Rows[i], i * (rowHeight + RowGap), width);
            PaintLegend(canvas, height - LegendHeight);
        });
    }

    private void PaintRow(SKCanvas canvas, ExplanationRow row, float top, float width)
    {
        Write(canvas, row.Model, 0, top + 18, width, 15, _text, SKTextAlign.Left, ReportFonts.Bold);
        for (int i = 0; i < row.Pictures.Count; i++)
        {
            float left = i * (_pictureWidth + Gap);
            PaintPicture(canvas, row.Pictures[i], left, top + HeadingHeight);
        }
    }

    private void PaintPicture(SKCanvas canvas, ExplainedPicture picture, float left, float top)
    {
        using (SKBitmap blended = ExplanationImage.Blend(grid.Size, picture, grid.White))
            ExplanationImage.Paint(canvas, blended, SKRect.Create(left, top, _pictureWidth, _pictureHeight));

        string caption = $"{picture.Label} → {picture.Predicted}" + (picture.IsRight ? "" : " ✗");
        Write(
            canvas,
            caption,
            left + _pictureWidth / 2f,
            top + _pictureHeight + 19,
            _pictureWidth,
            15,
            picture.IsRight ? _text : _wrong,
            SKTextAlign.Center,
            picture.IsRight ? ReportFonts.Regular : ReportFonts.Bold);
    }

    private void PaintLegend(SKCanvas canvas, float top)
    {
        float x = PaintKey(canvas, ExplanationImage.Positive, "positive", 0, top);
        x = PaintKey(canvas, ExplanationImage.Negative, "negative", x, top);
        Write(canvas, "label → predicted, ✗ wrong", x, top + 20, float.MaxValue, 13, _muted, SKTextAlign.Left, ReportFonts.Regular);
    }

    private float PaintKey(SKCanvas canvas, SKColor color, string name, float left, float top)
    {
        using (var paint = new SKPaint { Color = color })
            canvas.DrawRect(left, top + 9, Swatch, Swatch, paint);
        float textLeft = left + Swatch + 6;
        return textLeft + Write(canvas, name, textLeft, top + 20, float.MaxValue, 13, _muted, SKTextAlign.Left, ReportFonts.Regular) + 20;
    }

    // Returns the width that was written; text that has no room is smaller, down to where it can be read, then cut.
    private static float Write(SKCanvas canvas, string text, float x, float baseline, float room, float size, SKColor color, SKTextAlign align, SKTypeface typeface)
    {
        using var font = new SKFont(typeface, size) { Edging = SKFontEdging.Antialias, Subpixel = true };
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        float width = font.MeasureText(text);
        if (width > room)
        {
            font.Size = Math.Max(9, size * room / width);
            text = Cut(text, font, room);
        }

        canvas.DrawText(text, x, baseline, align, font, paint);
        return font.MeasureText(text);
    }

    private static string Cut(string text, SKFont font, float room)
    {
        if (font.MeasureText(text) <= room)
            return text;
        int length = text.Length;
        while (length > 1 && font.MeasureText(text.AsSpan(0, length).ToString() + "…") > room)
            length--;
        return text[..length] + "…";
    }
}
