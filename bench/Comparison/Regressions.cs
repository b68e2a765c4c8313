using System.Globalization;

namespace RrrGpu.Bench.Comparison;

/// <summary>
/// Compares ratios with those of an earlier result. Seconds are never compared: they depend on what else a machine does, ratios to a
/// peer of the same round much less.
/// </summary>
internal static class Regressions
{
    /// <summary>Sees that a margin is a share that may be lost.</summary>
    /// <exception cref="ArgumentException">It is not 0 to below 1.</exception>
    public static void RequireMargin(double margin)
    {
        if (margin is not (>= 0 and < 1))
            throw new ArgumentException($"--margin: expected 0 to below 1, got {margin.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>A line for each framework whose best ratio has lost more than <paramref name="margin"/> of what it was.</summary>
    /// <param name="report">What was measured now.</param>
    /// <param name="earlier">What was measured before.</param>
    /// <param name="margin">The share that may be lost, 0 to below 1.</param>
    /// <exception cref="ArgumentException">The margin is out of range, or the earlier result is of another kind.</exception>
    public static IReadOnlyList<string> Find(ComparisonReport report, EarlierResult earlier, double margin)
    {
        RequireMargin(margin);
        earlier.Require(report);
        return
        [
            .. from peer in report.Peers
               where peer.IsBest && earlier.Best.TryGetValue(peer.Framework, out var before) && !(peer.Ratio >= (1 - margin) * before)
               select string.Create(CultureInfo.InvariantCulture, $"{peer.Framework}: {peer.Ratio:0.0} times faster, was {earlier.Best[peer.Framework]:0.0} in {earlier.Path}: more than {margin:0%} lost"),
        ];
    }
}
