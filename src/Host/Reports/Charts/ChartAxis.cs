namespace RrrGpu.Host.Reports;

/// <summary>One axis of a chart.</summary>
/// <param name="Name">What it measures, written beside it; empty writes nothing.</param>
/// <param name="IsLogarithmic">Whether equal steps are equal factors.</param>
/// <param name="Minimum">Where it starts; null lets the values decide.</param>
/// <param name="Maximum">Where it ends; null lets the values decide.</param>
/// <param name="Categories">Names of the values 0, 1, 2, …, written instead of numbers; a line feed breaks a long one. Null writes numbers.</param>
public sealed record ChartAxis(
    string Name,
    bool IsLogarithmic = false,
    double? Minimum = null,
    double? Maximum = null,
    IReadOnlyList<string>? Categories = null)
{
    /// <summary>Checks that the axis can be drawn.</summary>
    /// <exception cref="ArgumentException">An end is not finite, not above 0 on a logarithmic axis, or the ends are upside down; or a logarithmic axis has names.</exception>
    internal void Validate(string which)
    {
        foreach (double end in new[] { Minimum, Maximum }.OfType<double>())
        {
            if (!double.IsFinite(end) || IsLogarithmic && end <= 0)
                throw new ArgumentException($"{which} axis: expected {(IsLogarithmic ? "ends above 0, as it is logarithmic" : "finite ends")}, got {end}");
        }

        if (Minimum >= Maximum)
            throw new ArgumentException($"{which} axis: expected a minimum below the maximum, got {Minimum} and {Maximum}");
        if (IsLogarithmic && Categories is not null)
            throw new ArgumentException($"{which} axis: expected no names on a logarithmic axis, got {Categories.Count}");
    }
}
