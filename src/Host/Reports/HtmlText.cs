using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace RrrGpu.Host.Reports;

/// <summary>Text and attributes as HTML may hold them.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // HTML has no way to write these, not even as a reference.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(c => (char)c).Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r')), '\uFFFE', '\uFFFF']);

    /// <summary><paramref name="text"/> for an element's content or a quoted attribute.</summary>
    public static string Encode(string text) => Encoder.Encode(WithoutForbidden(text));

    /// <summary><paramref name="name"/> with everything that is not a letter, digit or hyphen turned into hyphens: an anchor, a file name.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (char c in name)
            slug.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        return slug.ToString().Trim('-') is { Length: > 0 } usable ? usable : "unnamed";
    }

    /// <summary>A file as an address that holds it whole.</summary>
    public static string DataUri(string mediaType, ReadOnlySpan<byte> content) => $"data:{mediaType};base64,{Convert.ToBase64String(content)}";

    /// <summary>A text file as an address that holds it whole.</summary>
    public static string DataUri(CsvTable csv) => DataUri("text/csv;charset=utf-8", Encoding.UTF8.GetBytes(csv.ToString()));

    private static string WithoutForbidden(string text) => text.AsSpan().IndexOfAny(Forbidden) < 0
        ? text
        : string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
                span[i] = Forbidden.Contains(source[i]) ? '\uFFFD' : source[i];
        });
}
