using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Tests.Reports;

public class HistogramTests
{
    private static readonly Histogram Sample = new(
        [
            new HistogramPanel("share", [new HistogramSeries("A = 0", [0.1, 0.2, 0.2, 0.4]), new HistogramSeries("full A", [0, 0, 0])], 0, 0.4),
            new HistogramPanel("accuracy", [new HistogramSeries("A = 0", [0.9]), new HistogramSeries("full A", [])]),
        ],
        Bins: 4);

    [Fact]
    public void ValuesAreCountedInTheirBins()
    {
        HistogramPanel panel = Sample.Panels[0];
        Assert.Equal([0, 1, 2, 1], Sample.CountsOf(panel, panel.Series[0]));
        Assert.Equal([3, 0, 0, 0], Sample.CountsOf(panel, panel.Series[1]));
        Assert.Equal([0, 0, 0, 0], Sample.CountsOf(panel, new HistogramSeries("outside", [-0.1, 0.41])));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EverySeriesHasInkOfItsOwn(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        Picture picture = Sample.Draw(theme);
        Assert.All(Enumerable.Range(0, 2), i => Assert.True(Pixels.Count(picture, SeriesMark.Of(i, theme).Color.ToSKColor().Equals) > 500));
        Assert.True(Pixels.CountDifferent(picture, (Sample with { CountName = "" }).Draw(theme)) > 100, "axis name");
    }

    [Fact]
    public void CsvHoldsEveryValue() => Assert.Equal(
        "panel,series,value\r\nshare,A = 0,0.1\r\nshare,A = 0,0.2\r\nshare,A = 0,0.2\r\nshare,A = 0,0.4\r\nshare,full A,0\r\nshare,full A,0\r\nshare,full A,0\r\naccuracy,A = 0,0.9\r\n",
        Sample.ToCsv().ToString());

    [Fact]
    public void UnusableHistogramsAreRefused()
    {
        Histogram[] histograms =
        [
            new([]),
            Sample with { Bins = 0 },
            new([new HistogramPanel("p", [])]),
            new([new HistogramPanel("p", [new HistogramSeries("s", [double.NaN])])]),
            new([new HistogramPanel("p", [new HistogramSeries("s", [1])], 1, 1)]),
            new([new HistogramPanel("p", [new HistogramSeries("s", [1])], 2)]),
        ];
        Assert.All(histograms, static histogram => Assert.Throws<ArgumentException>(() => histogram.Draw(ReportTheme.Light)));
    }
}
