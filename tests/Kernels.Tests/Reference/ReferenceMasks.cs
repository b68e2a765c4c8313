namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>What masks M_c are cut from, in float64 and without the scale of <c>prob-max</c>, which can underflow.</summary>
public static class ReferenceMasks
{
    /// <summary>
    /// |g_d| / max|g| of a row, all 0 where g is 0. With k the predicted class, the gradient of p_k in z is p_k times
    /// −p_j for j ≠ k and Σ_{j≠k} p_j for k; dividing by the largest p_j, j ≠ k, leaves e^(z_j − max), which cannot vanish.
    /// </summary>
    public static double[] RelativeGradient(ReferenceNetwork network, ReferenceRow row) =>
        Array.ConvertAll(WithSigns(network, row), Math.Abs);

    /// <summary>g_d / max|g| of a row, its signs kept.</summary>
    public static double[] WithSigns(ReferenceNetwork network, ReferenceRow row)
    {
        var (z1, z2, z) = network.Forward(row.Inputs);
        var k = Dense.ArgMax(z);
        var runnerUp = z.Where((_, j) => j != k).Max();
        var c = Array.ConvertAll(z, value => -Math.Exp(value - runnerUp));
        c[k] = 0;
        c[k] = -c.Sum();
        var parameters = network.Parameters;
        var v2 = Dense.Where(Dense.TimesTransposed(c, parameters.W3), z2);
        var v1 = Dense.Where(Dense.TimesTransposed(v2, parameters.W2), z1);
        var g = Dense.TimesTransposed(v1, parameters.W1);
        var largest = g.Max(Math.Abs);
        return largest > 0 ? Array.ConvertAll(g, value => value / largest) : g;
    }
}
