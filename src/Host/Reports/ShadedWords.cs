using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>A weighed part of a text, usually a word.</summary>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="Length">Its length, at least 1.</param>
/// <param name="Weight">Above 0 where it speaks for the explained class, below where it speaks against.</param>
public sealed record WordWeight(int Start, int Length, double Weight);

/// <summary>An explained text.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Text">The text.</param>
/// <param name="Words">Its weighed parts, in the order of the text, none over another.</param>
public sealed record ShadedText(string Title, string Text, IReadOnlyList<WordWeight> Words);

/// <summary>
/// Texts with their words shaded by what they weigh, as in Figures 5 and 13 of Ross, Hughes and Doshi-Velez (2017): the colour is the sign,
/// the opacity |weight| over the largest of the text; words that speak against are underlined in dots, so that the sign shows without colour too.
/// </summary>
/// <param name="Texts">The texts, one below another.</param>
public sealed record ShadedWords(IReadOnlyList<ShadedText> Texts) : FigureContent
{
    /// <summary>
    /// The weights: a row for each weighed part, in five significant digits. Texts are counted from 1; the first row of each has its title.
    /// </summary>
    /// <exception cref="ArgumentException">A part is not in its text or over another, or a weight is not finite.</exception>
    public CsvTable ToCsv()
    {
        var csv = new CsvTable("text", "title", "start", "word", "weight");
        foreach ((int index, ShadedText text) in Texts.Index())
        {
            Validate(text);
            string title = text.Title;
            foreach (WordWeight word in text.Words)
            {
                csv.Append(Whole(index + 1), title, Whole(word.Start), text.Text.Substring(word.Start, word.Length), CsvTable.FiveDigits(word.Weight));
                title = "";
            }
        }

        return csv;
    }

    /// <exception cref="ArgumentException">A part is not in its text or over another, or a weight is not finite.</exception>
    internal override void Write(StringBuilder html, string alternativeText)
    {
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"texts\" role=\"group\" aria-label=\"{HtmlText.Encode(alternativeText)}\">\n");
        html.Append("<p class=\"key\"><mark class=\"positive\" style=\"--weight: 75%\">for the class</mark> <mark class=\"negative\" style=\"--weight: 75%\">against it</mark></p>\n");
        foreach (ShadedText text in Texts)
        {
            Validate(text);
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"text-title\">{HtmlText.Encode(text.Title)}</p>\n<div class=\"text\" tabindex=\"0\">");
            WriteWords(html, text);
            html.Append("</div>\n");
        }

        html.Append("</div>\n");
    }

    private static void WriteWords(StringBuilder html, ShadedText text)
    {
        double largest = text.Words.Select(static word => Math.Abs(word.Weight)).DefaultIfEmpty(0).Max();
        int end = 0;
        foreach (WordWeight word in text.Words.Where(static word => word.Weight != 0))
        {
            html.Append(HtmlText.Encode(text.Text[end..word.Start]));
            end = word.Start + word.Length;
            string opacity = (100 * Math.Abs(word.Weight) / largest).ToString("0.#", CultureInfo.InvariantCulture);
            html.Append(CultureInfo.InvariantCulture, $"<mark class=\"{(word.Weight > 0 ? "positive" : "negative")}\" style=\"--weight: {opacity}%\">{HtmlText.Encode(text.Text[word.Start..end])}</mark>");
        }

        html.Append(HtmlText.Encode(text.Text[end..]));
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Validate(ShadedText text)
    {
        int end = 0;
        foreach (WordWeight word in text.Words)
        {
            if (word.Start < end || word.Length < 1 || word.Length > text.Text.Length - word.Start)
                throw new ArgumentException($"words of '{text.Title}': expected parts of {text.Text.Length} characters in their order, none over another, got {word}");
            if (!double.IsFinite(word.Weight))
                throw new ArgumentException($"words of '{text.Title}': expected finite weights, got {word}");
            end = word.Start + word.Length;
        }
    }
}
