namespace RrrGpu.Training;

/// <summary>
/// A row of a table, each of whose features is an interpretable feature: what <see cref="ContinuousTable"/> and
/// <see cref="QuartileTable"/> have in common. Distances are Euclidean, the kernel's width ¾√D.
/// </summary>
public abstract class TabularRow : ILimeRepresentation
{
    private readonly float[] _row;

    private protected TabularRow(ReadOnlySpan<float> row, FeatureStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        if (row.Length != statistics.Means.Count)
            throw new ArgumentException($"row: expected {statistics.Means.Count} features, got {row.Length}");
        _row = row.ToArray();
        Statistics = statistics;
    }

    /// <inheritdoc/>
    public int Features => _row.Length;

    /// <inheritdoc/>
    public int Inputs => _row.Length;

    /// <inheritdoc/>
    public double KernelWidth => 0.75 * Math.Sqrt(_row.Length);

    private protected ReadOnlySpan<float> Row => _row;

    private protected FeatureStatistics Statistics { get; }

    /// <inheritdoc/>
    public abstract void Original(Span<double> interpretable, Span<float> input);

    /// <inheritdoc/>
    public abstract void Draw(RandomSource random, Span<double> interpretable, Span<float> input);

    /// <inheritdoc/>
    public double Distance(ReadOnlySpan<double> original, ReadOnlySpan<double> neighbour) => LimeDistance.Euclidean(original, neighbour);
}
