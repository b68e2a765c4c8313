namespace RrrGpu.Training;

/// <summary>
/// A table of continuous features: neighbours are drawn from N(μ, σ²) of each feature over the training rows, and the linear model sees
/// standardised values. σ of the kernel is ¾√D.
/// </summary>
public sealed class ContinuousTable : ILimeRepresentation
{
    private readonly float[] _row;
    private readonly FeatureStatistics _statistics;

    /// <summary>Explains a row.</summary>
    /// <param name="row">D values.</param>
    /// <param name="statistics">Of the training rows.</param>
    /// <exception cref="ArgumentException">The numbers of features differ.</exception>
    public ContinuousTable(ReadOnlySpan<float> row, FeatureStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (row.Length != statistics.Means.Count)
            throw new ArgumentException($"row: expected {statistics.Means.Count} features, got {row.Length}");
        _row = row.ToArray();
        _statistics = statistics;
    }

    /// <inheritdoc/>
    public int Features => _row.Length;

    /// <inheritdoc/>
    public int Inputs => _row.Length;

    /// <inheritdoc/>
    public double KernelWidth => 0.75 * Math.Sqrt(_row.Length);

    /// <inheritdoc/>
    public void Original(Span<double> interpretable, Span<float> input)
    {
        for (var d = 0; d < _row.Length; d++)
        {
            input[d] = _row[d];
            interpretable[d] = (_row[d] - _statistics.Means[d]) / _statistics.Deviations[d];
        }
    }

    /// <inheritdoc/>
    public void Draw(RandomSource random, Span<double> interpretable, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var d = 0; d < _row.Length; d++)
        {
            interpretable[d] = random.NextGaussian();
            input[d] = (float)(_statistics.Means[d] + interpretable[d] * _statistics.Deviations[d]);
        }
    }

    /// <inheritdoc/>
    public double Distance(ReadOnlySpan<double> original, ReadOnlySpan<double> neighbour) => LimeDistance.Euclidean(original, neighbour);
}
