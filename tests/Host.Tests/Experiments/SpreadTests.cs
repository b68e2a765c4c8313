using RrrGpu.Host.Experiments;
using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Tests.Experiments;

public class SpreadTests
{
    [Fact]
    public void OfNumbersByHand()
    {
        var spread = Spread.Of(4, 1, 7, 2);
        // Mean 3.5; differences 0.5, −2.5, 3.5, −1.5: their squares sum to 21.
        Assert.Equal(new Spread(4, 3.5, Math.Sqrt(21 / 4.0), 1, 7, 3), spread);
        Assert.Equal(4, Spread.Of(1, 7, 4).Median);
    }

    [Fact]
    public void OneNumberHasNoWhiskers()
    {
        Assert.Equal(new LinePoint(2, 0.5), Spread.Of(0.5).Point(2));
        Assert.Equal(new BarValue(0.5), Spread.Of(0.5).Bar);
        Assert.Equal(new LinePoint(2, 1, 0, 2), Spread.Of(0, 2).Point(2));
        Assert.Equal(new BarValue(1, 0, 2), Spread.Of(0, 2).Bar);
    }

    [Fact]
    public void NothingIsNotANumber() => Assert.True(Spread.Of() is { Count: 0, Mean: double.NaN, Median: double.NaN });
}
