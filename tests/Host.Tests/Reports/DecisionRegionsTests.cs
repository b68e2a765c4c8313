using RrrGpu.Host.Reports;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class DecisionRegionsTests
{
    // The left half is class 0, the right half class 1.
    private static readonly RegionPanel Halves = new("model", [0, 1, 0, 1], 2, [new(-0.5, 0.5, 0)], [new(0.5, -0.5, 1, 0)]);

    private static readonly DecisionRegions Sample = new([Halves], ["first", "second"], -1, 1, -1, 1);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RegionsPointsAndArrowsStandInTheirPlaces(bool isDark)
    {
        ReportTheme theme = isDark ? ReportTheme.Dark : ReportTheme.Light;
        using SKBitmap bitmap = Pixels.Decode(Sample.Draw(theme, 416));
        // One panel takes half the width: 200 CSS pixels square under legend and title.
        const int Side = 200 * Picture.Density;
        int top = bitmap.Height - Side - 8 * Picture.Density;
        SKColor At(double x, double y) => bitmap.GetPixel((int)((x + 1) / 2 * Side), top + (int)((1 - y) / 2 * Side));
        Assert.Equal(SeriesMark.Of(0, theme).Color.ToSKColor(), At(-0.5, 0.5));
        Assert.Equal(At(-0.9, -0.2), At(-0.1, 0.9));
        Assert.Equal(At(0.9, 0.9), At(0.1, 0.2));
        Assert.NotEqual(At(-0.9, -0.2), At(0.9, 0.9));
        Assert.Equal(SKColor.Parse(theme.Text), At(0.7, -0.5));
    }

    [Fact]
    public void TheFirstRowOfTheGridIsTheLowest()
    {
        using SKBitmap bitmap = Pixels.Decode((Sample with { Panels = [new RegionPanel("", [0, 1], 1, [], [])] }).Draw(ReportTheme.Light, 416));
        const int Side = 200 * Picture.Density;
        int top = bitmap.Height - Side - 8 * Picture.Density;
        SKColor upper = bitmap.GetPixel(Side / 2, top + Side / 4);
        SKColor lower = bitmap.GetPixel(Side / 2, top + Side * 3 / 4);
        SKColor second = SeriesMark.Of(1, ReportTheme.Light).Color.ToSKColor();
        Assert.True(upper.Red > upper.Blue && second.Red > second.Blue, "class 1 is drawn above");
        Assert.True(lower.Blue > lower.Red, "class 0 is drawn below");
    }

    [Fact]
    public void CsvHoldsRegionsPointsAndArrows() => Assert.Equal(
        "panel,what,x,y,class,dx,dy\r\nmodel,region,-1,-1,0,1,1\r\nmodel,region,0,-1,1,1,1\r\nmodel,region,-1,0,0,1,1\r\nmodel,region,0,0,1,1,1\r\n"
        + "model,point,-0.5,0.5,0,,\r\nmodel,gradient,0.5,-0.5,,1,0\r\n",
        Sample.ToCsv().ToString());

    [Fact]
    public void CsvJoinsCellsOfOneClassOnALine()
    {
        RegionPanel panel = new("m", [1, 1, 0, 1, 0, 0, 0, 0], 4, [], []);
        Assert.Equal(
            "panel,what,x,y,class,dx,dy\r\nm,region,-1,-1,1,1,1\r\nm,region,0,-1,0,0.5,1\r\nm,region,0.5,-1,1,0.5,1\r\nm,region,-1,0,0,2,1\r\n",
            (Sample with { Panels = [panel] }).ToCsv().ToString());
    }

    [Fact]
    public void ArrowsOfNoLengthAreNotDrawn()
    {
        static Picture Draw(params RegionArrow[] arrows) => (Sample with { Panels = [Halves with { Arrows = arrows }] }).Draw(ReportTheme.Light);

        Assert.Equal(0, Pixels.CountDifferent(Draw(), Draw(new RegionArrow(0, 0, 0, 0))));
    }

    [Fact]
    public void UnusableRegionsAreRefused()
    {
        DecisionRegions[] charts =
        [
            Sample with { Panels = [] },
            Sample with { MostInARow = 0 },
            Sample with { MaximumX = -1 },
            Sample with { MinimumY = double.NaN },
            Sample with { Panels = [Halves with { Predicted = [] }] },
            Sample with { Panels = [Halves with { Columns = 3 }] },
            Sample with { Panels = [Halves with { Predicted = [0, 2] }] },
            Sample with { Panels = [Halves with { Points = [new(0, 0, -1)] }] },
            Sample with { Panels = [Halves with { Points = [new(double.NaN, 0, 0)] }] },
            Sample with { Panels = [Halves with { Arrows = [new(0, 0, double.PositiveInfinity, 0)] }] },
        ];
        Assert.All(charts, static chart => Assert.Throws<ArgumentException>(() => chart.Draw(ReportTheme.Light)));
    }
}
