using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Checks an engine against golden cases.</summary>
public static class GoldenVerifier
{
    /// <summary>A tensor passes below this error: float32 against float64.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>Computes <paramref name="golden"/> on <paramref name="engine"/> and compares every tensor that it expects.</summary>
    public static GoldenResult Verify(IEngine engine, GoldenCase golden)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(golden);
        if (golden.Problem is null)
            return new GoldenResult(golden.Name, golden.Kind, GoldenOutcome.Unsupported, Unsupported: golden.Unsupported);
        try
        {
            using var measurement = new GoldenMeasurement(engine, golden.Problem);
            return Compare(golden, golden.Problem.Expected, measurement);
        }
        catch (NotSupportedException e)
        {
            return new GoldenResult(golden.Name, golden.Kind, GoldenOutcome.Unsupported, Unsupported: e.Message);
        }
    }

    /// <summary>
    /// max|a−b| / max(1e-9, max|b|), at most <see cref="double.MaxValue"/>, which it also is where a value of
    /// <paramref name="measured"/> is not finite.
    /// </summary>
    /// <param name="measured">a.</param>
    /// <param name="expected">b, of the same length, finite.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RelativeError(ReadOnlySpan<double> measured, ReadOnlySpan<double> expected)
    {
        if (measured.Length != expected.Length)
            throw new ArgumentException($"measured: expected {expected.Length} values, got {measured.Length}", nameof(measured));
        var (difference, scale) = (0.0, 1e-9);
        for (var i = 0; i < measured.Length; i++)
        {
            if (!double.IsFinite(measured[i]))
                return double.MaxValue;
            difference = Math.Max(difference, Math.Abs(measured[i] - expected[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return Math.Min(difference / scale, double.MaxValue);
    }

    private static GoldenResult Compare(GoldenCase golden, IReadOnlyList<GoldenTensor> expected, GoldenMeasurement measurement)
    {
        var (worst, error) = (expected[0].Name, -1.0);
        foreach (var tensor in expected)
        {
            var measured = measurement.Measure(tensor);
            var tensorError = measured.Length == tensor.Values.Length
                ? RelativeError(measured, tensor.Values)
                : double.MaxValue;
            if (tensorError > error)
                (worst, error) = (tensor.Name, tensorError);
        }

        var outcome = error < Tolerance ? GoldenOutcome.Passed : GoldenOutcome.Failed;
        return new GoldenResult(golden.Name, golden.Kind, outcome, error, worst);
    }
}
