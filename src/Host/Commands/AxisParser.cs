using System.Globalization;

namespace RrrGpu.Host.Commands;

/// <summary>Values of a grid's axis on the command line.</summary>
internal static class AxisParser
{
    private const int Most = 1_000_000;

    /// <summary>
    /// Reads numbers: <c>X,Y,Z</c>, where each may be <c>LO..HI:COUNT</c>, log-spaced with both ends included. Repeated values count once.
    /// </summary>
    /// <exception cref="BadInputException">It is something else.</exception>
    public static float[] Numbers(string option, string text)
    {
        var values = new List<float>();
        foreach (var part in text.Split(','))
        {
            var range = part.Contains("..", StringComparison.Ordinal) ? Range(part) : TryNumber(part, out var value) ? [(float)value] : null;
            if (range is null || range.Any(static v => !float.IsFinite(v)) || values.Count + range.Length > Most)
                throw new BadInputException($"{option}: expected numbers such as 1,10,100 or LO..HI:COUNT with 0 < LO < HI, such as 1e-4..1e8:13, got '{text}'");
            values.AddRange(range);
        }

        return [.. values.Distinct()];
    }

    /// <summary>Reads seeds: <c>A..B</c>, both ends included, <c>X,Y,Z</c>, or both. Repeated values count once.</summary>
    /// <exception cref="BadInputException">It is something else.</exception>
    public static long[] Seeds(string option, string text)
    {
        var values = new List<long>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split("..");
            if (ends.Length > 2 || !TryWhole(ends[0], out var first) || !TryWhole(ends[^1], out var last) || last < first || (ulong)(last - first) >= (ulong)(Most - values.Count))
                throw new BadInputException($"{option}: expected whole numbers such as 0..9 or 1,2,3, got '{text}'");
            for (var i = 0L; i <= last - first; i++)
                values.Add(first + i);
        }

        return [.. values.Distinct()];
    }

    /// <summary>Reads names that commas part; a file that is there is taken by its whole name, commas and all.</summary>
    /// <exception cref="BadInputException">One is empty.</exception>
    public static string[] Names(string option, string text)
    {
        var names = Split(text, ',');
        if (names.Contains(""))
            throw new BadInputException($"{option}: expected names that commas part, got '{text}'");
        return [.. names.Distinct()];
    }

    /// <summary>Divides a text at a separator, but not within the name of a file that is there.</summary>
    public static List<string> Split(string text, char separator)
    {
        var parts = text.Split(separator);
        var names = new List<string>();
        for (var first = 0; first < parts.Length;)
        {
            var count = parts.Length - first;
            while (count > 1 && !File.Exists(string.Join(separator, parts[first..(first + count)])))
                count--;
            names.Add(string.Join(separator, parts[first..(first + count)]).Trim());
            first += count;
        }

        return names;
    }

    /// <summary>Log-spaced numbers; null where the text does not tell any.</summary>
    private static float[]? Range(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        var colon = text.IndexOf(':', dots);
        if (colon < 0 || !TryNumber(text[..dots], out var low) || !TryNumber(text[(dots + 2)..colon], out var high) || !TryWhole(text[(colon + 1)..], out var count))
            return null;
        if (count is < 1 or > Most || !(low > 0) || !(high > low) && !(high == low && count == 1) || (count == 1 && high > low))
            return null;
        return [.. Enumerable.Range(0, (int)count).Select(i => i == 0 ? (float)low : i == count - 1 ? (float)high : Between(low, high, (double)i / (count - 1)))];
    }

    /// <summary>Rounded to what a float can tell apart, so that 1e-4..1e8:13 has 0.01 among it and not its neighbour.</summary>
    private static float Between(double low, double high, double share)
    {
        var value = Math.Pow(10, Math.Log10(low) + share * (Math.Log10(high) - Math.Log10(low)));
        return float.Parse(value.ToString("G10", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool TryWhole(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
}
