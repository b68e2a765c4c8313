using RrrGpu.Host.Reports;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class BarChartTests
{
    private static readonly BarChart Accuracy = new(
        "test accuracy",
        ["A = 0", "full A", "baseline"],
        [
            new BarSeries("published", [new(0.55), new(0.9607), null], IsReference: true),
            new BarSeries("measured", [new(0.556, 0.531, 0.58), new(0.9553), new(0.9581)]),
        ]);

    public static TheoryData<bool> Themes => [false, true];

    [Theory]
    [MemberData(nameof(Themes))]
    public void PictureHasItsSizeAndColours(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        Picture picture = Accuracy.Draw(theme, 400, 300);
        using SKBitmap bitmap = Pixels.Decode(picture);
        Assert.Equal((800, 600), (bitmap.Width, bitmap.Height));
        Assert.Equal(SKColor.Parse(theme.Background), bitmap.GetPixel(799, 0));
        Assert.InRange(Pixels.Count(picture, theme.Reference), 10_000, 200_000);
        Assert.InRange(Pixels.Count(picture, theme.Measured), 20_000, 200_000);
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void SeriesHaveTheColoursOfAllCharts(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        Picture picture = new BarChart("x", ["a"], [.. Enumerable.Range(0, 4).Select(i => new BarSeries($"{i}", [new(0.5)]))]).Draw(theme);
        Assert.All(Enumerable.Range(0, 4), i => Assert.True(Pixels.Count(picture, SeriesMark.Of(i, theme).Color.ToSKColor().Equals) > 5000, $"series {i}"));
    }

    [Fact]
    public void BarsAreAsHighAsTheirValues()
    {
        static int Area(double value) => Pixels.Count(
            new BarChart("x", ["a"], [new BarSeries("s", [new(value)])]).Draw(ReportTheme.Light),
            ReportTheme.Light.Measured);

        int key = Area(0);
        double ratio = (Area(0.8) - key) / (double)(Area(0.4) - key);
        Assert.InRange(ratio, 1.98, 2.02);
    }

    [Fact]
    public void EveryTextIsDrawn()
    {
        static Picture Draw(string axis, string group, string series, string format) =>
            new BarChart(axis, [group], [new BarSeries(series, [new(0.5)])], NumberFormat: format).Draw(ReportTheme.Light);

        Picture full = Draw("axis", "group", "series", "0.000");
        Assert.True(Pixels.CountDifferent(full, Draw("", "group", "series", "0.000")) > 100, "axis name");
        Assert.True(Pixels.CountDifferent(full, Draw("axis", "", "series", "0.000")) > 100, "group name");
        Assert.True(Pixels.CountDifferent(full, Draw("axis", "group", "", "0.000")) > 100, "series name");
        Assert.True(Pixels.CountDifferent(full, Draw("axis", "group", "series", "0.0")) > 100, "value");
    }

    [Theory]
    [InlineData(0.3, null, 0.3, 0.5)]
    [InlineData(null, 0.9, 0.5, 0.9)]
    [InlineData(0.1, 0.6, 0.1, 0.6)]
    public void ARangeReachesFromLowToHigh(double? low, double? high, double from, double to)
    {
        // One bar: its whisker stands in the middle of the data area, in the ink of the text.
        using SKBitmap bitmap = Pixels.Decode(new BarChart("", [""], [new BarSeries("s", [new(0.5, low, high)])], NumberFormat: " ").Draw(ReportTheme.Dark, 400, 300));
        int middle = (62 + (400 - 62 - 2) / 2) * Picture.Density;
        int[] inked = [.. Enumerable.Range(0, bitmap.Height).Where(y => bitmap.GetPixel(middle, y) == SKColor.Parse(ReportTheme.Dark.Text))];
        double top = (12 + 22) * Picture.Density;
        double bottom = (300 - 14 - 18) * Picture.Density;
        double Height(double value) => bottom - (bottom - top) * value / 1.09;
        Assert.Equal(Height(to), inked[0], tolerance: 4);
        Assert.Equal(Height(from), inked[^1], tolerance: 4);
    }

    [Fact]
    public void NegativeBarsHangFromZero()
    {
        static int Area(double value) => Pixels.Count(
            new BarChart("", [""], [new BarSeries("", [new(value)])], Minimum: -1, NumberFormat: " ").Draw(ReportTheme.Light),
            ReportTheme.Light.Measured);

        int key = Area(0);
        Assert.InRange((Area(-0.5) - key) / (double)(Area(0.5) - key), 0.98, 1.02);
    }

    [Fact]
    public void ValuesWithoutRoomAreLeftOut()
    {
        static Picture Draw(string format) => new BarChart("x", ["a"], [.. Enumerable.Range(0, 60).Select(_ => new BarSeries("", [new(0.5)], IsReference: true))], NumberFormat: format).Draw(ReportTheme.Light, 400, 1000);

        Assert.Equal(0, Pixels.CountDifferent(Draw("0.000"), Draw("0.0000")));
    }

    [Fact]
    public void LongLegendsTakeMoreLines()
    {
        string name = new('m', 40);
        var chart = new BarChart("x", ["a"], [.. Enumerable.Range(0, 4).Select(i => new BarSeries($"{name}{i}", [new(0.5)]))]);
        using SKBitmap bitmap = Pixels.Decode(chart.Draw(ReportTheme.Light, 400, 300));
        SKColor[] keys = [.. Enumerable.Range(0, 4).Select(line => bitmap.GetPixel(10, (8 + line * 22) * Picture.Density))];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.DoesNotContain(SKColors.White, keys);
    }

    [Fact]
    public void CsvHoldsEveryBar() => Assert.Equal(
        "group,series,value,low,high\r\n"
        + "A = 0,published,0.55,,\r\n"
        + "A = 0,measured,0.556,0.531,0.58\r\n"
        + "full A,published,0.9607,,\r\n"
        + "full A,measured,0.9553,,\r\n"
        + "baseline,measured,0.9581,,\r\n",
        Accuracy.ToCsv().ToString());

    [Fact]
    public void BarsThatDoNotMatchGroupsAreRefused()
    {
        BarChart chart = Accuracy with { Groups = ["A = 0", "full A"] };
        var error = Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light));
        Assert.Equal("bars of series 'published': expected 2, one a group, got 3", error.Message);
    }

    [Theory]
    [InlineData(double.NaN, null, null)]
    [InlineData(0.5, double.NegativeInfinity, null)]
    [InlineData(0.5, null, double.NaN)]
    [InlineData(0.5, 0.6, 0.4)]
    public void UnusableNumbersAreRefused(double value, double? low, double? high)
    {
        var chart = new BarChart("x", ["a"], [new BarSeries("s", [new(value, low, high)])]);
        Assert.StartsWith("bars of series 's': expected", Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(chart.ToCsv);
    }

    [Fact]
    public void ChartsWithoutGroupsSeriesOrAxisAreRefused()
    {
        Assert.Throws<ArgumentException>(() => (Accuracy with { Groups = [] }).Draw(ReportTheme.Light));
        Assert.Throws<ArgumentException>(() => (Accuracy with { Series = [] }).Draw(ReportTheme.Light));
        Assert.Throws<ArgumentException>(() => (Accuracy with { Minimum = 1 }).Draw(ReportTheme.Light));
    }
}
