using System.Globalization;

namespace RrrGpu.Host.Commands;

/// <summary>Lists of whole numbers on the command line: <c>3</c>, <c>0..49</c> (both ends count), <c>0..4,7,9</c>.</summary>
internal static class RowList
{
    private const int Most = 10_000_000;

    /// <summary>Reads a list.</summary>
    /// <exception cref="BadInputException">It is not one.</exception>
    public static int[] Parse(string option, string text)
    {
        var rows = new List<int>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split("..");
            if (ends.Length > 2 || !TryParse(ends[0], out var first) || !TryParse(ends[^1], out var last) || last < first || last - first >= Most - rows.Count)
                throw new BadInputException($"{option}: expected whole numbers such as 0..49 or 3,14,15, got '{text}'");
            rows.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return [.. rows];
    }

    private static bool TryParse(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
