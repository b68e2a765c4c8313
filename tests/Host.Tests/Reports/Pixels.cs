using RrrGpu.Host.Reports;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

/// <summary>What a drawn picture really holds.</summary>
internal static class Pixels
{
    public static SKBitmap Decode(Picture picture)
    {
        SKBitmap? bitmap = SKBitmap.Decode(picture.Png);
        Assert.NotNull(bitmap);
        Assert.Equal((picture.Width * Picture.Density, picture.Height * Picture.Density), (bitmap.Width, bitmap.Height));
        return bitmap;
    }

    public static int Count(Picture picture, Func<SKColor, bool> wanted)
    {
        using SKBitmap bitmap = Decode(picture);
        return bitmap.Pixels.Count(wanted);
    }

    public static int CountDifferent(Picture a, Picture b)
    {
        using SKBitmap first = Decode(a);
        using SKBitmap second = Decode(b);
        return first.Pixels.Zip(second.Pixels).Count(pair => pair.First != pair.Second);
    }

    public static int Count(Picture picture, string hex)
    {
        var wanted = SKColor.Parse(hex);
        return Count(picture, color => color == wanted);
    }
}
