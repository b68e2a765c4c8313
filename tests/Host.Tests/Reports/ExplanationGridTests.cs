using RrrGpu.Host.Reports;
using RrrGpu.Training;
using SkiaSharp;

namespace RrrGpu.Host.Tests.Reports;

public class ExplanationGridTests
{
    private static readonly ImageSize Size = new(28, 28);

    [Fact]
    public void EveryModelHasARowAndEveryPictureAPlace()
    {
        ExplanationGrid grid = Grid(models: 3, pictures: 3);
        Picture picture = grid.Draw(ReportTheme.Light);
        Assert.Equal(3 * 28 * 6 + 2 * 14, picture.Width);
        using SKBitmap bitmap = Pixels.Decode(picture);

        // Each picture has one fully green pixel: a square of six CSS pixels. The legend has one of twelve.
        int green = bitmap.Pixels.Count(color => color == ExplanationImage.Positive);
        Assert.Equal((9 * 6 * 6 + 12 * 12) * Picture.Density * Picture.Density, green);
    }

    [Fact]
    public void NamesAndPredictionsAreDrawn()
    {
        Picture full = Grid(1, 1, "model", "7", "3").Draw(ReportTheme.Light);
        Assert.True(Pixels.CountDifferent(full, Grid(1, 1, "", "7", "3").Draw(ReportTheme.Light)) > 100, "model");
        Assert.True(Pixels.CountDifferent(full, Grid(1, 1, "model", "1", "3").Draw(ReportTheme.Light)) > 30, "label");
        Assert.True(Pixels.CountDifferent(full, Grid(1, 1, "model", "7", "5").Draw(ReportTheme.Light)) > 30, "predicted");
    }

    [Fact]
    public void WrongPredictionsStandOut()
    {
        static int Red(string predicted) => Pixels.Count(
            Grid(1, 1, "model", "7", predicted).Draw(ReportTheme.Light),
            ReportTheme.Light.Rejected);

        Assert.Equal(0, Red("7"));
        Assert.True(Red("3") > 30);
    }

    [Fact]
    public void LongClassNamesStayUnderTheirPicture()
    {
        // Beside the picture there is room up to the grid's least width; a caption must not reach into it.
        Picture picture = Grid(1, 1, "m", new string('m', 80), new string('n', 80)).Draw(ReportTheme.Light);
        using SKBitmap bitmap = Pixels.Decode(picture);
        const int Right = (28 * 6 + 2) * Picture.Density;
        const int Top = (28 + 28 * 6) * Picture.Density;
        for (int y = Top; y < Top + 26 * Picture.Density; y++)
            for (int x = Right; x < bitmap.Width; x++)
                Assert.Equal(SKColors.White, bitmap.GetPixel(x, y));
    }

    [Fact]
    public void ThemesDifferOnlyAroundThePictures()
    {
        ExplanationGrid grid = Grid(1, 3);
        using SKBitmap light = Pixels.Decode(grid.Draw(ReportTheme.Light));
        using SKBitmap dark = Pixels.Decode(grid.Draw(ReportTheme.Dark));
        Assert.Equal(SKColor.Parse(ReportTheme.Light.Background), light.GetPixel(light.Width - 1, light.Height - 1));
        Assert.Equal(SKColor.Parse(ReportTheme.Dark.Background), dark.GetPixel(dark.Width - 1, dark.Height - 1));
        for (int y = 28 * Picture.Density; y < (28 + 28 * 6) * Picture.Density; y += 3)
            for (int x = 0; x < 28 * 6 * Picture.Density; x += 3)
                Assert.Equal(light.GetPixel(x, y), dark.GetPixel(x, y));
    }

    [Fact]
    public void ColourImagesAreDrawn()
    {
        var size = new ImageSize(5, 5, 3);
        var grid = new ExplanationGrid(size, [new("m", [new(Enumerable.Repeat(77f, 75).ToArray(), new float[75], "0", "0")])], Enlargement: 20);
        Assert.Equal(100 * 100 * Picture.Density * Picture.Density, Pixels.Count(grid.Draw(ReportTheme.Dark), color => color == new SKColor(77, 77, 77)));
    }

    [Fact]
    public void CsvHoldsEveryPixel()
    {
        var grid = new ExplanationGrid(new ImageSize(2, 2), [new("A, \"full\"", [new(new float[] { 1, 255, 0, 0.1f }, new[] { 0.1f, -2e-9f, 0, 123456.7f }, "7", "3")])]);
        Assert.Equal(
            "model,picture,label,predicted,y,channel,pixels,gradients\r\n"
            + "\"A, \"\"full\"\"\",0,7,3,0,0,1 255,0.1 -2e-9\r\n"
            + "\"A, \"\"full\"\"\",0,7,3,1,0,0 0.1,0 1.2346e5\r\n",
            grid.ToCsv().ToString());
    }

    [Fact]
    public void CsvSaysOnceWhatEveryModelIsShown()
    {
        static ExplanationRow Row(string model, float pixel) => new(model, [new(new[] { pixel }, new[] { 0.5f }, "7", "3")]);
        Assert.EndsWith(
            "first,0,7,3,0,0,9,0.5\r\nsame,0,7,3,0,0,,0.5\r\nanother,0,7,3,0,0,8,0.5\r\n",
            new ExplanationGrid(new ImageSize(1, 1), [Row("first", 9), Row("same", 9), Row("another", 8)]).ToCsv().ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void CsvKeepsChannelsApart()
    {
        var grid = new ExplanationGrid(new ImageSize(1, 2, 3), [new("m", [new(new float[] { 1, 2, 3, 4, 5, 6 }, new[] { .1f, .2f, .3f, .4f, .5f, .6f }, "7", "3")])]);
        Assert.EndsWith("m,0,7,3,0,0,1 4,0.1 0.4\r\nm,0,7,3,0,1,2 5,0.2 0.5\r\nm,0,7,3,0,2,3 6,0.3 0.6\r\n", grid.ToCsv().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToDrawIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new ExplanationGrid(Size, []).Draw(ReportTheme.Light));
        Assert.Throws<ArgumentException>(() => new ExplanationGrid(Size, [new("m", [])]).Draw(ReportTheme.Light));
        Assert.Throws<ArgumentException>(() => new ExplanationGrid(new ImageSize(3, 3), Grid(1, 1).Rows).Draw(ReportTheme.Light));
    }

    private static ExplanationGrid Grid(int models, int pictures, string model = "model", string label = "7", string predicted = "3")
    {
        float[] gradient = new float[Size.Features];
        gradient[300] = 0.7f;
        var picture = new ExplainedPicture(new float[Size.Features], gradient, label, predicted);
        return new ExplanationGrid(Size, [.. Enumerable.Range(0, models).Select(_ => new ExplanationRow(model, [.. Enumerable.Repeat(picture, pictures)]))]);
    }
}
