using System.Globalization;
using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>An image with dots on some of its pixels.</summary>
/// <param name="Values">The row, channel last, row-major, from 0 to 255.</param>
/// <param name="Marked">The pixels with dots, in reading order.</param>
public sealed record MarkedImage(ReadOnlyMemory<float> Values, IReadOnlyList<int> Marked);

/// <summary>Images that belong together.</summary>
/// <param name="Name">What stands above them.</param>
/// <param name="Images">The images.</param>
public sealed record MarkedImages(string Name, IReadOnlyList<MarkedImage> Images);

/// <summary>Groups of small images with dots where an explanation points, as in Figures 2 and 4 of Ross, Hughes and Doshi-Velez (2017).</summary>
/// <param name="Size">How rows are laid out as images; 1 or 3 channels.</param>
/// <param name="Groups">The groups, one below another.</param>
/// <param name="Enlargement">CSS pixels an image pixel.</param>
/// <param name="MostInARow">Images side by side.</param>
public sealed record MarkedImageGrid(ImageSize Size, IReadOnlyList<MarkedImages> Groups, int Enlargement = 11, int MostInARow = 9)
{
    private const int Gap = 8;
    private const int HeadingHeight = 28;
    private const int GroupGap = 14;

    /// <summary>Draws the grid.</summary>
    /// <param name="theme">Colours of the lettering and of what lies around the images.</param>
    /// <exception cref="ArgumentException">There is nothing to draw, or an image does not fit <see cref="Size"/>.</exception>
    public Picture Draw(ReportTheme theme)
    {
        ArgumentNullException.ThrowIfNull(theme);
        Validate();
        int stepX = Size.Width * Enlargement + Gap;
        int stepY = Size.Height * Enlargement + Gap;
        int width = Math.Max(300, Math.Min(MostInARow, Groups.Max(static group => group.Images.Count)) * stepX - Gap);
        int height = Groups.Sum(group => HeadingHeight + RowsOf(group) * stepY + GroupGap);
        return Picture.Draw(width, height, SKColor.Parse(theme.Background), canvas =>
        {
            var heading = new LetterStyle(15, SKColor.Parse(theme.Text), IsBold: true);
            float top = 0;
            foreach (MarkedImages group in Groups)
            {
                Lettering.Write(canvas, group.Name, 0, top + 18, heading, room: width);
                top += HeadingHeight;
                for (int i = 0; i < group.Images.Count; i++)
                    Paint(canvas, group.Images[i], i % MostInARow * stepX, top + i / MostInARow * stepY);
                top += RowsOf(group) * stepY + GroupGap;
            }
        });
    }

    /// <summary>The grid's numbers: a row for each pixel of each image.</summary>
    /// <exception cref="ArgumentException">There is nothing to draw, or an image does not fit <see cref="Size"/>.</exception>
    public CsvTable ToCsv()
    {
        Validate();
        var csv = new CsvTable("group", "image", "y", "x", "values", "marked");
        foreach (MarkedImages group in Groups)
        {
            for (int i = 0; i < group.Images.Count; i++)
            {
                for (int pixel = 0; pixel < Size.Height * Size.Width; pixel++)
                {
                    string values = string.Join(' ', group.Images[i].Values.Slice(pixel * Size.Channels, Size.Channels).ToArray().Select(static v => CsvTable.SevenDigits(v)));
                    csv.Append(group.Name, Whole(i), Whole(pixel / Size.Width), Whole(pixel % Size.Width), values, group.Images[i].Marked.Contains(pixel) ? "true" : "false");
                }
            }
        }

        return csv;
    }

    private void Paint(SKCanvas canvas, MarkedImage image, float left, float top)
    {
        using var fill = new SKPaint { IsAntialias = true };
        ReadOnlySpan<float> values = image.Values.Span;
        for (int pixel = 0; pixel < Size.Height * Size.Width; pixel++)
        {
            float x = left + pixel % Size.Width * Enlargement;
            float y = top + pixel / Size.Width * Enlargement;
            fill.Color = ColourOf(values.Slice(pixel * Size.Channels, Size.Channels));
            canvas.DrawRect(x, y, Enlargement, Enlargement, fill);
            if (!image.Marked.Contains(pixel))
                continue;
            // White within black is seen on every colour.
            float middle = Enlargement / 2f;
            fill.Color = SKColors.Black;
            canvas.DrawCircle(x + middle, y + middle, Enlargement * 0.36f, fill);
            fill.Color = SKColors.White;
            canvas.DrawCircle(x + middle, y + middle, Enlargement * 0.24f, fill);
        }
    }

    private int RowsOf(MarkedImages group) => (group.Images.Count + MostInARow - 1) / MostInARow;

    private static SKColor ColourOf(ReadOnlySpan<float> channels) => channels.Length == 1
        ? new SKColor(Level(channels[0]), Level(channels[0]), Level(channels[0]))
        : new SKColor(Level(channels[0]), Level(channels[1]), Level(channels[2]));

    private static byte Level(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);

    private void Validate()
    {
        if (Size.Height < 1 || Size.Width < 1 || Size.Channels is not (1 or 3))
            throw new ArgumentException($"image size: expected a height and width of at least 1 and 1 or 3 channels, got {Size.Height} × {Size.Width} × {Size.Channels}");
        if (Groups.Count == 0 || Groups.Any(static group => group.Images.Count == 0))
            throw new ArgumentException("groups: expected at least one, with at least one image each, got none");
        foreach (MarkedImage image in Groups.SelectMany(static group => group.Images))
        {
            if (image.Values.Length != Size.Features)
                throw new ArgumentException($"image: expected {Size.Features} values ({Size.Height} × {Size.Width} × {Size.Channels}), got {image.Values.Length}");
            if (image.Marked.Any(pixel => pixel < 0 || pixel >= Size.Height * Size.Width))
                throw new ArgumentException($"marked pixels: expected numbers from 0 to {Size.Height * Size.Width - 1}, got {string.Join(", ", image.Marked)}");
        }
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
