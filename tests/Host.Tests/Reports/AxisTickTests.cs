using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Tests.Reports;

public class AxisTickTests
{
    [Theory]
    [InlineData(0, 1, 7, "0.0|0.2|0.4|0.6|0.8|1.0")]
    [InlineData(-1, 1, 5, "−1.0|−0.5|0.0|0.5|1.0")]
    [InlineData(0.9, 1.0, 6, "0.90|0.92|0.94|0.96|0.98|1.00")]
    [InlineData(0, 20000, 6, "0|5000|10000|15000|20000")]
    [InlineData(3, 3.0001, 3, "3.00000|3.00005|3.00010")]
    public void LinearTicksAreRound(double minimum, double maximum, int most, string labels) =>
        Assert.Equal(labels, Labels(AxisTick.Linear(minimum, maximum, most)));

    [Theory]
    [InlineData(1e-4, 1e8, 9, "10⁻⁴|10⁻²|1|10²|10⁴|10⁶|10⁸")]
    [InlineData(1e-3, 1e3, 9, "0.001|0.01|0.1|1|10|100|1000")]
    [InlineData(10, 1e4, 9, "10|100|1000|10000")]
    [InlineData(1e-12, 1e-9, 9, "10⁻¹²|10⁻¹¹|10⁻¹⁰|10⁻⁹")]
    [InlineData(1, 10, 9, "1|2|5|10")]
    [InlineData(300, 3000, 9, "500|1000|2000")]
    [InlineData(3, 4, 6, "3.0|3.2|3.4|3.6|3.8|4.0")]
    public void LogarithmicTicksArePowersOfTen(double minimum, double maximum, int most, string labels) =>
        Assert.Equal(labels, Labels(AxisTick.Logarithmic(minimum, maximum, most)));

    [Fact]
    public void LogarithmicTicksOfManyPowersStayFewAndHoldOne()
    {
        AxisTick[] ticks = AxisTick.Logarithmic(1e-37, 1e30, 7);
        Assert.InRange(ticks.Length, 4, 8);
        Assert.Contains(ticks, static tick => tick.Value == 1);
    }

    private static string Labels(AxisTick[] ticks) => string.Join('|', ticks.Select(static tick => tick.Label));
}
