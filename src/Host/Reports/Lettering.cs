using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>Text and colour keys on a canvas, in the embedded typefaces.</summary>
internal static class Lettering
{
    /// <summary>The space between two keys.</summary>
    public const float KeyGap = 20;

    private const float SmallestSize = 9;
    private const float SwatchSize = 12;
    private const float SwatchGap = 6;

    /// <summary>Writes one line.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="text">The text; what has no room is set smaller, down to what can be read, and then cut.</param>
    /// <param name="x">Its left end, or its middle if <paramref name="align"/> says so.</param>
    /// <param name="baseline">The y of its baseline.</param>
    /// <param name="style">Size, colour, weight.</param>
    /// <param name="align">How it stands to <paramref name="x"/>.</param>
    /// <param name="room">The width it may take.</param>
    public static void Write(SKCanvas canvas, string text, float x, float baseline, LetterStyle style, SKTextAlign align = SKTextAlign.Left, float room = float.PositiveInfinity)
    {
        using SKFont font = style.CreateFont();
        using var paint = new SKPaint { Color = style.Color, IsAntialias = true };
        float width = font.MeasureText(text);
        if (width > room)
        {
            font.Size = Math.Max(SmallestSize, style.Size * room / width);
            text = Cut(text, font, room);
        }

        canvas.DrawText(text, x, baseline, align, font, paint);
    }

    /// <summary>Draws a coloured square with its meaning beside it.</summary>
    /// <returns>Where the next key starts.</returns>
    public static float WriteKey(SKCanvas canvas, SKColor color, string name, float x, float baseline, LetterStyle style)
    {
        using (var paint = new SKPaint { Color = color })
            canvas.DrawRect(x, baseline - SwatchSize + 1, SwatchSize, SwatchSize, paint);
        Write(canvas, name, x + SwatchSize + SwatchGap, baseline, style);
        return x + KeyWidth(name, style) + KeyGap;
    }

    /// <summary>The width of a key, without the gap behind it.</summary>
    public static float KeyWidth(string name, LetterStyle style)
    {
        using SKFont font = style.CreateFont();
        return SwatchSize + SwatchGap + font.MeasureText(name);
    }

    /// <summary>The width of one line.</summary>
    public static float Width(string text, float size, bool isBold = false)
    {
        using SKFont font = new LetterStyle(size, SKColors.Black, isBold).CreateFont();
        return font.MeasureText(text);
    }

    /// <summary>The size, at most the given one, at which the widest of some lines fits into the room.</summary>
    public static float FittingSize(IEnumerable<string> lines, float size, float room, bool isBold = false)
    {
        float widest = lines.Select(line => Width(line, size, isBold)).DefaultIfEmpty(0).Max();
        return widest <= room ? size : size * room / widest;
    }

    /// <summary>A line as it is, or what fits of it into the room.</summary>
    public static string Cut(string text, float size, float room)
    {
        using SKFont font = new LetterStyle(size, SKColors.Black).CreateFont();
        return Cut(text, font, room);
    }

    private static string Cut(string text, SKFont font, float room)
    {
        if (font.MeasureText(text) <= room)
            return text;
        int length = text.Length - 1;
        while (length > 1 && font.MeasureText(text[..length] + "…") > room)
            length--;
        return text[..length] + "…";
    }
}

/// <summary>How letters look.</summary>
/// <param name="Size">Em size in CSS pixels.</param>
/// <param name="Color">Their colour.</param>
/// <param name="IsBold">Whether they are bold.</param>
internal readonly record struct LetterStyle(float Size, SKColor Color, bool IsBold = false)
{
    /// <summary>The font, to be disposed of.</summary>
    public SKFont CreateFont() =>
        new(IsBold ? ReportFonts.Bold : ReportFonts.Regular, Size) { Edging = SKFontEdging.Antialias, Subpixel = true };
}
