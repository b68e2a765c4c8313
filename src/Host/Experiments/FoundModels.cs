using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Find-another-explanation as experiments run it: to its last iteration. A search ends early only where a model diverges; what would
/// have been measured of that model and of those after it is then NaN, which no band holds.
/// </summary>
internal static class FoundModels
{
    /// <summary>Settings with which no rule stops the search.</summary>
    /// <param name="iterations">N of θ₀…θ_N.</param>
    /// <param name="lambda1">λ₁ of θ₁, θ₂, …</param>
    public static FindAnotherSettings Search(int iterations, params float[] lambda1) => new()
    {
        Iterations = iterations,
        Cutoff = ExperimentRun.Cutoff,
        Lambda1 = lambda1,
        AccuracyFall = null,
        UnchangedOverlap = null,
        SaturatedFraction = null,
    };

    /// <summary>A number of one of a sequence's models; NaN where the sequence ended before it.</summary>
    public static double ValueOrNaN<T>(this IReadOnlyList<T> sequence, int index, Func<T, double> value) =>
        index < sequence.Count ? value(sequence[index]) : double.NaN;

    /// <summary>The mean over sequences of that; NaN where one of them ended before it.</summary>
    public static double MeanOrNaN<T>(this IEnumerable<IReadOnlyList<T>> sequences, int index, Func<T, double> value) =>
        sequences.Select(sequence => sequence.ValueOrNaN(index, value)).MeanOrNaN();

    /// <summary>The mean; NaN where there is nothing to average.</summary>
    public static double MeanOrNaN(this IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();
}
