namespace RrrGpu.Host.Experiments;

/// <summary>Which posts are shown: one short and several long, by their lengths alone, whatever a model says of them.</summary>
internal static class PostChoice
{
    /// <summary>The rule, as reports state it.</summary>
    public const string Rule = "the test posts at the 20th (short), 75th, 85th and 95th (long) percentile of the number of distinct words";

    private static readonly double[] s_quantiles = [0.2, 0.75, 0.85, 0.95];

    /// <summary>Chooses posts, the short one first; fewer where one post is at several percentiles, none where none has a word.</summary>
    /// <param name="words">Each post's number of distinct words.</param>
    public static int[] Choose(IReadOnlyList<int> words)
    {
        int[] byLength = [.. Enumerable.Range(0, words.Count).Where(post => words[post] > 0).OrderBy(post => words[post])];
        return byLength.Length == 0 ? [] : [.. s_quantiles.Select(q => byLength[(int)(q * (byLength.Length - 1))]).Distinct()];
    }
}
