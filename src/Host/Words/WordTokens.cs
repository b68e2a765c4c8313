using System.Globalization;

namespace RrrGpu.Host.Words;

/// <summary>
/// Words as scikit-learn's text features take them from a text: the token pattern <c>(?u)\b\w\w+\b</c>, which is every longest run
/// of at least two letters, digits or underscores. Case is kept.
/// </summary>
public static class WordTokens
{
    /// <summary>Where the words of a text stand, in their order.</summary>
    public static IEnumerable<Range> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsWord(text[i]))
                continue;
            if (i - start >= 2)
                yield return start..i;
            start = i + 1;
        }
    }

    /// <summary>
    /// Whether a character belongs to a word, as in Python's regular expressions: letters and whatever has a numeric value,
    /// superscripts and fractions included, and the underscore. Combining marks do not.
    /// </summary>
    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || (c > 0x7F && char.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber);
}
