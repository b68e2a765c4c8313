using RrrGpu.Host.Reports;
using ScottPlot;

namespace RrrGpu.Host.Tests.Reports;

public class AxisScaleTests
{
    [Theory]
    [InlineData(1e-4, 1e8, 9, "10⁻⁴|10⁻²|1|10²|10⁴|10⁶|10⁸")]
    [InlineData(1e-3, 1e3, 9, "0.001|0.01|0.1|1|10|100|1000")]
    [InlineData(10, 1e4, 9, "10|100|1000|10000")]
    [InlineData(1e-12, 1e-9, 9, "10⁻¹²|10⁻¹¹|10⁻¹⁰|10⁻⁹")]
    [InlineData(1, 10, 9, "1|2|5|10")]
    [InlineData(300, 3000, 9, "500|1000|2000")]
    [InlineData(34, 5000, 9, "50|100|200|500|1000|2000|5000")]
    [InlineData(3, 4, 6, "")]
    [InlineData(1e-4, 1e8, 0, "1")]
    public void LogarithmicTicksArePowersOfTen(double minimum, double maximum, int most, string labels) =>
        Assert.Equal(labels, string.Join('|', Labelled(minimum, maximum, most).Select(static tick => tick.Label)));

    [Fact]
    public void LogarithmicTicksStandAtTheirLogarithms()
    {
        Tick[] ticks = AxisScale.LogarithmicTicks(0, 2, 9);
        Assert.Equal([0, 1, 2], ticks.Where(static tick => tick.IsMajor).Select(static tick => tick.Position));
        Assert.Equal(16, ticks.Count(static tick => !tick.IsMajor));
        Assert.Contains(ticks, static tick => !tick.IsMajor && Math.Abs(tick.Position - Math.Log10(30)) < 1e-12);
    }

    [Fact]
    public void LogarithmicTicksOfManyPowersStayFewAndHoldOne()
    {
        Tick[] ticks = Labelled(1e-37, 1e30, 7);
        Assert.InRange(ticks.Length, 4, 8);
        Assert.Contains(ticks, static tick => tick.Position == 0 && tick.Label == "1");
    }

    [Theory]
    [InlineData(0.25, "0.25")]
    [InlineData(-1, "−1")]
    [InlineData(-1e-17, "0")]
    [InlineData(20000, "20000")]
    [InlineData(2.5e9, "2.5e+9")]
    [InlineData(2e-6, "2e−6")]
    [InlineData(0.1 + 0.2, "0.3")]
    public void NumbersAreShort(double value, string text) => Assert.Equal(text, AxisScale.Number(value));

    [Theory]
    [InlineData(300, 3000, 2)]
    [InlineData(3.1, 3.4, 2)]
    [InlineData(1e-4, 1e8, 5)]
    public void AnAxisHasLabelsWhateverItSpans(double minimum, double maximum, int least)
    {
        using Plot plot = Applied(new ChartAxis("λ₁", IsLogarithmic: true), [minimum, maximum]);
        string[] labels = [.. plot.Axes.Bottom.TickGenerator.Ticks.Where(static tick => tick.IsMajor).Select(static tick => tick.Label)];
        Assert.True(labels.Length >= least, string.Join('|', labels));
        Assert.All(labels, static label => Assert.InRange(label.Length, 1, 5));
    }

    [Fact]
    public void ZeroStandsApartOfALogarithmicAxis()
    {
        var scale = new AxisScale(new ChartAxis("λ₁", IsLogarithmic: true), [0, 0.1, 10]);
        Assert.Equal(-1, scale.Place(0.1));
        Assert.InRange(scale.Place(0), scale.Minimum, -2);
        Assert.NotNull(scale.Break);
        Assert.InRange(scale.Break.Value, scale.Place(0), -1);
        Assert.Null(new AxisScale(new ChartAxis("λ₁", IsLogarithmic: true), [0.1, 10]).Break);
    }

    [Fact]
    public void NamesWithoutRoomAreLeftOut()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(static i => $"model {i}")];
        using Plot plot = Applied(new ChartAxis("", Categories: names), []);
        string[] written = [.. plot.Axes.Bottom.TickGenerator.Ticks.Where(static tick => tick.IsMajor).Select(static tick => tick.Label)];
        Assert.InRange(written.Length, 3, 8);
        Assert.Equal("model 0", written[0]);
    }

    private static Tick[] Labelled(double minimum, double maximum, int most) =>
        [.. AxisScale.LogarithmicTicks(Math.Log10(minimum), Math.Log10(maximum), most).Where(static tick => tick.IsMajor)];

    private static Plot Applied(ChartAxis axis, double[] values)
    {
        Plot plot = PlotLook.CreatePlot(ReportTheme.Light);
        new AxisScale(axis, values).ApplyTo(plot.Axes.Bottom, 400);
        plot.RenderInMemory(500, 300);
        return plot;
    }
}
