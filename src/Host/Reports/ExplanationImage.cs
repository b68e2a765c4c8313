using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Reports;

/// <summary>
/// An image with its input gradient laid over it: per pixel
/// <c>(1 − α)·image + α·colour</c>, colour green where the gradient is positive and red where it is negative,
/// <c>α = |g| / max|g|</c> over the row, as in Figure 9 of Ross, Hughes and Doshi-Velez (2017).
/// A row whose gradient is zero everywhere stays as it is.
/// </summary>
/// <remarks>With three channels, a pixel's gradient is that of the channel where it is largest in magnitude.</remarks>
public static class ExplanationImage
{
    /// <summary>Colour of positive gradients. Lighter than <see cref="Negative"/>, so the two differ without hue too.</summary>
    public static readonly SKColor Positive = new(0x33, 0xdd, 0x66);

    /// <summary>Colour of negative gradients.</summary>
    public static readonly SKColor Negative = new(0xe8, 0x1e, 0x2e);

    /// <summary>The overlaid image, one bitmap pixel an image pixel.</summary>
    /// <param name="size">How the row is laid out; 1 or 3 channels.</param>
    /// <param name="picture">The row and its gradient.</param>
    /// <param name="white">The pixel value that is drawn white; 0 is black.</param>
    /// <exception cref="ArgumentException">Lengths and size do not match, or a number is not finite.</exception>
    public static SKBitmap Blend(ImageSize size, ExplainedPicture picture, float white = 255f)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Validate(size, picture, white);
        ReadOnlySpan<float> pixels = picture.Pixels.Span;
        ReadOnlySpan<float> gradient = picture.Gradient.Span;
        float largest = LargestMagnitude(gradient);

        var bitmap = new SKBitmap(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
            {
                int first = (y * size.Width + x) * size.Channels;
                SKColor seen = Seen(pixels.Slice(first, size.Channels), white);
                float g = Strongest(gradient.Slice(first, size.Channels));
                bitmap.SetPixel(x, y, g == 0 ? seen : Mix(seen, g > 0 ? Positive : Negative, Math.Abs(g) / largest));
            }
        }

        return bitmap;
    }

    /// <summary>The overlaid image as a picture, each pixel a crisp square.</summary>
    /// <param name="size">How the row is laid out; 1 or 3 channels.</param>
    /// <param name="picture">The row and its gradient.</param>
    /// <param name="enlargement">CSS pixels an image pixel.</param>
    /// <param name="white">The pixel value that is drawn white; 0 is black.</param>
    /// <exception cref="ArgumentException">Lengths and size do not match, or a number is not finite.</exception>
    public static Picture Draw(ImageSize size, ExplainedPicture picture, int enlargement = 6, float white = 255f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(enlargement, 1);
        int width = size.Width * enlargement;
        int height = size.Height * enlargement;
        using SKBitmap blended = Blend(size, picture, white);
        return Picture.Draw(width, height, SKColors.Black, canvas => Paint(canvas, blended, SKRect.Create(width, height)));
    }

    /// <summary>Enlarges <paramref name="blended"/> into <paramref name="place"/> without smoothing.</summary>
    internal static void Paint(SKCanvas canvas, SKBitmap blended, SKRect place)
    {
        using var image = SKImage.FromBitmap(blended);
        canvas.DrawImage(image, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    /// <summary>Checks that a picture can be drawn at a size.</summary>
    internal static void Validate(ImageSize size, ExplainedPicture picture, float white)
    {
        if (size.Height < 1 || size.Width < 1 || size.Channels is not (1 or 3))
            throw new ArgumentException($"image size: expected a height and width of at least 1 and 1 or 3 channels, got {size.Height} × {size.Width} × {size.Channels}");
        if (!float.IsFinite(white) || white <= 0)
            throw new ArgumentException($"white: expected a finite number above 0, got {white}");
        Validate("pixels", picture.Pixels.Span, size);
        Validate("gradient", picture.Gradient.Span, size);
    }

    private static void Validate(string name, ReadOnlySpan<float> values, ImageSize size)
    {
        if (values.Length != size.Features)
            throw new ArgumentException($"{name}: expected {size.Features} values ({size.Height} × {size.Width} × {size.Channels}), got {values.Length}");
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"{name}: expected finite numbers, got {values[i]} at {i}");
    }

    private static SKColor Seen(ReadOnlySpan<float> channels, float white) => channels.Length == 1
        ? new SKColor(Level(channels[0], white), Level(channels[0], white), Level(channels[0], white))
        : new SKColor(Level(channels[0], white), Level(channels[1], white), Level(channels[2], white));

    private static byte Level(float value, float white) => (byte)MathF.Round(Math.Clamp(value / white, 0f, 1f) * 255f);

    private static float Strongest(ReadOnlySpan<float> channels)
    {
        float strongest = 0;
        foreach (float g in channels)
            if (Math.Abs(g) > Math.Abs(strongest))
                strongest = g;
        return strongest;
    }

    private static float LargestMagnitude(ReadOnlySpan<float> gradient) => Math.Abs(Strongest(gradient));

    private static SKColor Mix(SKColor under, SKColor over, float alpha) =>
        new(Mix(under.Red, over.Red, alpha), Mix(under.Green, over.Green, alpha), Mix(under.Blue, over.Blue, alpha));

    private static byte Mix(byte under, byte over, float alpha) => (byte)MathF.Round(under + (over - under) * alpha);
}
