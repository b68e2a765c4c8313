using RrrGpu.Host.Experiments;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Experiments;

public class CutoffSharesTests
{
    private static readonly double[] Exponential = [.. ShareByCutoff.Hundredths.Select(static c => 0.5 * Math.Exp(-4 * c))];

    [Fact]
    public void AnExponentialFallIsStraight()
    {
        var shares = new CutoffShares([Exponential]);
        Assert.Equal(1, shares.Straightness, 9);
        Assert.Equal(0.5 * Math.Exp(-4 * 0.67), shares.AtCutoff, 6);
    }

    [Fact]
    public void AStepIsNot() =>
        Assert.InRange(new CutoffShares([[.. ShareByCutoff.Hundredths.Select(static c => c < 0.5 ? 0.4 : 0.01)]]).Straightness, 0.5, 0.8);

    [Fact]
    public void SeveralModelsAreAveraged() =>
        Assert.Equal(0.75 * Math.Exp(-4 * 0.67) / 2, new CutoffShares([Exponential, [.. Exponential.Select(static s => s / 2)]]).AtCutoff, 6);

    [Fact]
    public void TheFigureHasEveryCutoffWithAnEntry()
    {
        double[] few = [.. Exponential.Select(static (s, i) => i < 98 ? s : 0)];
        Assert.Equal(98 + 1, Assert.Single(new CutoffShares([few]).Figures()).Data.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void WithoutAModelThereIsNoFigureAndNoNumber()
    {
        var none = new CutoffShares([]);
        Assert.Equal((double.NaN, double.NaN, 0), (none.AtCutoff, none.Straightness, none.Figures().Length));
    }
}
