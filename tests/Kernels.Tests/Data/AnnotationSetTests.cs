namespace RrrGpu.Kernels.Tests.Data;

/// <summary>Unions and restrictions of annotations, and the same marks as bits, against plain loops over dense arrays.</summary>
public sealed class AnnotationSetTests
{
    public static TheoryData<int, int, bool, bool> Shapes => new()
    {
        { 1, 1, false, false }, { 7, 31, false, false }, { 5, 32, true, false }, { 6, 33, false, true }, { 9, 70, true, true },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AUnionHasTheLargerWeight(int rows, int columns, bool firstIsWeighted, bool secondIsWeighted)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (first, second) = (Draw(rows, columns, firstIsWeighted, seed), Draw(rows, columns, secondIsWeighted, seed + 100));
            var expected = first.Zip(second, Math.Max).ToArray();
            var union = Annotation.Union(Annotation.FromDense(first, rows, columns), Annotation.FromDense(second, rows, columns));
            Assert.Equal(expected, Dense(union));
            Assert.Equal(expected.Count(static w => w > 0), union.Count);
            Assert.Equal(Dense(union), Dense(Annotation.Union(Annotation.FromDense(second, rows, columns), Annotation.FromDense(first, rows, columns))));
        }
    }

    [Fact]
    public void AUnionOfBinaryAnnotationsIsBinary()
    {
        var first = Annotation.FromFeatures(3, 4, [0]);
        var union = Annotation.Union(first, Annotation.FromFeatures(3, 4, [2, 0]));
        Assert.False(union.IsWeighted);
        Assert.Equal([0, 2], union.RowFeatures(2).ToArray());
        Assert.Equal((6, 2), (union.Count, union.MaxPerRow));
        Assert.Throws<ArgumentException>(() => Annotation.Union(first, Annotation.FromFeatures(3, 5, [0])));
        Assert.Throws<ArgumentException>(() => Annotation.Union(first, Annotation.FromFeatures(4, 4, [0])));
    }

    [Fact]
    public void FeaturesMarkEveryRowAlike()
    {
        var annotation = Annotation.FromFeatures(4, 6, [5, 1, 1]);
        for (var row = 0; row < 4; row++)
            Assert.Equal([1, 5], annotation.RowFeatures(row).ToArray());
        Assert.Equal(0, Annotation.FromFeatures(4, 6, []).Count);
        Assert.Contains("0 to 5, got 6", Assert.Throws<ArgumentException>(() => Annotation.FromFeatures(4, 6, [6])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Annotation.FromFeatures(4, 6, [-1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RestrictedRowsKeepTheirMarks(bool isWeighted)
    {
        var values = Draw(8, 20, isWeighted, 3);
        var annotation = Annotation.FromDense(values, 8, 20);
        int[] kept = [6, 0, 6];
        var expected = values.Select((w, i) => kept.Contains(i / 20) ? w : 0).ToArray();
        Assert.Equal(expected, Dense(annotation.RestrictTo(kept)));
        Assert.Equal(values, Dense(annotation.RestrictTo([.. Enumerable.Range(0, 8)])));
        Assert.Equal(0, annotation.RestrictTo([]).Count);
        Assert.Contains("0 to 7, got 8", Assert.Throws<ArgumentException>(() => annotation.RestrictTo([8])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void BitsAgreeWithPlainLoops(int rows, int columns, bool firstIsWeighted, bool secondIsWeighted)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var (first, second) = (Draw(rows, columns, firstIsWeighted, seed), Draw(rows, columns, secondIsWeighted, seed + 50));
            var (a, b) = (FeatureMasks.From(Annotation.FromDense(first, rows, columns)), FeatureMasks.From(Annotation.FromDense(second, rows, columns)));
            var both = first.Zip(second).Count(static pair => pair.First > 0 && pair.Second > 0);
            var either = first.Zip(second).Count(static pair => pair.First > 0 || pair.Second > 0);
            Assert.Equal(both, a.IntersectionCount(b));
            Assert.Equal(either == 0 ? 1 : (double)both / either, a.Overlap(b), 15);
            Assert.Equal((double)first.Count(static w => w > 0) / first.Length, a.Fraction, 15);
            a.UnionWith(b);
            Assert.Equal(either, a.Count);
            for (var i = 0; i < first.Length; i++)
                Assert.Equal(first[i] > 0 || second[i] > 0, a[i / columns, i % columns]);
            Assert.Equal(a.Words, FeatureMasks.From(a.ToAnnotation()).Words);
        }
    }

    [Fact]
    public void MasksThatMarkNothingAreAlike()
    {
        Assert.Equal(1, new FeatureMasks(2, 3).Overlap(new FeatureMasks(2, 3)));
        Assert.Equal(0, new FeatureMasks(2, 3).Overlap(FeatureMasks.From(Annotation.FromFeatures(2, 3, [1]))));
    }

    [Fact]
    public void PartsAreCopiedToTheirRows()
    {
        var masks = new FeatureMasks(5, 40);
        masks.CopyRowsFrom(FeatureMasks.From(Annotation.FromFeatures(2, 40, [39, 3])), 3);
        Assert.Equal(4, masks.Count);
        Assert.True(masks[3, 39] && masks[4, 3] && !masks[2, 39]);
        Assert.Throws<ArgumentException>(() => masks.CopyRowsFrom(new FeatureMasks(2, 40), 4));
        Assert.Throws<ArgumentException>(() => masks.CopyRowsFrom(new FeatureMasks(2, 41), 0));
        Assert.Throws<ArgumentException>(() => masks.UnionWith(new FeatureMasks(5, 41)));
        Assert.Throws<ArgumentException>(() => masks.Overlap(new FeatureMasks(4, 40)));
    }

    private static float[] Draw(int rows, int columns, bool isWeighted, int seed)
    {
        var random = new Random(seed);
        var density = random.NextDouble();
        return [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextDouble() >= density ? 0 : isWeighted ? 0.25f + random.Next(8) : 1)];
    }

    private static float[] Dense(Annotation annotation)
    {
        var values = new float[annotation.Rows * annotation.Columns];
        for (var row = 0; row < annotation.Rows; row++)
        {
            for (var i = annotation.RowStart[row]; i < annotation.RowStart[row + 1]; i++)
                values[row * annotation.Columns + annotation.Features[i]] = annotation.IsWeighted ? annotation.Weights[i] : 1;
        }

        return values;
    }
}
