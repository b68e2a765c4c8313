using RrrGpu.Host.Experiments;

namespace RrrGpu.Host.Tests.Experiments;

public class ToyColorsTests
{
    private static readonly int[] Counts = [10, 100, 1000];

    [Fact]
    public void RowsNeededAreTheFewestAboveTheTarget()
    {
        Assert.Equal(100, ToyColorsLessData.RowsFor(Counts, [0.5, 0.96, 0.94]));
        // The target itself is not enough, as in the paper's code.
        Assert.Equal(1000, ToyColorsLessData.RowsFor(Counts, [0.5, 0.95, 0.951]));
        Assert.Equal(double.NaN, ToyColorsLessData.RowsFor(Counts, [0.5, 0.6, 0.7]));
    }

    [Theory]
    [InlineData(100, 10, 1000, 100)]
    [InlineData(1000, 10, double.NaN, 1000)]
    [InlineData(double.NaN, 10, double.NaN, double.NaN)]
    public void ASeedThatNeverArrivesNeedsMoreThanAny(double a, double b, double c, double median) =>
        Assert.Equal(median, ToyColorsLessData.MedianRows([a, b, c]));

    [Fact]
    public void OfTwoSeedsTheMiddleIsBetween()
    {
        Assert.Equal(55, ToyColorsLessData.MedianRows([10, 100]));
        Assert.Equal(double.NaN, ToyColorsLessData.MedianRows([10, double.NaN]));
    }

    [Fact]
    public void ALeadIsTheMeanBelowALimit()
    {
        double[][] first = [[0.5, 0.8, 0.9], [0.5, 0.6, 0.9]];
        double[][] second = [[0.5, 0.5, 1.0], [0.4, 0.6, 1.0]];
        // Below 1000 rows: 0, 0.3, 0.1 and 0.
        Assert.Equal(0.1, ToyColorsLessData.Lead(Counts, first, second, 1000), 12);
        Assert.Equal(double.NaN, ToyColorsLessData.Lead(Counts, first, second, 10));
    }

    [Theory]
    [InlineData(new long[] { 4 }, new long[] { 4, 5, 6 })]
    [InlineData(new long[] { 7, 2 }, new long[] { 7, 2, 8 })]
    [InlineData(new long[] { 0, 1, 2, 3 }, new long[] { 0, 1, 2, 3 })]
    public void FewerSeedsThanThreeAreFilledUp(long[] given, long[] used) =>
        Assert.Equal(used, new ExperimentContext(null!, given, null, 0, false, "rrr", CancellationToken.None).AtLeast(3));

    [Fact]
    public void CurvesCrossBetweenPointsOnTheLogarithmicAxis()
    {
        // From −0.6 at 10 to 0.2 at 1000: three quarters of two decades on.
        Assert.Equal(Math.Pow(10, 2.5), ToyColorsTransitions.Crossing([At(1, 1, 0), At(10, 0.8, 0.2), At(1000, 0.4, 0.6)]), 9);
        Assert.Equal(double.NaN, ToyColorsTransitions.Crossing([At(1, 1, 0), At(10, 0.6, 0.4)]));
        // Where the top middle is ahead from the start nothing is crossed.
        Assert.Equal(double.NaN, ToyColorsTransitions.Crossing([At(1, 0, 1), At(10, 0, 1)]));
    }

    [Fact]
    public void BothRulesAreInUseWhereBothHaveMoreThanATenth()
    {
        // Five points a decade apart, two of them mixed.
        Assert.Equal(2, ToyColorsTransitions.HybridDecades([At(1, 1, 0), At(10, 0.85, 0.15), At(100, 0.2, 0.75), At(1e3, 0.1, 0.9), At(1e4, 0, 1)]), 9);
        Assert.Equal(0, ToyColorsTransitions.HybridDecades([At(1, 1, 0), At(10, 0, 1)]));
    }

    private static ToyColorsTransitions.Transition At(double x, double corners, double topMiddle) => new(x, corners, topMiddle, 1);
}
