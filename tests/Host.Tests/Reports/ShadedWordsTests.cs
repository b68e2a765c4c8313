using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Tests.Reports;

public class ShadedWordsTests
{
    private const string Text = "No <b>god</b> & \"church\" 🙂";

    private static readonly ShadedWords Sample = new([new ShadedText("Post <1>", Text, [new(0, 2, 0.5), new(6, 3, -2), new(17, 6, 0)])]);

    [Fact]
    public void WordsAreShadedBySignAndWeight()
    {
        string html = PageOf(Sample);
        Assert.Contains(
            "<div class=\"text\" tabindex=\"0\"><mark class=\"positive\" style=\"--weight: 25%\">No</mark> &lt;b&gt;<mark class=\"negative\" style=\"--weight: 100%\">god</mark>&lt;/b&gt; &amp; &quot;church&quot; ",
            html,
            StringComparison.Ordinal);
        Assert.Contains("Post &lt;1&gt;", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"A &lt;shaded&gt; post\"", html, StringComparison.Ordinal);
        Page.AssertBalanced(html);
        Page.AssertAsksNothing(html);
    }

    [Fact]
    public void TextsWithoutWeightsAreShownBare()
    {
        string html = PageOf(new ShadedWords([new ShadedText("t", "nothing <here>", []), new ShadedText("u", "zero", [new(0, 4, 0)])]));
        Assert.Contains(">nothing &lt;here&gt;</div>", html, StringComparison.Ordinal);
        Assert.Contains(">zero</div>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void CsvHoldsEveryWord() => Assert.Equal(
        "text,title,start,word,weight\r\n1,Post <1>,0,No,0.5\r\n1,,6,god,-2\r\n1,,17,church,0\r\n", Sample.ToCsv().ToString());

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-1, 2, 1)]
    [InlineData(25, 9, 1)]
    [InlineData(0, int.MaxValue, 1)]
    [InlineData(0, 1, double.NaN)]
    public void UnusableWordsAreRefused(int start, int length, double weight)
    {
        var words = new ShadedWords([new ShadedText("t", Text, [new(start, length, weight)])]);
        Assert.StartsWith("words of 't': expected", Assert.Throws<ArgumentException>(words.ToCsv).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PageOf(words));
    }

    [Fact]
    public void WordsOverOneAnotherAreRefused() =>
        Assert.Throws<ArgumentException>(new ShadedWords([new ShadedText("t", Text, [new(0, 4, 1), new(3, 2, 1)])]).ToCsv);

    private static string PageOf(ShadedWords words) => HtmlReport.Write(new Report(
        "n", "t", "s", new ReportRun("d", "0", DateTimeOffset.UnixEpoch, []), [], [new ReportFigure("words", "Words", "c", "A <shaded> post", words, new CsvTable("a"))], [], []));
}
