using System.Globalization;
using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>An image with a weight on each of its pixels.</summary>
/// <param name="Caption">What stands above it.</param>
/// <param name="Pixels">The row, channel last, row-major, from 0 to 255.</param>
/// <param name="Weights">A weight for each value: green where positive, red where negative, opaque by magnitude; all zero leaves the image as it is.</param>
/// <param name="Segments">The superpixel of each pixel, whose borders are drawn; null draws none.</param>
public sealed record WeightedImage(string Caption, ReadOnlyMemory<float> Pixels, ReadOnlyMemory<float> Weights, IReadOnlyList<int>? Segments = null);

/// <summary>Images side by side, one row explained in several ways, as in Figure 6 of Ross, Hughes and Doshi-Velez (2017).</summary>
/// <param name="Size">How rows are laid out as images; 1 or 3 channels.</param>
/// <param name="Images">The images, left to right.</param>
/// <param name="Enlargement">CSS pixels an image pixel.</param>
/// <param name="MostInARow">Images that stand side by side; more go on below.</param>
public sealed record WeightedImages(ImageSize Size, IReadOnlyList<WeightedImage> Images, int Enlargement = 7, int MostInARow = 3)
{
    private const float White = 255;
    private const int Gap = 14;
    private const int HeadingHeight = 28;
    private const int LegendHeight = 30;

    /// <summary>Draws the images.</summary>
    /// <param name="theme">Colours of the lettering and of what lies around the images.</param>
    /// <exception cref="ArgumentException">There is nothing to draw, or an image does not fit <see cref="Size"/>.</exception>
    public Picture Draw(ReportTheme theme)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        int imageWidth = Size.Width * Enlargement;
        int imageHeight = Size.Height * Enlargement;
        int inARow = Math.Min(MostInARow, Images.Count);
        int step = HeadingHeight + imageHeight + Gap;
        int width = Math.Max(260, inARow * (imageWidth + Gap) - Gap);
        int height = (Images.Count + inARow - 1) / inARow * step + LegendHeight;
        return Picture.Draw(width, height, SKColor.Parse(theme.Background), canvas =>
        {
            var heading = new LetterStyle(14, SKColor.Parse(theme.Text), IsBold: true);
            for (int i = 0; i < Images.Count; i++)
            {
                SKRect place = SKRect.Create(i % inARow * (imageWidth + Gap), i / inARow * step + HeadingHeight, imageWidth, imageHeight);
                Lettering.Write(canvas, Images[i].Caption, place.Left, place.Top - 9, heading, room: imageWidth);
                Paint(canvas, Images[i], place);
            }

            var legend = new LetterStyle(13, SKColor.Parse(theme.Muted));
            float x = Lettering.WriteKey(canvas, ExplanationImage.Positive, "speaks for the class", 0, height - LegendHeight + 20, legend);
            Lettering.WriteKey(canvas, ExplanationImage.Negative, "against it", x, height - LegendHeight + 20, legend);
        });
    }

    /// <summary>
    /// The images' numbers: a row for each channel of each line of each image, with its pixels, its weights (in five significant digits)
    /// and its superpixels, left to right, parted by spaces.
    /// </summary>
    /// <exception cref="ArgumentException">There is nothing to draw, or an image does not fit <see cref="Size"/>.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("image", "y", "channel", "pixels", "weights", "superpixels");
        foreach (WeightedImage image in Images)
        {
            for (int y = 0; y < Size.Height; y++)
            {
                string segments = image.Segments is { } all ? string.Join(' ', all.Skip(y * Size.Width).Take(Size.Width).Select(Whole)) : "";
                for (int channel = 0; channel < Size.Channels; channel++)
                {
                    csv.Append(
                        image.Caption,
                        Whole(y),
                        Whole(channel),
                        CsvTable.Line(Size, image.Pixels.Span, y, channel, CsvTable.SevenDigits),
                        CsvTable.Line(Size, image.Weights.Span, y, channel, CsvTable.FiveDigits),
                        segments);
                }
            }
        }

        return csv;
    }

    private void Paint(SKCanvas canvas, WeightedImage image, SKRect place)
    {
        using (SKBitmap blended = ExplanationImage.Blend(Size, Explained(image), White))
            ExplanationImage.Paint(canvas, blended, place);
        if (image.Segments is not { } segments)
            return;
        using var border = new SKPaint { Color = new SKColor(0xf0, 0xd0, 0x30), StrokeWidth = 1, IsAntialias = false };
        for (int pixel = 0; pixel < segments.Count; pixel++)
        {
            (int row, int column) = (pixel / Size.Width, pixel % Size.Width);
            float x = place.Left + column * Enlargement;
            float y = place.Top + row * Enlargement;
            if (column > 0 && segments[pixel - 1] != segments[pixel])
                canvas.DrawLine(x, y, x, y + Enlargement, border);
            if (row > 0 && segments[pixel - Size.Width] != segments[pixel])
                canvas.DrawLine(x, y, x + Enlargement, y, border);
        }
    }

    private void Validate()
    {
        if (Images.Count == 0)
            throw new ArgumentException("images: expected at least one, got none");
        if (Enlargement < 1 || MostInARow < 1)
            throw new ArgumentException($"enlargement and images in a row: expected at least 1, got {Enlargement} and {MostInARow}");
        foreach (WeightedImage image in Images)
        {
            ExplanationImage.Validate(Size, Explained(image), White);
            if (image.Segments is { } segments && segments.Count != Size.Height * Size.Width)
                throw new ArgumentException($"superpixels of '{image.Caption}': expected {Size.Height * Size.Width}, one a pixel, got {segments.Count}");
        }
    }

    private static ExplainedPicture Explained(WeightedImage image) => new(image.Pixels, image.Weights, "", "");

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
