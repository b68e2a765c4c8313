using System.Text.RegularExpressions;

namespace RrrGpu.Host.Tests.Reports;

/// <summary>What holds of every page.</summary>
internal static partial class Page
{
    private static readonly string[] s_void = ["meta", "img", "source"];

    /// <summary>Every element that is opened is closed, in order; a lone bracket is none.</summary>
    public static void AssertBalanced(string html)
    {
        var open = new Stack<string>();
        foreach (Match tag in Tags().Matches(html))
        {
            string name = tag.Groups["name"].Value;
            if (tag.Groups["close"].Length > 0)
                Assert.Equal(name, open.Pop());
            else if (!s_void.Contains(name))
                open.Push(name);
        }

        Assert.Empty(open);
        Assert.DoesNotMatch(LoneBracket(), Styles().Replace(html, ""));
    }

    /// <summary>Nothing on the page names another place.</summary>
    public static void AssertAsksNothing(string html)
    {
        foreach (string part in new[] { "http:", "https:", "url(", "@import", "<link", "<script", "src=\"/", "href=\"/" })
            Assert.DoesNotContain(part, html, StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex("""<(?<close>/?)(?<name>[a-z][a-z0-9]*)(?:\s+[a-z-]+="[^"]*")*>""")]
    private static partial Regex Tags();

    [GeneratedRegex("""<(?!/?[a-z][a-z0-9]*(?:\s+[a-z-]+="[^"]*")*>|!DOCTYPE html>)""")]
    private static partial Regex LoneBracket();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();
}
