namespace RrrGpu.Training;

/// <summary>How far two explanations of one row agree.</summary>
/// <param name="TopOverlap">The share of the features that one names that are among as many of the other's largest.</param>
/// <param name="SignAgreement">The share of the named features whose signs agree; 1 where none is named.</param>
/// <param name="Features">How many features were compared.</param>
public sealed record ExplanationAgreement(double TopOverlap, double SignAgreement, int Features)
{
    /// <summary>Compares LIME's named features with a weight for every interpretable feature.</summary>
    /// <param name="named">LIME's weights.</param>
    /// <param name="weights">The other explanation: a weight for each interpretable feature.</param>
    public static ExplanationAgreement Of(IReadOnlyList<LimeWeight> named, ReadOnlySpan<double> weights)
    {
        ArgumentNullException.ThrowIfNull(named);
        var magnitudes = new double[weights.Length];
        for (var i = 0; i < weights.Length; i++)
            magnitudes[i] = Math.Abs(weights[i]);
        var largest = Enumerable.Range(0, weights.Length)
            .OrderByDescending(feature => magnitudes[feature]).ThenBy(static feature => feature).Take(named.Count).ToHashSet();
        var (shared, signs) = (0, 0);
        foreach (var (feature, weight) in named)
        {
            shared += largest.Contains(feature) ? 1 : 0;
            signs += Math.Sign(weight) == Math.Sign(weights[feature]) ? 1 : 0;
        }

        return named.Count == 0 ? new(1, 1, 0) : new((double)shared / named.Count, (double)signs / named.Count, named.Count);
    }
}
