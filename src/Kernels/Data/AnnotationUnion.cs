namespace RrrGpu.Kernels;

/// <summary>Merges two annotations of one shape, row by row.</summary>
internal static class AnnotationUnion
{
    /// <summary>What either marks; where both mark, the larger weight.</summary>
    public static Annotation Of(Annotation first, Annotation second)
    {
        var rowStart = new int[first.Rows + 1];
        for (var row = 0; row < first.Rows; row++)
            rowStart[row + 1] = checked(rowStart[row] + Merge(first, second, row, [], []));
        var features = new int[rowStart[^1]];
        var weights = first.IsWeighted || second.IsWeighted ? new float[features.Length] : null;
        for (var row = 0; row < first.Rows; row++)
        {
            var (start, length) = (rowStart[row], rowStart[row + 1] - rowStart[row]);
            Merge(first, second, row, features.AsSpan(start, length), weights.AsSpan(weights is null ? 0 : start, weights is null ? 0 : length));
        }

        return new Annotation(first.Columns, rowStart, features, weights);
    }

    /// <summary>Writes the union of a row to what is not empty, and returns how many entries it has.</summary>
    private static int Merge(Annotation first, Annotation second, int row, Span<int> features, Span<float> weights)
    {
        var a = first.RowFeatures(row);
        var b = second.RowFeatures(row);
        var count = 0;
        for (int i = 0, j = 0; i < a.Length || j < b.Length; count++)
        {
            var inFirst = j == b.Length || (i < a.Length && a[i] <= b[j]);
            var inSecond = i == a.Length || (j < b.Length && b[j] <= a[i]);
            if (!features.IsEmpty)
                features[count] = inFirst ? a[i] : b[j];
            if (!weights.IsEmpty)
                weights[count] = Math.Max(inFirst ? Weight(first, row, i) : 0, inSecond ? Weight(second, row, j) : 0);
            i += inFirst ? 1 : 0;
            j += inSecond ? 1 : 0;
        }

        return count;
    }

    private static float Weight(Annotation annotation, int row, int index) =>
        annotation.IsWeighted ? annotation.Weights[annotation.RowStart[row] + index] : 1;
}
