namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>The similarity penalty of one row in float64, w and reduction left out, as its definition stands.</summary>
public static class ReferenceSimilarity
{
    /// <summary>Σ_{i&lt;j} (g_i·g_j)² / (|g_i|²|g_j|² + ε).</summary>
    public static double Value(IReadOnlyList<double[]> gradients, double epsilon)
    {
        var sum = 0.0;
        for (var i = 0; i < gradients.Count; i++)
        {
            for (var j = i + 1; j < gradients.Count; j++)
                sum += Math.Pow(Dense.Dot(gradients[i], gradients[j]), 2) / Denominator(gradients[i], gradients[j], epsilon);
        }

        return sum;
    }

    /// <summary>Its derivative in g of one model, by the quotient rule.</summary>
    public static double[] Derivative(IReadOnlyList<double[]> gradients, int model, double epsilon)
    {
        var own = gradients[model];
        var h = new double[own.Length];
        foreach (var (i, other) in gradients.Index())
        {
            if (i == model)
                continue;
            var (product, denominator) = (Dense.Dot(own, other), Denominator(own, other, epsilon));
            var square = Dense.Dot(other, other);
            for (var d = 0; d < h.Length; d++)
                h[d] += (2 * product * other[d] * denominator - product * product * 2 * square * own[d]) / (denominator * denominator);
        }

        return h;
    }

    private static double Denominator(double[] a, double[] b, double epsilon) => Dense.Dot(a, a) * Dense.Dot(b, b) + epsilon;
}
