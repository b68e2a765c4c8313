using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Data;

public sealed class ToyColorsTests
{
    private const string Colours = "RGBV";
    private static readonly int[] s_corners = [0, 4, 20, 24];
    private static readonly DataSet s_toy = ToyColors.Generate(dataSeed: 3);

    [Fact]
    public void HasTheSizeOfThePaper()
    {
        Assert.Equal((20_000, 20_000), (s_toy.Train.Count, s_toy.Test.Count));
        Assert.Equal((75, 2), (s_toy.Train.Inputs.Columns, s_toy.Train.Classes));
        Assert.Equal(new ImageSize(5, 5, 3), s_toy.Image);
        Assert.NotNull(s_toy.Train.Inputs.Bytes);
        Assert.Equal("toy-colors", s_toy.Name);
        Assert.Equal(2, s_toy.ClassNames!.Count);
        Assert.Contains("data seed 3", s_toy.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void ClassZeroKeepsBothRulesAndClassOneBreaksBoth()
    {
        foreach (var rows in new[] { s_toy.Train, s_toy.Test })
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var image = Pixels(rows, row);
                var isRule1 = s_corners.All(pixel => image[pixel] == image[0]);
                var isRule2 = image[1..4].Distinct().Count() == 3;
                Assert.True(rows.Labels[row] == 0 ? isRule1 && isRule2 : !isRule1 && !isRule2, $"row {row}, class {rows.Labels[row]}: {image}");
            }
        }
    }

    [Fact]
    public void ClassesAndColoursAreEquallyFrequent()
    {
        foreach (var rows in new[] { s_toy.Train, s_toy.Test })
        {
            RequireShare(rows.Labels.Sum(), rows.Count, 0.5);
            foreach (var label in new[] { 0, 1 })
            {
                var images = Enumerable.Range(0, rows.Count).Where(row => rows.Labels[row] == label).Select(row => Pixels(rows, row)).ToArray();
                for (var pixel = 0; pixel < 25; pixel++)
                {
                    foreach (var colour in Colours)
                        RequireShare(images.Count(image => image[pixel] == colour), images.Length, 0.25);
                }
            }
        }
    }

    [Fact]
    public void NothingButTheRulesTellsTheClasses()
    {
        // A pixel that no rule looks at agrees with any other pixel as often in one class as in the other.
        var images = Enumerable.Range(0, s_toy.Train.Count).Select(row => Pixels(s_toy.Train, row)).ToArray();
        foreach (var label in new[] { 0, 1 })
        {
            var some = images.Where((_, row) => s_toy.Train.Labels[row] == label).ToArray();
            for (var pixel = 5; pixel < 20; pixel++)
            {
                for (var other = 0; other < pixel; other++)
                    RequireShare(some.Count(image => image[pixel] == image[other]), some.Length, 0.25);
            }
        }
    }

    [Fact]
    public void TheAnnotationMarksTheCornersOfEveryRow()
    {
        int[] corners = [0, 1, 2, 12, 13, 14, 60, 61, 62, 72, 73, 74];
        Assert.Equal(corners, s_toy.Regions!["corners"]);
        Assert.Equal(Enumerable.Range(3, 9), s_toy.Regions["top-middle"]);
        foreach (var annotation in new[] { s_toy.Annotation!, s_toy.TestAnnotation! })
        {
            Assert.Equal((20_000, 75, 12 * 20_000), (annotation.Rows, annotation.Columns, annotation.Count));
            Assert.All(Enumerable.Range(0, annotation.Rows), row => Assert.True(annotation.RowFeatures(row).SequenceEqual(corners)));
        }
    }

    [Fact]
    public void TheSeedAloneDecides()
    {
        // Drawn by another program from the generator's definition: a data set that a report names must not change.
        Assert.Equal(["0 RVRBRBVGRBRGBRGVVBBBRGGVR", "1 GGGBVGGVBGRRGBVVVGGBVGBBR", "0 BVBRBRBVVVVGBVGVBBVBBRGBB"], Enumerable.Range(0, 3).Select(row => $"{s_toy.Train.Labels[row]} {Pixels(s_toy.Train, row)}"));
        Assert.Equal(["1 GBVVBRBRGBGVVVGVRRRBRRVVR", "0 VBGRVGGRVRVBBBBVBGVVVBVVV", "1 BVVGBBBBVGBRRBGGVBGGBGGGG"], Enumerable.Range(0, 3).Select(row => $"{s_toy.Test.Labels[row]} {Pixels(s_toy.Test, row)}"));
        Assert.NotEqual(s_toy.Train.Inputs.Bytes, ToyColors.Generate(dataSeed: 4).Train.Inputs.Bytes);
    }

    [Fact]
    public void FewerRowsAreTheFirstOfMore()
    {
        var few = ToyColors.Generate(dataSeed: 3, trainRows: 7, testRows: 1);
        Assert.Equal(s_toy.Train.Inputs.Bytes!.Take(7 * 75), few.Train.Inputs.Bytes);
        Assert.Equal(s_toy.Train.Labels.Take(7), few.Train.Labels);
        Assert.Equal(s_toy.Test.Inputs.Bytes!.Take(75), few.Test.Inputs.Bytes);
        Assert.Equal((7, 1), (few.Annotation!.Rows, few.TestAnnotation!.Rows));
    }

    [Fact]
    public void RefusesNoRows()
    {
        Assert.Contains("training rows", Assert.Throws<ArgumentException>(() => ToyColors.Generate(0, trainRows: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("test rows", Assert.Throws<ArgumentException>(() => ToyColors.Generate(0, testRows: -1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCatalogDrawsItFromTheDataSeed()
    {
        var listed = DataSetCatalog.List().Single(set => set.Name == "toy-colors");
        Assert.Equal((20_000, 20_000, 75, 2, true), (listed.TrainRows, listed.TestRows, listed.Features, listed.Classes, listed.IsBundled));
        Assert.Equal(s_toy.Train.Inputs.Bytes, DataSetCatalog.Load("toy-colors", dataSeed: 3).Train.Inputs.Bytes);
    }

    private static string Pixels(LabeledRows rows, int row) => string.Create(25, (rows, row), static (image, from) =>
    {
        for (var pixel = 0; pixel < 25; pixel++)
        {
            var rgb = from.rows.Inputs.Bytes.AsSpan(from.row * 75 + 3 * pixel, 3);
            image[pixel] = (rgb[0], rgb[1], rgb[2]) switch
            {
                (255, 0, 0) => 'R',
                (0, 255, 0) => 'G',
                (0, 128, 255) => 'B',
                (128, 0, 255) => 'V',
                _ => '?',
            };
        }
    });

    /// <summary>Within 4.5 standard deviations, which 1 of 150,000 right counts is not; the seed is fixed.</summary>
    private static void RequireShare(int count, int total, double share) =>
        Assert.InRange(count, total * share - 4.5 * Math.Sqrt(total * share * (1 - share)), total * share + 4.5 * Math.Sqrt(total * share * (1 - share)));
}
