using RrrGpu.Host.Data;
using RrrGpu.Host.Experiments;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Experiments;

public class SwatchRowsTests
{
    // Rows of six pixels; the swatch is the first or the last two.
    private const int Pixels = 6;

    [Fact]
    public void TheDigitIsReadFromTheSwatch() =>
        Assert.Equal([3, 9, 0, 3], Enumerable.Range(0, 4).Select(Rows([1, 2, 3, 4], [3, 9, 0, 3]).Digit));

    [Fact]
    public void FooledRowsAreWrongAndNameTheSwatch()
    {
        // Row 0 is wrong by another digit, row 1 fooled, row 2 right, row 3 right with its swatch telling the truth, row 4 fooled.
        var rows = Rows([1, 1, 1, 3, 2], [3, 3, 3, 3, 0]);
        Assert.Equal([1, 4], rows.Fooled(Saying(5, 3, 1, 3, 0)));
    }

    [Fact]
    public void NoRowIsFooledWhereAllAreRight() => Assert.Empty(Rows([1, 2], [3, 3]).Fooled(Saying(1, 2)));

    [Fact]
    public void TheLargestGradientsAreFoundInTheSwatchAndInAnyCorner()
    {
        var rows = Rows([1, 1], [3, 3]);
        // Row 0 has its swatch at the left end, row 1 at the right end: both ends are corners.
        Assert.Equal((1, 1), rows.Largest(0, [-5, 4, 0, 1, 2, 3]));
        Assert.Equal((0.5, 1), rows.Largest(0, [-5, 0, 0, 1, 2, 9]));
        Assert.Equal((0, 0.5), rows.Largest(0, [0, 0, -7, 1, 2, 9]));
        Assert.Equal((0.5, 0.5), rows.Largest(1, [0, 0, -7, 1, 2, 9]));
    }

    [Fact]
    public void ASuperpixelCoversAShareOfTheSwatch()
    {
        var rows = Rows([1], [3]);
        Assert.Equal(1, rows.Covered(0, [2, 2, 0, 1, 1, 1], 2));
        Assert.Equal(0.5, rows.Covered(0, [2, 0, 0, 1, 1, 1], 0));
        Assert.Equal(0, rows.Covered(0, [2, 0, 0, 1, 1, 1], 1));
    }

    [Fact]
    public void AGreyValueOfNoDigitIsRefused()
    {
        Assert.Equal([0, 3, 9], new[] { 255f, 180f, 30f }.Select(DecoyMnist.SwatchDigit));
        Assert.Contains("got 31", Assert.Throws<ArgumentException>(static () => DecoyMnist.SwatchDigit(31)).Message, StringComparison.Ordinal);
    }

    private static SwatchRows Rows(int[] labels, int[] digits)
    {
        var pixels = new float[labels.Length * Pixels];
        var features = new List<int>();
        for (var row = 0; row < labels.Length; row++)
        {
            foreach (var pixel in row % 2 == 0 ? new[] { 0, 1 } : [Pixels - 2, Pixels - 1])
            {
                features.Add(pixel);
                pixels[row * Pixels + pixel] = 255 - 25 * digits[row];
            }
        }

        return new SwatchRows(
            new LabeledRows(new InputMatrix(pixels, labels.Length, Pixels), labels, 10),
            Annotation.FromSparse(Pixels, [.. Enumerable.Range(0, labels.Length + 1).Select(static row => 2 * row)], [.. features]));
    }

    private static Predictions Saying(params int[] digits) =>
        new([.. digits.SelectMany(static digit => Enumerable.Range(0, 10).Select(k => k == digit ? 1f : 0f))], 10);
}
