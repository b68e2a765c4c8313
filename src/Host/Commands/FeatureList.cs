using System.Globalization;
using System.IO.Enumeration;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>
/// Lists of features on the command line, taken apart at commas: a number, a range such as <c>0..3</c> (both ends count), a region
/// of the data set, a feature's name, or a name in which <c>*</c> stands for anything. Numbers come first, then regions.
/// </summary>
internal static class FeatureList
{
    /// <summary>Reads a list.</summary>
    /// <returns>The features, ascending, each once; at least one.</returns>
    /// <exception cref="BadInputException">A word is none of these for this data set.</exception>
    public static int[] Parse(string option, string text, DataSet data)
    {
        var features = new SortedSet<int>();
        foreach (var part in text.Split(','))
            features.UnionWith(Find(part.Trim(), data) ?? throw Unknown(option, part, data));
        return [.. features];
    }

    private static IEnumerable<int>? Find(string word, DataSet data)
    {
        if (TryRange(word, out var first, out var last))
            return first <= last && last < data.Train.Inputs.Columns ? Enumerable.Range(first, last - first + 1) : null;
        if (data.Regions?.GetValueOrDefault(word) is { } region)
            return region;
        if (data.FeatureNames is not { } names || word.Length == 0)
            return null;
        var found = Enumerable.Range(0, names.Count)
            .Where(d => word.Contains('*') ? FileSystemName.MatchesSimpleExpression(Literal(word), names[d], ignoreCase: false) : names[d] == word)
            .ToArray();
        return found.Length > 0 ? found : null;
    }

    /// <summary>The word with everything but * taken as it stands.</summary>
    private static string Literal(string word) => word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal);

    private static bool TryRange(string word, out int first, out int last)
    {
        var ends = word.Split("..");
        last = 0;
        return TryParse(ends[0], out first) && ends.Length <= 2 && TryParse(ends[^1], out last);
    }

    private static bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static BadInputException Unknown(string option, string word, DataSet data)
    {
        var expected = FormattableString.Invariant($"features from 0 to {data.Train.Inputs.Columns - 1} such as 0..3");
        if (data.Regions is { Count: > 0 } regions)
            expected += $", regions ({string.Join(", ", regions.Keys)})";
        if (data.FeatureNames is { Count: > 0 } names)
            expected += $", feature names ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", …" : "")})";
        return new BadInputException($"{option}: expected {expected}, got '{word}'");
    }
}
