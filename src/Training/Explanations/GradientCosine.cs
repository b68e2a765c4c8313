using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// The mean over rows of |cos(g_i, g_j)|, g_i and g_j the input gradients of two models: 1 where they explain every row alike (or
/// contrarily), 0 where their explanations are orthogonal. A row in which either gradient is zero counts as 0.
/// </summary>
public static class GradientCosine
{
    /// <summary>Compares one model with others, a chunk of rows at a time.</summary>
    /// <param name="model">The model.</param>
    /// <param name="others">What it is compared with; all explain the same features behind input scales of one kind.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="explained">The explained scalar.</param>
    /// <param name="explainedClass">The class, where the scalar needs one.</param>
    /// <returns>A mean for each of <paramref name="others"/>.</returns>
    public static double[] Means(
        Explainer model, IReadOnlyList<Explainer> others, LabeledRows rows, ExplainedScalar explained = ExplainedScalar.LogSum, int? explainedClass = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(rows);
        if (others.FirstOrDefault(other => other.Shape.Inputs != model.Shape.Inputs) is { } odd)
            throw new ArgumentException($"models: expected {model.Shape.Inputs} features like the first, got {odd.Shape.Inputs}");
        if (others.Count == 0)
            return [];
        var cosines = new double[rows.Count];
        return [.. others.Select(other =>
        {
            foreach (var (own, its) in model.InputGradients(rows, explained, explainedClass).Zip(other.InputGradients(rows, explained, explainedClass)))
                Compare(own, its, cosines);
            return Sum(cosines) / rows.Count;
        })];
    }

    /// <summary>|cos| of two vectors in double; 0 where either is zero.</summary>
    public static double Of(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        if (first.Length != second.Length)
            throw new ArgumentException($"gradients: expected {first.Length} values in both, got {second.Length}");
        double product = 0, firstSquare = 0, secondSquare = 0;
        for (var d = 0; d < first.Length; d++)
        {
            product += (double)first[d] * second[d];
            firstSquare += (double)first[d] * first[d];
            secondSquare += (double)second[d] * second[d];
        }

        var lengths = Math.Sqrt(firstSquare) * Math.Sqrt(secondSquare);
        return lengths == 0 ? 0 : Math.Min(1, Math.Abs(product) / lengths);
    }

    private static void Compare(GradientChunk own, GradientChunk its, double[] cosines)
    {
        if (own.FirstRow != its.FirstRow || own.Gradients.Length != its.Gradients.Length)
            throw new ArgumentException($"models: expected chunks of {own.Rows} rows in both, got {its.Rows}");
        var columns = own.Gradients.Length / own.Rows;
        Parallel.For(0, own.Rows, row => cosines[own.FirstRow + row] =
            Of(own.Gradients.AsSpan(row * columns, columns), its.Gradients.AsSpan(row * columns, columns)));
    }

    // In the order of the rows, however they were spread over threads.
    private static double Sum(double[] values)
    {
        double sum = 0;
        foreach (var value in values)
            sum += value;
        return sum;
    }
}
