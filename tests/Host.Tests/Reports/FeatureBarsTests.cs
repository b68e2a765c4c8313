using RrrGpu.Host.Reports;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class FeatureBarsTests
{
    private static readonly FeatureBars Sample = new(
        ["petal length", "radius"],
        ["gradients", "LIME"],
        [new FeaturePanel("versicolor", [[1, -0.5], [0.25, 0]]), new FeaturePanel("virginica", [[-1, 0.5], [0, 0.1]])],
        new FeatureRegion("Iris", [0]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BarsTextsAndBandAreDrawn(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        Picture full = Sample.Draw(theme);
        Assert.All(Enumerable.Range(0, 2), i => Assert.True(Pixels.Count(full, SeriesMark.Of(i, theme).Color.ToSKColor().Equals) > 100));
        Assert.True(Pixels.CountDifferent(full, (Sample with { Features = ["petal length", ""] }).Draw(theme)) > 50, "feature");
        Assert.True(Pixels.CountDifferent(full, (Sample with { Series = ["gradients", ""] }).Draw(theme)) > 50, "series");
        Assert.True(Pixels.CountDifferent(full, (Sample with { Region = new FeatureRegion("Iris", [1]) }).Draw(theme)) > 5000, "band");
        Assert.True(Pixels.CountDifferent(full, (Sample with { Panels = [Sample.Panels[0], Sample.Panels[1] with { Title = "" }] }).Draw(theme)) > 50, "title");
    }

    [Fact]
    public void BarsAreAsLongAsTheirValues()
    {
        static int Area(double value) => Pixels.Count(
            new FeatureBars(["", ""], [""], [new FeaturePanel("", [[1, value]])]).Draw(ReportTheme.Light), SeriesMark.Of(0, ReportTheme.Light).Color.ToSKColor().Equals);

        int first = Area(0);
        Assert.Equal(0.5, (Area(0.5) - first) / (double)first, tolerance: 0.02);
    }

    [Fact]
    public void NegativeBarsPointLeft()
    {
        using SKBitmap bitmap = Pixels.Decode(new FeatureBars([""], [""], [new FeaturePanel("", [[-1]]), new FeaturePanel("", [[1]])]).Draw(ReportTheme.Light));
        int[] inked = [.. Enumerable.Range(0, bitmap.Width).Where(x => Enumerable.Range(0, bitmap.Height).Any(y => bitmap.GetPixel(x, y) == SeriesMark.Of(0, ReportTheme.Light).Color.ToSKColor()))];
        Assert.InRange(inked[0], 0, bitmap.Width / 8);
        Assert.InRange(inked[^1], bitmap.Width * 7 / 8, bitmap.Width);
        Assert.DoesNotContain(bitmap.Width / 2, inked);
    }

    [Fact]
    public void MorePanelsGoOnBelow()
    {
        FeatureBars chart = Sample with { MostInARow = 1 };
        Assert.True(chart.Draw(ReportTheme.Light).Height > Sample.Draw(ReportTheme.Light).Height + 40);
    }

    [Fact]
    public void NothingButZerosIsDrawn() => Assert.NotEmpty(new FeatureBars(["a"], ["s"], [new FeaturePanel("p", [[0]])]).Draw(ReportTheme.Light).Png);

    [Fact]
    public void CsvHoldsEveryBar() => Assert.Equal(
        "panel,series,feature,name,value\r\nversicolor,gradients,0,petal length,1\r\nversicolor,gradients,1,radius,-0.5\r\nversicolor,LIME,0,petal length,0.25\r\nversicolor,LIME,1,radius,0\r\n"
        + "virginica,gradients,0,petal length,-1\r\nvirginica,gradients,1,radius,0.5\r\nvirginica,LIME,0,petal length,0\r\nvirginica,LIME,1,radius,0.1\r\n",
        Sample.ToCsv().ToString());

    [Fact]
    public void UnusableBarsAreRefused()
    {
        FeatureBars[] charts =
        [
            Sample with { Features = [] },
            Sample with { Features = ["one"] },
            Sample with { Series = [] },
            Sample with { Series = ["one"] },
            Sample with { Panels = [] },
            Sample with { MostInARow = 0 },
            Sample with { Region = new FeatureRegion("r", [2]) },
            Sample with { Panels = [new FeaturePanel("p", [[1, double.NaN], [0, 0]])] },
        ];
        Assert.All(charts, static chart => Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light)));
    }
}
