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

    private readonly LetterStyle _heading = new(15, SKColor.Parse(theme.Text), IsBold: true);
    private readonly LetterStyle _right = new(15, SKColor.Parse(theme.Text));
    private readonly LetterStyle _wrong = new(15, SKColor.Parse(theme.Rejected), IsBold: true);
    private readonly LetterStyle _legend = new(13, SKColor.Parse(theme.Muted));
    private readonly int _pictureWidth = grid.Size.Width * grid.Enlargement;
    private readonly int _pictureHeight = grid.Size.Height * grid.Enlargement;

    public Picture Draw()
    {
        int columns = grid.Rows.Max(row => row.Pictures.Count);
        int width = Math.Max(MinimumWidth, columns * (_pictureWidth + Gap) - Gap);
        int step = HeadingHeight + _pictureHeight + CaptionHeight + RowGap;
        int height = grid.Rows.Count * step + LegendHeight;
        return Picture.Draw(width, height, SKColor.Parse(theme.Background), canvas =>
        {
            for (int i = 0; i < grid.Rows.Count; i++)
                PaintRow(canvas, grid.Rows[i], i * step, width);
            PaintLegend(canvas, height - LegendHeight + 20);
        });
    }

    private void PaintRow(SKCanvas canvas, ExplanationRow row, float top, float width)
    {
        Lettering.Write(canvas, row.Model, 0, top + 18, _heading, room: width);
        for (int i = 0; i < row.Pictures.Count; i++)
            PaintPicture(canvas, row.Pictures[i], i * (_pictureWidth + Gap), top + HeadingHeight);
    }

    private void PaintPicture(SKCanvas canvas, ExplainedPicture picture, float left, float top)
    {
        using (SKBitmap blended = ExplanationImage.Blend(grid.Size, picture, grid.White))
            ExplanationImage.Paint(canvas, blended, SKRect.Create(left, top, _pictureWidth, _pictureHeight));

        string caption = $"{picture.Label} → {picture.Predicted}" + (picture.IsRight ? "" : " ✗");
        float middle = left + _pictureWidth / 2f;
        Lettering.Write(canvas, caption, middle, top + _pictureHeight + 19, picture.IsRight ? _right : _wrong, SKTextAlign.Center, _pictureWidth);
    }

    private void PaintLegend(SKCanvas canvas, float baseline)
    {
        float x = Lettering.WriteKey(canvas, ExplanationImage.Positive, "positive", 0, baseline, _legend);
        x = Lettering.WriteKey(canvas, ExplanationImage.Negative, "negative", x, baseline, _legend);
        Lettering.Write(canvas, "label → predicted, ✗ wrong", x, baseline, _legend);
    }
}
