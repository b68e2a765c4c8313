using System.Globalization;

namespace RrrGpu.Host.Tables;

/// <summary>What stands in a label column, as classes 0…K−1.</summary>
internal static class ClassLabels
{
    private const int MostClasses = 1000;

    /// <summary>The classes in order: as numbers where all of them are, and then 1 and 1.0 are one class; else as texts, ordinally.</summary>
    /// <param name="labels">What stands in the rows.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="column">The label column, for messages.</param>
    /// <exception cref="BadInputException">There is only one, there are so many that they are none, or one is a number that is not finite.</exception>
    public static string[] Of(IReadOnlyList<string> labels, string path, string column)
    {
        string[] texts = [.. labels.Distinct()];
        // NaN is what programs write where a class is missing.
        if (Array.Find(texts, static text => Parse(text) is { } number && !double.IsFinite(number)) is { } missing)
            throw BadInputException.At(path, FormattableString.Invariant($"a class in '{column}', row {labels.Index().First(pair => pair.Item == missing).Index + 1}"), $"'{missing}'");
        var numbers = texts.Select(static text => NumberOf(text)).ToArray();
        string[] names = Array.TrueForAll(numbers, static number => number is not null)
            ? [.. numbers.Select(static number => number!.Value).Distinct().Order().Select(TextOf)]
            : [.. texts.Order(StringComparer.Ordinal)];
        if (names.Length < 2)
            throw BadInputException.At(path, $"at least two classes in '{column}'", $"'{names[0]}' in every row");
        return names.Length <= MostClasses
            ? names
            : throw BadInputException.At(path, FormattableString.Invariant($"at most {MostClasses} classes in '{column}'"), FormattableString.Invariant($"{names.Length}, such as '{names[0]}' and '{names[1]}'"));
    }

    /// <summary>The class of each row.</summary>
    /// <param name="names">The classes.</param>
    /// <param name="labels">What stands in the rows.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="column">The label column, for messages.</param>
    /// <exception cref="BadInputException">A row has none of the classes.</exception>
    public static int[] Indices(IReadOnlyList<string> names, IReadOnlyList<string> labels, string path, string column)
    {
        var classes = names.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        var indices = new int[labels.Count];
        for (var row = 0; row < indices.Length; row++)
        {
            if (!classes.TryGetValue(labels[row], out indices[row]) && (NumberOf(labels[row]) is not { } number || !classes.TryGetValue(TextOf(number), out indices[row])))
                throw BadInputException.At(path, FormattableString.Invariant($"one of the classes {ColumnChoice.Shown(names)} in '{column}', row {row + 1}"), $"'{labels[row]}'");
        }

        return indices;
    }

    /// <summary>A number as the text of a class or category.</summary>
    public static string TextOf(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static double? NumberOf(string text) => Parse(text) is { } number && double.IsFinite(number) ? number : null;

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
