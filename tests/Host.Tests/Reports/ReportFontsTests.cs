using RrrGpu.Host.Reports;
using ScottPlot;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class ReportFontsTests
{
    [Fact]
    public void EmbeddedTypefacesAreRegularAndBoldDejaVuSans()
    {
        Assert.Equal("DejaVu Sans", ReportFonts.Regular.FamilyName);
        Assert.Equal("DejaVu Sans", ReportFonts.Bold.FamilyName);
        Assert.Equal(400, ReportFonts.Regular.FontWeight);
        Assert.Equal(700, ReportFonts.Bold.FontWeight);
    }

    [Theory]
    [InlineData("A = 0, λ₁ = 1000, λ₂, Σ log p, θ₀ … θ₆")]
    [InlineData("7 → 3 ✗ ✓ − × ± ≤ ≥")]
    public void EmbeddedTypefacesHaveTheSignsThatReportsWrite(string signs)
    {
        Assert.True(ReportFonts.Regular.ContainsGlyphs(signs));
        Assert.True(ReportFonts.Bold.ContainsGlyphs(signs));
    }

    [Fact]
    public void NoInstalledFontBearsTheFamilyName() =>
        Assert.DoesNotContain(ReportFonts.Family, SKFontManager.Default.FontFamilies);

    [Fact]
    public void PlotTextIsDrawn()
    {
        Assert.Equal(0, Ink(""));
        Assert.InRange(Ink("λ₁ = 1000"), 200, 20_000);
    }

    [Fact]
    public void PlotTextTakesTheWidthOfTheEmbeddedTypeface()
    {
        using var font = new SKFont(ReportFonts.Regular, 40);
        using var image = Render("WWWW", isBold: false);
        int[] inked = [.. InkedColumns(image)];
        font.MeasureText("WWWW", out SKRect bounds);
        Assert.InRange(inked[^1] - inked[0] + 1, bounds.Width - 5, bounds.Width + 2);
    }

    [Fact]
    public void BoldPlotTextIsBolder()
    {
        using SKBitmap regular = Render("1000", isBold: false);
        using SKBitmap bold = Render("1000", isBold: true);
        Assert.True(Ink(bold) > Ink(regular) * 1.2, $"expected bold to have more ink, got {Ink(bold)} against {Ink(regular)}");
    }

    private static int Ink(string text)
    {
        using SKBitmap bitmap = Render(text, isBold: false);
        return Ink(bitmap);
    }

    private static int Ink(SKBitmap bitmap) => bitmap.Pixels.Count(IsInk);

    private static bool IsInk(SKColor color) => color.Red < 128;

    private static IEnumerable<int> InkedColumns(SKBitmap bitmap) =>
        Enumerable.Range(0, bitmap.Width).Where(x => Enumerable.Range(0, bitmap.Height).Any(y => IsInk(bitmap.GetPixel(x, y))));

    private static SKBitmap Render(string text, bool isBold)
    {
        using var plot = new Plot();
        plot.HideAxesAndGrid();
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        ScottPlot.Plottables.Text label = plot.Add.Text(text, 0, 0);
        label.LabelFontSize = 40;
        label.LabelBold = isBold;
        label.LabelFontColor = Colors.Black;
        label.LabelAlignment = Alignment.MiddleCenter;
        ReportFonts.Apply(plot);
        using Image image = plot.GetImage(400, 120);
        return SKBitmap.Decode(image.GetImageBytes(ImageFormat.Png, 100));
    }
}
