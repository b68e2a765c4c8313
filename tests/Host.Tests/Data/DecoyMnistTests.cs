using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Data;

public sealed class DecoyMnistTests(BundledMnist mnist)
{
    private static readonly int[] s_corners = [0, 24, 24 * 28, 24 * 28 + 24];
    private readonly DataSet _decoy = DecoyMnist.From(mnist.Plain, dataSeed: 3);

    [Fact]
    public void KeepsNumberSizeAndLabels()
    {
        Assert.Equal((60_000, 10_000), (_decoy.Train.Count, _decoy.Test.Count));
        Assert.Equal(new ImageSize(28, 28), _decoy.Image);
        Assert.Equal("decoy-mnist", _decoy.Name);
        Assert.Equal(mnist.Plain.Train.Labels, _decoy.Train.Labels);
        Assert.Equal(mnist.Plain.Test.Labels, _decoy.Test.Labels);
        Assert.Contains("data seed 3", _decoy.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryTrainingSwatchTellsTheDigit() =>
        RequireSwatches(mnist.Plain.Train, _decoy.Train, _decoy.Annotation!, (row, value) => value == 255 - 25 * _decoy.Train.Labels[row]);

    [Fact]
    public void EveryTestSwatchTellsSomeDigit() =>
        RequireSwatches(mnist.Plain.Test, _decoy.Test, _decoy.TestAnnotation!, (_, value) => value is >= 30 and <= 255 && (255 - value) % 25 == 0);

    [Fact]
    public void CornersAreEquallyFrequentAndIndependentOfTheDigit()
    {
        foreach (var (rows, swatches) in new[] { (_decoy.Train, _decoy.Annotation!), (_decoy.Test, _decoy.TestAnnotation!) })
        {
            var counts = new int[10, 4];
            for (var row = 0; row < rows.Count; row++)
                counts[rows.Labels[row], Corner(swatches, row)]++;
            for (var digit = 0; digit < 10; digit++)
            {
                var total = Enumerable.Range(0, 4).Sum(c => counts[digit, c]);
                for (var corner = 0; corner < 4; corner++)
                    RequireShare(counts[digit, corner], total, 0.25);
            }
        }
    }

    [Fact]
    public void TestDigitsAreIndependentOfLabelAndCorner()
    {
        var byLabel = new int[10, 10];
        var byCorner = new int[4, 10];
        for (var row = 0; row < _decoy.Test.Count; row++)
        {
            var digit = (255 - Value(_decoy.Test, _decoy.TestAnnotation!, row)) / 25;
            byLabel[_decoy.Test.Labels[row], digit]++;
            byCorner[Corner(_decoy.TestAnnotation!, row), digit]++;
        }

        foreach (var table in new[] { byLabel, byCorner })
        {
            for (var i = 0; i < table.GetLength(0); i++)
            {
                var total = Enumerable.Range(0, 10).Sum(digit => table[i, digit]);
                for (var digit = 0; digit < 10; digit++)
                    RequireShare(table[i, digit], total, 0.1);
            }
        }
    }

    [Fact]
    public void TheSeedAloneDecides()
    {
        var again = DecoyMnist.From(mnist.Plain, dataSeed: 3);
        Assert.Equal(_decoy.Train.Inputs.Bytes, again.Train.Inputs.Bytes);
        Assert.Equal(_decoy.Test.Inputs.Bytes, again.Test.Inputs.Bytes);
        Assert.Equal(_decoy.Annotation!.Features.ToArray(), again.Annotation!.Features.ToArray());
        var other = DecoyMnist.From(mnist.Plain, dataSeed: 4);
        var same = Enumerable.Range(0, 60_000).Count(row => Corner(_decoy.Annotation, row) == Corner(other.Annotation!, row));
        RequireShare(same, 60_000, 0.25);
        // Drawn by another program from the generator's definition: a data set that a report names must not change.
        Assert.Equal([1, 2, 3, 0, 2, 1, 2, 3, 1, 0, 2, 0], Enumerable.Range(0, 12).Select(row => Corner(_decoy.Annotation, row)));
        Assert.Equal([2, 7, 7, 1, 5, 5, 9, 2, 9, 2, 8, 3], Enumerable.Range(0, 12).Select(row => (255 - Value(_decoy.Test, _decoy.TestAnnotation!, row)) / 25));
    }

    [Fact]
    public void LeavesThePlainImagesAsTheyAre()
    {
        var before = System.Security.Cryptography.SHA256.HashData(mnist.Plain.Train.Inputs.Bytes!);
        DecoyMnist.From(mnist.Plain, dataSeed: 5);
        Assert.Equal(before, System.Security.Cryptography.SHA256.HashData(mnist.Plain.Train.Inputs.Bytes!));
    }

    [Fact]
    public void WorksOnFloatImages()
    {
        var floats = mnist.Plain with { Train = AsFloats(mnist.Plain.Train), Test = AsFloats(mnist.Plain.Test) };
        var few = DecoyMnist.From(floats, dataSeed: 3);
        Assert.Null(few.Train.Inputs.Bytes);
        Assert.Equal(_decoy.Train.Inputs.Select([0, 1, 2]).ToArray(), few.Train.Inputs.ToArray());
        Assert.Equal(_decoy.Test.Inputs.Select([0, 1, 2]).ToArray(), few.Test.Inputs.ToArray());
    }

    [Theory]
    [InlineData(7, 8)]
    [InlineData(8, 7)]
    public void RefusesSmallImages(int height, int width)
    {
        var rows = new LabeledRows(new InputMatrix(new byte[2 * height * width], 2, height * width), [0, 1], 10);
        BadInput.Expect(() => DecoyMnist.From(new DataSet("mnist", rows, rows, Image: new ImageSize(height, width)), 0), "at least 8 × 8", $"{height} × {width}");
    }

    private static LabeledRows AsFloats(LabeledRows rows)
    {
        var first = rows.Select([0, 1, 2]);
        return new LabeledRows(new InputMatrix(first.Inputs.ToArray(), 3, first.Inputs.Columns), first.Labels, first.Classes);
    }

    private static void RequireSwatches(LabeledRows plain, LabeledRows decoy, Annotation swatches, Func<int, int, bool> isRightValue)
    {
        Assert.Equal((decoy.Count, 784), (swatches.Rows, swatches.Columns));
        Assert.False(swatches.IsWeighted);
        var expected = new byte[784];
        for (var row = 0; row < decoy.Count; row++)
        {
            var marked = swatches.RowFeatures(row);
            var corner = s_corners[Corner(swatches, row)];
            plain.Inputs.Bytes.AsSpan(row * 784, 784).CopyTo(expected);
            var value = Value(decoy, swatches, row);
            var isRight = marked.Length == 16 && isRightValue(row, value);
            for (var i = 0; i < 16; i++)
            {
                isRight &= marked[i] == corner + i / 4 * 28 + i % 4;
                expected[marked[i]] = (byte)value;
            }

            if (!isRight || !decoy.Inputs.Bytes.AsSpan(row * 784, 784).SequenceEqual(expected))
                Assert.Fail($"row {row}: swatch {value} at {marked[0]}");
        }
    }

    private static int Corner(Annotation swatches, int row) => Array.IndexOf(s_corners, swatches.RowFeatures(row)[0]);

    private static int Value(LabeledRows rows, Annotation swatches, int row) => rows.Inputs.Bytes![row * 784 + swatches.RowFeatures(row)[0]];

    /// <summary>Within 4.5 standard deviations, which 1 of 150,000 right counts is not; the seed is fixed.</summary>
    private static void RequireShare(int count, int total, double share) =>
        Assert.InRange(count, total * share - 4.5 * Math.Sqrt(total * share * (1 - share)), total * share + 4.5 * Math.Sqrt(total * share * (1 - share)));
}
