using RrrGpu.Host.Reports;
using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class WeightedImagesTests
{
    private static readonly ImageSize Size = new(2, 2, 1);

    // Black, grey in its first pixel; the left column is one superpixel, the right column another.
    private static readonly WeightedImage Sample = new("sample", new float[] { 128, 0, 0, 0 }, new float[] { 0, 2, 0, -1 }, [0, 1, 0, 1]);

    [Fact]
    public void WeightsColourPixelsBySignAndSize()
    {
        using SKBitmap bitmap = Pixels.Decode(new WeightedImages(Size, [Sample with { Segments = null }], 20).Draw(ReportTheme.Light));
        Assert.Equal(new SKColor(128, 128, 128), At(bitmap, 0, 0));
        Assert.Equal(ExplanationImage.Positive, At(bitmap, 1, 0));
        Assert.Equal(new SKColor(0, 0, 0), At(bitmap, 0, 1));
        SKColor half = At(bitmap, 1, 1);
        Assert.Equal(ExplanationImage.Negative.Red / 2.0, half.Red, 1.0);
    }

    [Fact]
    public void BordersStandBetweenSuperpixelsOnly()
    {
        var image = Sample with { Weights = new float[4] };
        Assert.Equal(0, Difference([0, 0, 0, 0], image));
        Assert.True(Difference([0, 1, 0, 1], image) > 0, "a border is drawn between two superpixels");
    }

    [Fact]
    public void ImagesGoOnBelow()
    {
        Picture row = new WeightedImages(Size, [Sample, Sample], 200, MostInARow: 2).Draw(ReportTheme.Dark);
        Picture column = new WeightedImages(Size, [Sample, Sample], 200, MostInARow: 1).Draw(ReportTheme.Dark);
        Assert.True(row.Width > column.Width && column.Height > row.Height, $"{row.Width} × {row.Height} beside {column.Width} × {column.Height}");
    }

    [Fact]
    public void CsvHoldsEveryPixel() => Assert.Equal(
        "image,y,channel,pixels,weights,superpixels\r\nsample,0,0,128 0,0 2,0 1\r\nsample,1,0,0 0,0 -1,0 1\r\n",
        new WeightedImages(Size, [Sample]).ToCsv().ToString());

    [Fact]
    public void UnusableImagesAreRefused()
    {
        Assert.Contains("got none", Refuse(new WeightedImages(Size, [])), StringComparison.Ordinal);
        Assert.Contains("expected 4 values", Refuse(new WeightedImages(Size, [Sample with { Weights = new float[3] }])), StringComparison.Ordinal);
        Assert.Contains("superpixels of 'sample'", Refuse(new WeightedImages(Size, [Sample with { Segments = [0, 1] }])), StringComparison.Ordinal);
        Assert.Contains("got 0 and 3", Refuse(new WeightedImages(Size, [Sample], 0)), StringComparison.Ordinal);
    }

    private static string Refuse(WeightedImages images) => Assert.Throws<ArgumentException>(() => images.Draw(ReportTheme.Light)).Message;

    private static int Difference(int[] segments, WeightedImage image) => Pixels.CountDifferent(
        new WeightedImages(Size, [image with { Segments = segments }], 20).Draw(ReportTheme.Light),
        new WeightedImages(Size, [image with { Segments = null }], 20).Draw(ReportTheme.Light));

    // The middle of a pixel of 20 CSS pixels, under a heading of 28.
    private static SKColor At(SKBitmap bitmap, int x, int y) => bitmap.GetPixel((20 * x + 10) * Picture.Density, (28 + 20 * y + 10) * Picture.Density);
}
