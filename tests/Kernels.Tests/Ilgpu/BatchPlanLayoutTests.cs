using RrrGpu.Kernels.Ilgpu;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Weight gradients find every marked entry once, among its feature tile's and its slice of the rows'.</summary>
public sealed class BatchPlanLayoutTests
{
    // Rows of 37: swatches within a quad, across the border of two, and in the last quad, which has one feature.
    [Theory]
    [InlineData(37, 41, 17)]
    [InlineData(8, 300, 256)]
    [InlineData(3, 700, 600)]
    public void QuadsHoldWhatAnnotationsMark(int features, int rows, int batchSize)
    {
        var random = new Random(5);
        var scattered = Annotation.FromPredicate(rows, features, (_, _) => random.NextDouble() < 0.3);
        var swatches = Annotation.FromPredicate(rows, features, (row, feature) => feature >= row % features && feature < row % features + 4);
        var weighted = Annotation.FromDense(
            [.. Enumerable.Range(0, rows * features).Select(i => random.Next(3) == 0 ? 0.25f + i % 7 : 0f)], rows, features);
        var one = Annotation.FromPredicate(rows, features, (row, feature) => row == rows / 2 && feature == features - 1);
        var full = Annotation.FromPredicate(rows, features, static (_, _) => true);
        Annotation?[] annotations = [scattered, null, swatches, scattered, weighted, one, full];
        RowSchedule[] schedules = [Shuffled(rows, batchSize, 1), Shuffled(rows, batchSize, 2)];
        foreach (var own in (bool[])[false, true])
        {
            RowSchedule[] ofModels = own ? [.. annotations.Select((_, model) => schedules[model / 2 % 2])] : [schedules[0]];
            var layout = new BatchPlanLayout(ofModels, annotations, features, Reduction.Sum, byFeature: true);
            for (var batch = 0; batch < schedules[0].BatchCount; batch++)
            {
                for (var model = 0; model < annotations.Length; model++)
                {
                    if (annotations[model] is { } annotation)
                        Holds(layout, layout.Descriptors[batch * annotations.Length + model], annotation, features, ofModels[own ? model : 0].Batch(batch));
                }
            }

            Assert.Equal(
                Enumerable.Range(0, schedules[0].BatchCount).Select(batch => layout.Descriptors.Skip(batch * annotations.Length).Take(annotations.Length).Max(static part => part.MarkedTiles)),
                layout.MaxMarkedTiles);

            // Models 0 and 3 have one annotation, and one order of rows where all have the same.
            Assert.Equal(!own, layout.Descriptors[0].FirstTileOffset == layout.Descriptors[3].FirstTileOffset);
        }
    }

    [Fact]
    public void EvaluationNeedsNoQuads()
    {
        var layout = new BatchPlanLayout([RowSchedule.InOrder(5, 5)], [Annotation.FromFeatures(5, 6, [1, 2])], 6, Reduction.Sum, byFeature: false);
        Assert.Equal(10, layout.EntryFeatures.Length);
        Assert.True(layout.Quads.IsEmpty && layout.TileOffsets.IsEmpty && layout.MarkedTiles.IsEmpty);
    }

    [Fact]
    public void RowsThatDoNotFitAreRefused()
    {
        Assert.Equal(QuadEntry.LastRow, QuadEntry.At(7, QuadEntry.LastRow).With(3).Row);
        var error = Assert.Throws<ArgumentException>(static () => QuadEntry.At(7, QuadEntry.LastRow + 1));
        Assert.Equal("minibatch: expected annotated rows from 0 to 134217727, got 134217728", error.Message);
    }

    private static void Holds(BatchPlanLayout layout, BatchDescriptor batch, Annotation annotation, int features, ReadOnlySpan<int> rows)
    {
        var rowsOfSlice = RowSlices.RowsOf(rows.Length);
        var found = new List<(int Row, int Feature)>();
        for (var tile = 0; tile * BatchPlan.FeatureTile < features; tile++)
        {
            for (var slice = 0; slice < RowSlices.Count; slice++)
            {
                var offset = batch.FirstTileOffset + tile * RowSlices.Count + slice;
                var lastRow = slice * rowsOfSlice - 1;
                foreach (var quad in layout.Quads[layout.TileOffsets[offset]..layout.TileOffsets[offset + 1]])
                {
                    Assert.InRange(quad.Row, lastRow + 1, Math.Min((slice + 1) * rowsOfSlice, rows.Length) - 1);
                    lastRow = quad.Row;
                    var marks = Enumerable.Range(0, BatchPlan.FeatureTile).Where(feature => (quad.RowAndMarks & (1 << feature)) != 0).ToArray();
                    Assert.NotEmpty(marks);
                    for (var i = 0; i < marks.Length; i++)
                    {
                        var entry = batch.FirstEntry + quad.Place + i;
                        Assert.Equal((quad.Row, tile * BatchPlan.FeatureTile + marks[i]), (layout.EntryRows[entry], layout.EntryFeatures[entry]));
                        found.Add((quad.Row, layout.EntryFeatures[entry]));
                    }
                }
            }
        }

        var expected = new List<(int Row, int Feature)>();
        for (var row = 0; row < rows.Length; row++)
        {
            foreach (var feature in annotation.RowFeatures(rows[row]))
                expected.Add((row, feature));
        }

        Assert.Equal(batch.Entries, found.Count);
        Assert.Equal(expected, found.Order());
        Assert.Equal(
            expected.Select(static entry => entry.Feature / BatchPlan.FeatureTile).Distinct().Order(),
            layout.MarkedTiles.Slice(batch.FirstMarkedTile, batch.MarkedTiles).ToArray());
    }

    private static RowSchedule Shuffled(int rows, int batchSize, int seed)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        new Random(seed).Shuffle(order);
        return RowSchedule.FromOrder(order, batchSize);
    }
}
