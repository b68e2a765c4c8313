using RrrGpu.Host.Reports;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class LineChartTests
{
    private static readonly LineChart Sweep = new(
        new ChartAxis("λ₁", IsLogarithmic: true),
        new ChartAxis("accuracy", Minimum: 0, Maximum: 1),
        [
            new LineSeries("train", [new(1, 0.99), new(10, 0.98), new(100, 0.97)]),
            new LineSeries("test", [new(1, 0.55, 0.5, 0.6), new(10, 0.8), new(100, 0.96)]),
            new LineSeries("ratio", [new(1, 1e-3), new(10, 1e-2), new(100, 0.1)], IsOnSecondAxis: true),
        ],
        new ChartAxis("ratio", IsLogarithmic: true),
        [new LineLevel("balance", 1, IsOnSecondAxis: true)],
        RangeStyle.Band);

    public static TheoryData<bool> Themes => [false, true];

    [Theory]
    [MemberData(nameof(Themes))]
    public void EverySeriesHasInkOfItsOwn(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        Picture picture = Sweep.Draw(theme, 400, 300);
        using SKBitmap bitmap = Pixels.Decode(picture);
        Assert.Equal(SKColor.Parse(theme.Background), bitmap.GetPixel(799, 0));
        SKColor[] colors = [.. Enumerable.Range(0, 3).Select(i => SeriesMark.Of(i, theme).Color.ToSKColor())];
        Assert.Equal(3, colors.Distinct().Count());
        Assert.All(colors, color => Assert.InRange(Pixels.Count(picture, color.Equals), 300, 60_000));
    }

    [Fact]
    public void PointsStandWhereTheirNumbersSay()
    {
        // Lone markers of two values a factor of 10 apart: the third stands as far from the second as that from the first.
        double[] lefts = Places(new ChartAxis("", IsLogarithmic: true), 1, 10, 100);
        Assert.Equal(lefts[1] - lefts[0], lefts[2] - lefts[1], tolerance: 2.0);
        lefts = Places(new ChartAxis(""), 1, 10, 100);
        Assert.Equal(10, (lefts[2] - lefts[1]) / (lefts[1] - lefts[0]), tolerance: 0.5);
    }

    [Fact]
    public void ZeroOfALogarithmicAxisStandsApartUnjoined()
    {
        static Picture Draw(double first) => new LineChart(
            new ChartAxis("", IsLogarithmic: true), new ChartAxis("", Minimum: 0, Maximum: 1), [new LineSeries("", [new(first, 0.5), new(1, 0.5), new(10, 0.5)])]).Draw(ReportTheme.Light, 400, 200);

        static int Columns(Picture picture)
        {
            using SKBitmap bitmap = Pixels.Decode(picture);
            SKColor ink = SeriesMark.Of(0, ReportTheme.Light).Color.ToSKColor();
            // Below the legend.
            return Enumerable.Range(0, bitmap.Width).Count(x => Enumerable.Range(60, bitmap.Height - 60).Any(y => bitmap.GetPixel(x, y) == ink));
        }

        int joined = Columns(Draw(0.1));
        int apart = Columns(Draw(0));
        Assert.InRange(apart, joined / 4, joined * 3 / 4);
    }

    [Fact]
    public void SeriesDifferInMarkerAndDashes()
    {
        SeriesMark[] marks = [.. Enumerable.Range(0, 5).Select(i => SeriesMark.Of(i, ReportTheme.Light))];
        Assert.Equal(5, marks.Select(static mark => mark.Shape).Distinct().Count());
        Assert.Equal(5, marks.Select(static mark => string.Join(',', mark.Pattern.Intervals)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Themes))]
    public void ColoursStandOutFromTheBackground(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        Assert.All(Enumerable.Range(0, 7), i => Assert.True(Contrast(SeriesMark.Of(i, theme).Color.ToSKColor(), SKColor.Parse(theme.Background)) >= 3, $"series {i}"));
        Assert.True(Contrast(SKColor.Parse(theme.Text), SKColor.Parse(theme.Positive)) >= 4.3, "words for");
        Assert.True(Contrast(SKColor.Parse(theme.Text), SKColor.Parse(theme.Negative)) >= 4.3, "words against");
    }

    [Fact]
    public void EveryTextIsDrawn()
    {
        static LineChart Chart(string x = "axis", string y = "axis", string second = "axis", string series = "series", string level = "level") => new(
            new ChartAxis(x), new ChartAxis(y), [new LineSeries(series, [new(0, 1)]), new LineSeries("s", [new(0, 1)], true)], new ChartAxis(second), [new LineLevel(level, 1)]);

        Picture full = Chart().Draw(ReportTheme.Light);
        Assert.True(Pixels.CountDifferent(full, Chart(x: "").Draw(ReportTheme.Light)) > 100, "x axis");
        Assert.True(Pixels.CountDifferent(full, Chart(y: "").Draw(ReportTheme.Light)) > 100, "y axis");
        Assert.True(Pixels.CountDifferent(full, Chart(second: "").Draw(ReportTheme.Light)) > 100, "second axis");
        Assert.True(Pixels.CountDifferent(full, Chart(series: "").Draw(ReportTheme.Light)) > 100, "series");
        Assert.True(Pixels.CountDifferent(full, Chart(level: "").Draw(ReportTheme.Light)) > 100, "level");
    }

    [Fact]
    public void RangesAreDrawn()
    {
        static int Ink(RangeStyle style, double? low, double? high) => Pixels.Count(
            new LineChart(new ChartAxis(""), new ChartAxis("", Minimum: 0, Maximum: 1), [new LineSeries("", [new(0, 0.5, low, high), new(1, 0.5, low, high)])], Ranges: style).Draw(ReportTheme.Light),
            static color => color != SKColors.White);

        int bare = Ink(RangeStyle.Band, null, null);
        Assert.True(Ink(RangeStyle.Whiskers, 0.2, 0.8) > bare + 300);
        Assert.True(Ink(RangeStyle.Band, 0.2, 0.8) > bare + 20_000);
    }

    [Fact]
    public void ACategoryHasItsNameInPictureAndFile()
    {
        var chart = new LineChart(new ChartAxis("model", Categories: ["θ₀\nA = 0", "θ₁\n1000"]), new ChartAxis(""), [new LineSeries("test", [new(0, 0.5), new(1, 0.9)])]);
        Assert.Equal("series,x,y,low,high\r\ntest,θ₀ A = 0,0.5,,\r\ntest,θ₁ 1000,0.9,,\r\n", chart.ToCsv().ToString());
        Picture other = (chart with { X = chart.X with { Categories = ["θ₀\nA = 0", "θ₁\n2000"] } }).Draw(ReportTheme.Light);
        Assert.True(Pixels.CountDifferent(chart.Draw(ReportTheme.Light), other) > 20);
    }

    [Fact]
    public void CsvHoldsEveryPoint() => Assert.Equal(
        "series,x,y,low,high\r\ntrain,1,0.99,,\r\ntrain,10,0.98,,\r\ntrain,100,0.97,,\r\ntest,1,0.55,0.5,0.6\r\ntest,10,0.8,,\r\ntest,100,0.96,,\r\nratio,1,0.001,,\r\nratio,10,0.01,,\r\nratio,100,0.1,,\r\n",
        Sweep.ToCsv().ToString());

    [Fact]
    public void OnePointAndNoPointAreDrawn()
    {
        Assert.NotEmpty((Sweep with { Series = [new LineSeries("test", [new(0, 0)])], Levels = [], SecondY = null }).Draw(ReportTheme.Light).Png);
        Assert.NotEmpty((Sweep with { Series = [new LineSeries("test", [])] }).Draw(ReportTheme.Light).Png);
    }

    [Theory]
    [InlineData(double.NaN, 0.5, null, null)]
    [InlineData(1, double.PositiveInfinity, null, null)]
    [InlineData(1, 0.5, double.NaN, null)]
    [InlineData(1, 0.5, 0.6, 0.4)]
    [InlineData(-1, 0.5, null, null)]
    public void UnusablePointsAreRefused(double x, double y, double? low, double? high)
    {
        LineChart chart = Sweep with { Series = [new LineSeries("s", [new(x, y, low, high)])] };
        Assert.StartsWith("points of series 's': expected", Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(chart.ToCsv);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void HeightsOnALogarithmicAxisAreAboveZero(double y)
    {
        LineChart chart = Sweep with { Series = [new LineSeries("s", [new(1, y)], true)] };
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UnusableAxesAndLevelsAreRefused()
    {
        LineChart[] charts =
        [
            Sweep with { Series = [] },
            Sweep with { SecondY = null },
            Sweep with { Y = new ChartAxis("", Minimum: 1, Maximum: 1) },
            Sweep with { Y = new ChartAxis("", Minimum: double.NaN) },
            Sweep with { X = new ChartAxis("", true, Minimum: 0) },
            Sweep with { X = new ChartAxis("", true, Categories: ["a"]) },
            Sweep with { Levels = [new LineLevel("l", 0, true)] },
            Sweep with { Levels = [new LineLevel("l", double.NaN)] },
        ];
        Assert.All(charts, static chart => Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light)));
    }

    // The middle of each lone marker, from the left.
    private static double[] Places(ChartAxis axis, params double[] values)
    {
        var chart = new LineChart(axis, new ChartAxis("", Minimum: 0, Maximum: 1), [.. values.Select(x => new LineSeries("", [new(x, 0.5)]))]);
        using SKBitmap bitmap = Pixels.Decode(chart.Draw(ReportTheme.Light, 400, 200));
        return [.. Enumerable.Range(0, values.Length).Select(s =>
        {
            SKColor ink = SeriesMark.Of(s, ReportTheme.Light).Color.ToSKColor();
            return Enumerable.Range(0, bitmap.Width).Where(x => Enumerable.Range(60, bitmap.Height - 60).Any(y => bitmap.GetPixel(x, y) == ink)).Average();
        })];
    }

    private static double Contrast(SKColor a, SKColor b)
    {
        static double Luminance(SKColor color)
        {
            static double Linear(byte c) => c / 255.0 <= 0.04045 ? c / 255.0 / 12.92 : Math.Pow((c / 255.0 + 0.055) / 1.055, 2.4);
            return 0.2126 * Linear(color.Red) + 0.7152 * Linear(color.Green) + 0.0722 * Linear(color.Blue);
        }

        (double first, double second) = (Luminance(a), Luminance(b));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }
}
