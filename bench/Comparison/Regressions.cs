using System.Globalization;
using System.Text.Json;

namespace RrrGpu.Bench.Comparison;

/// <summary>
/// Compares ratios with those of an earlier result. Seconds are never compared: they depend on what else a machine does, ratios to a
/// peer of the same round much less.
/// </summary>
internal static class Regressions
{
    /// <summary>A line for each framework whose best ratio has lost more than <paramref name="margin"/> of what it was.</summary>
    /// <param name="report">What was measured now.</param>
    /// <param name="path">The JSON of the earlier result.</param>
    /// <param name="margin">The share that may be lost, 0 to below 1.</param>
    /// <exception cref="ArgumentException">The margin is out of range, or the file holds another comparison.</exception>
    public static IReadOnlyList<string> Find(ComparisonReport report, string path, double margin)
    {
        if (margin is not (>= 0 and < 1))
            throw new ArgumentException($"--margin: expected 0 to below 1, got {margin.ToString(CultureInfo.InvariantCulture)}");
        try
        {
            using var earlier = JsonDocument.Parse(File.ReadAllText(path));
            var root = earlier.RootElement;
            var models = root.TryGetProperty("models", out var count) ? count.GetInt32() : 1;
            Require(path, "models", models, report.Models);
            Require(path, "data", root.TryGetProperty("data", out var data) ? data.GetString()! : "decoy-mnist", report.Data);
            Require(path, "annotations", root.GetProperty("annotations").GetString()!, report.Annotations);
            var best = root.GetProperty("peers").EnumerateArray()
                .Where(static peer => peer.GetProperty("is_best").GetBoolean())
                .ToDictionary(static peer => peer.GetProperty("framework").GetString()!, static peer => peer.GetProperty("ratio").GetDouble());
            return
            [
                .. from peer in report.Peers
                   where peer.IsBest && best.TryGetValue(peer.Framework, out var before) && peer.Ratio < (1 - margin) * before
                   select string.Create(CultureInfo.InvariantCulture, $"{peer.Framework}: {peer.Ratio:0.0} times faster, was {best[peer.Framework]:0.0} in {path}: more than {margin:0%} lost"),
            ];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ArgumentException($"--check: expected a result of compare, got {path}: {e.Message}", e);
        }
    }

    private static void Require<T>(string path, string what, T earlier, T now)
        where T : IEquatable<T>
    {
        if (!earlier.Equals(now))
            throw new ArgumentException($"--check: expected {what} {now} as in this comparison, got {earlier} in {path}");
    }
}
