namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>Compares tensors by the error that golden cases use: max|a−b| / max(1e-9, max|b|).</summary>
public static class TensorAssert
{
    /// <summary>The error of <paramref name="actual"/>; not a number where it holds one that is not.</summary>
    public static double Error(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (difference, scale) = (0.0, 1e-9);
        for (var i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(actual[i] - expected[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return difference / scale;
    }

    public static void Close(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        var error = Error(expected, actual);
        Assert.True(error < tolerance, $"{what}: expected a relative error below {tolerance}, got {error}");
    }

    public static void Close(ReadOnlySpan<double> expected, float[] actual, double tolerance, string what) =>
        Close(expected, Array.ConvertAll(actual, static value => (double)value), tolerance, what);

    public static void Close(ReferenceParameters expected, NetworkParameters actual, double tolerance, string what)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        foreach (var (e, a) in expected.Tensors.Zip(actual.Tensors))
            Close(e.Values, a.Values, tolerance, $"{what}.{e.Name}");
    }
}
