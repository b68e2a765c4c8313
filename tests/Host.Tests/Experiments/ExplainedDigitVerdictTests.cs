using RrrGpu.Host.Experiments;

namespace RrrGpu.Host.Tests.Experiments;

public class ExplainedDigitVerdictTests
{
    [Fact]
    public void AreMeansOverBrightRowsAndOverAll()
    {
        ExplainedDigit[] bright = [Digit(held: 1, inSwatch: 0.25), Digit(held: 0.5, inSwatch: 0.5)];
        var verdicts = DecoyMnistExplained.Verdicts(bright, [.. bright, Digit(held: 0, inSwatch: 0)], quick: false);
        // Half a swatch is not held.
        Assert.Equal([0.5, 0.25, 0.5], verdicts.Select(static v => v.Measured));
    }

    [Fact]
    public void FailWhereNoRowWasMistaken() => Assert.All(DecoyMnistExplained.Verdicts([], [], quick: false), static v => Assert.False(v.Holds));

    private static ExplainedDigit Digit(double held, double inSwatch) => new(0, 1, 2, 2, [], [], [])
    {
        LimeForLabel = [],
        LimeForPredicted = [],
        GradientForLabel = [],
        GradientForPredicted = [],
        StrongestWeight = 1,
        SwatchInStrongest = held,
        GradientsInSwatch = inSwatch,
        GradientsInCorners = 2 * inSwatch,
    };
}
