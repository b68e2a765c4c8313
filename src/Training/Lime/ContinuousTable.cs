namespace RrrGpu.Training;

/// <summary>
/// A table of continuous features: neighbours are drawn from N(μ, σ²) of each feature over the training rows, and the linear model sees
/// standardised values.
/// </summary>
public sealed class ContinuousTable : TabularRow
{
    /// <summary>Explains a row.</summary>
    /// <param name="row">D values.</param>
    /// <param name="statistics">Of the training rows.</param>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public ContinuousTable(ReadOnlySpan<float> row, FeatureStatistics statistics)
        : base(row, statistics)
    {
    }

    /// <inheritdoc/>
    public override void Original(Span<double> interpretable, Span<float> input)
    {
        Row.CopyTo(input);
        for (var d = 0; d < Features; d++)
            interpretable[d] = (Row[d] - Statistics.Means[d]) / Statistics.Deviations[d];
    }

    /// <inheritdoc/>
    public override void Draw(RandomSource random, Span<double> interpretable, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var d = 0; d < Features; d++)
        {
            interpretable[d] = random.NextGaussian();
            input[d] = (float)(Statistics.Means[d] + interpretable[d] * Statistics.Deviations[d]);
        }
    }
}
