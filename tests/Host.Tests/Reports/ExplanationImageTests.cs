using RrrGpu.Host.Reports;
using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class ExplanationImageTests
{
    private static readonly ImageSize TwoByTwo = new(2, 2);

    [Fact]
    public void PositiveIsGreenNegativeIsRedZeroIsUntouched()
    {
        using SKBitmap bitmap = ExplanationImage.Blend(TwoByTwo, Picture([10, 20, 30, 255], [2, -2, 0, 0]));
        Assert.Equal(ExplanationImage.Positive, bitmap.GetPixel(0, 0));
        Assert.Equal(ExplanationImage.Negative, bitmap.GetPixel(1, 0));
        Assert.Equal(new SKColor(30, 30, 30), bitmap.GetPixel(0, 1));
        Assert.Equal(SKColors.White, bitmap.GetPixel(1, 1));
    }

    [Fact]
    public void GreenIsGreenAndRedIsRed()
    {
        Assert.True(ExplanationImage.Positive.Green > 2 * ExplanationImage.Positive.Red);
        Assert.True(ExplanationImage.Negative.Red > 2 * ExplanationImage.Negative.Green);
    }

    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    public void OpacityIsMagnitudeOverTheRowsLargest(float share)
    {
        using SKBitmap bitmap = ExplanationImage.Blend(TwoByTwo, Picture([0, 0, 0, 0], [-4e-20f, 4e-20f * share, 0, 0]));
        SKColor seen = bitmap.GetPixel(1, 0);
        Assert.Equal(ExplanationImage.Positive.Red * share, seen.Red, tolerance: 0.51);
        Assert.Equal(ExplanationImage.Positive.Green * share, seen.Green, tolerance: 0.51);
        Assert.Equal(ExplanationImage.Positive.Blue * share, seen.Blue, tolerance: 0.51);
    }

    [Fact]
    public void AZeroGradientLeavesTheImage()
    {
        using SKBitmap bitmap = ExplanationImage.Blend(TwoByTwo, Picture([0, 64, 128, 255], [0, 0, 0, 0]));
        Assert.Equal([0, 64, 128, 255], bitmap.Pixels.Select(color => (int)color.Green));
    }

    [Fact]
    public void ThreeChannelsShowTheColourAndTheStrongestGradient()
    {
        using SKBitmap bitmap = ExplanationImage.Blend(new ImageSize(1, 2, 3), Picture([0, 128, 255, 9, 9, 9], [0, 0, 0, 1, -3, 2]));
        Assert.Equal(new SKColor(0, 128, 255), bitmap.GetPixel(0, 0));
        Assert.Equal(ExplanationImage.Negative, bitmap.GetPixel(1, 0));
    }

    [Fact]
    public void ValuesAreScaledByWhiteAndClamped()
    {
        using SKBitmap bitmap = ExplanationImage.Blend(TwoByTwo, Picture([-1, 0.2f, 1, 7], [0, 0, 0, 0]), white: 1);
        Assert.Equal([0, 51, 255, 255], bitmap.Pixels.Select(color => (int)color.Red));
    }

    [Fact]
    public void EnlargedPixelsAreCrispSquares()
    {
        const int Enlargement = 6;
        const int Side = Enlargement * Host.Reports.Picture.Density;
        var random = new Random(1);
        var size = new ImageSize(3, 5);
        float[] pixels = [.. Enumerable.Range(0, 15).Select(_ => random.NextSingle() * 255)];
        float[] gradient = [.. Enumerable.Range(0, 15).Select(_ => random.NextSingle() - 0.5f)];
        ExplainedPicture explained = Picture(pixels, gradient);
        using SKBitmap small = ExplanationImage.Blend(size, explained);
        using SKBitmap large = Pixels.Decode(ExplanationImage.Draw(size, explained, Enlargement));
        Assert.Equal((5 * Side, 3 * Side), (large.Width, large.Height));
        for (int y = 0; y < large.Height; y++)
            for (int x = 0; x < large.Width; x++)
                Assert.Equal(small.GetPixel(x / Side, y / Side), large.GetPixel(x, y));
    }

    [Fact]
    public void WrongLengthsAreRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => ExplanationImage.Blend(TwoByTwo, Picture([1, 2, 3], [1, 2, 3, 4])));
        Assert.Equal("pixels: expected 4 values (2 × 2 × 1), got 3", error.Message);
        error = Assert.Throws<ArgumentException>(() => ExplanationImage.Blend(TwoByTwo, Picture([1, 2, 3, 4], [1])));
        Assert.Equal("gradient: expected 4 values (2 × 2 × 1), got 1", error.Message);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void NumbersThatAreNotFiniteAreRefused(float value)
    {
        Assert.Throws<ArgumentException>(() => ExplanationImage.Blend(TwoByTwo, Picture([0, 0, 0, value], [0, 0, 0, 0])));
        Assert.Throws<ArgumentException>(() => ExplanationImage.Blend(TwoByTwo, Picture([0, 0, 0, 0], [value, 0, 0, 0])));
        Assert.Throws<ArgumentException>(() => ExplanationImage.Blend(TwoByTwo, Picture([0, 0, 0, 0], [0, 0, 0, 0]), value));
    }

    [Fact]
    public void TwoChannelsAreRefused() =>
        Assert.Throws<ArgumentException>(() => ExplanationImage.Blend(new ImageSize(1, 2, 2), Picture([0, 0, 0, 0], [0, 0, 0, 0])));

    private static ExplainedPicture Picture(float[] pixels, float[] gradient) => new(pixels, gradient, "a", "b");
}
