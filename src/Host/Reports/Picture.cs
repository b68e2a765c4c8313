using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>A drawn picture.</summary>
/// <param name="Png">The PNG file.</param>
/// <param name="Width">Width it should be shown at, in CSS pixels; the file may hold more.</param>
/// <param name="Height">Height it should be shown at, in CSS pixels.</param>
public sealed record Picture(byte[] Png, int Width, int Height)
{
    /// <summary>File pixels a CSS pixel, so that lettering is crisp on dense screens.</summary>
    public const int Density = 2;

    /// <summary>Draws a picture of <paramref name="width"/> × <paramref name="height"/> CSS pixels at <see cref="Density"/>.</summary>
    internal static Picture Draw(int width, int height, SKColor background, Action<SKCanvas> paint)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width * Density, height * Density, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(background);
            canvas.Scale(Density);
            paint(canvas);
        }

        return new Picture(Encode(bitmap), width, height);
    }

    /// <summary>The PNG file of <paramref name="bitmap"/>.</summary>
    internal static byte[] Encode(SKBitmap bitmap)
    {
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }
}
