using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Formats;

/// <summary>
/// A mask drawn as a PNG image of a row's height and width: it marks every row and channel alike. A pixel's level is the largest
/// of its red, green and blue times its opacity, its weight that level as a share of the image's largest; black and transparent
/// pixels are free. So 0 and 1, 0 and 255, or white on transparent, all mean the same binary mask.
/// </summary>
internal static class PngMask
{
    private static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a];

    /// <summary>Whether a file that begins like this is a PNG image.</summary>
    public static bool IsPng(ReadOnlySpan<byte> start) => start.SequenceEqual(Magic);

    /// <summary>Reads the weight of each feature of a row.</summary>
    /// <exception cref="BadInputException">The file is unreadable or of another size, or the rows are not images.</exception>
    public static float[] Read(string path, ImageSize? image)
    {
        if (image is not { } size)
            throw BadInputException.At(path, "an annotation in a .npy, .npz or .csv file, since the rows of this data set are not images", "a PNG image");
        var expected = FormattableString.Invariant($"a PNG image of {size.Height} × {size.Width} pixels like those of the data set");
        using var file = InputFile.Open(path, expected);
        using var codec = SKCodec.Create(file);
        if (codec is null)
            throw BadInputException.At(path, expected, "another kind of file");
        if (codec.Info.Height != size.Height || codec.Info.Width != size.Width)
            throw BadInputException.At(path, expected, FormattableString.Invariant($"one of {codec.Info.Height} × {codec.Info.Width}"));
        var pixels = new byte[size.Height * size.Width * 4];
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        SKCodecResult result;
        unsafe
        {
            fixed (byte* start = pixels)
                result = codec.GetPixels(info, (IntPtr)start);
        }

        if (result != SKCodecResult.Success)
            throw BadInputException.At(path, expected, $"one that is truncated or corrupted ({result})");
        return Weights(pixels, size.Channels);
    }

    private static float[] Weights(byte[] pixels, int channels)
    {
        var levels = new int[pixels.Length / 4];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = Math.Max(pixels[4 * i], Math.Max(pixels[4 * i + 1], pixels[4 * i + 2])) * pixels[4 * i + 3];
        var largest = Math.Max(1, levels.Max());
        var weights = new float[levels.Length * channels];
        for (var d = 0; d < weights.Length; d++)
            weights[d] = (float)levels[d / channels] / largest;
        return weights;
    }
}
