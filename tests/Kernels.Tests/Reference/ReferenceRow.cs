namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>A row of inputs, its label, and its row of the annotation (null marks nothing), in float64.</summary>
public sealed record ReferenceRow(double[] Inputs, int Label, double[]? Annotation)
{
    /// <summary>All rows of <paramref name="rows"/>.</summary>
    public static ReferenceRow[] From(LabeledRows rows, Annotation? annotation)
    {
        var result = new ReferenceRow[rows.Count];
        var inputs = new float[rows.Inputs.Columns];
        for (var row = 0; row < result.Length; row++)
        {
            rows.Inputs.CopyRow(row, inputs);
            result[row] = new ReferenceRow(Array.ConvertAll(inputs, static x => (double)x), rows.Labels[row], Dense(annotation, row));
        }

        return result;
    }

    private static double[]? Dense(Annotation? annotation, int row)
    {
        if (annotation is null)
            return null;
        var dense = new double[annotation.Columns];
        for (var i = annotation.RowStart[row]; i < annotation.RowStart[row + 1]; i++)
            dense[annotation.Features[i]] = annotation.IsWeighted ? annotation.Weights[i] : 1;
        return dense;
    }
}
