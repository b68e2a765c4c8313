namespace RrrGpu.Kernels;

/// <summary>
/// The similarity of one row's explanations g_1 … g_M from their Gram matrix G, G_ij = g_i·g_j: S = Σ_{i&lt;j} G_ij² / d_ij with
/// d_ij = G_ii G_jj + ε. Its derivative in g_i is Σ_{j≠i} α_ij g_j − β_i g_i with α_ij = 2 G_ij / d_ij and
/// β_i = ½ Σ_{j≠i} α_ij² G_jj.
/// </summary>
internal static class RowSimilarity
{
    /// <summary>S.</summary>
    /// <param name="gram">G, M × M row-major.</param>
    /// <param name="models">M.</param>
    /// <param name="epsilon">ε.</param>
    public static double Value(ReadOnlySpan<double> gram, int models, double epsilon)
    {
        double sum = 0;
        for (var i = 0; i < models; i++)
        {
            for (var j = i + 1; j < models; j++)
            {
                var product = gram[i * models + j];
                sum += product * (product / Denominator(gram, models, i, j, epsilon));
            }
        }

        return sum;
    }

    /// <summary>What ∂(scale·S)/∂g_i takes of each g_j, M × M row-major: α_ij beside the diagonal, −β_i on it, times the scale.</summary>
    public static void Differentiate(ReadOnlySpan<double> gram, int models, double epsilon, double scale, Span<float> coefficients)
    {
        for (var i = 0; i < models; i++)
        {
            double own = 0;
            for (var j = 0; j < models; j++)
            {
                if (j == i)
                    continue;
                var alpha = 2 * gram[i * models + j] / Denominator(gram, models, i, j, epsilon);
                own += alpha * (alpha * gram[j * models + j]);
                coefficients[i * models + j] = (float)(scale * alpha);
            }

            coefficients[i * models + i] = (float)(-0.5 * scale * own);
        }
    }

    private static double Denominator(ReadOnlySpan<double> gram, int models, int i, int j, double epsilon) =>
        gram[i * models + i] * gram[j * models + j] + epsilon;
}
