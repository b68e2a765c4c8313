using System.Text;
using System.Text.RegularExpressions;
using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Tests.Reports;

public partial class HtmlReportTests
{
    private const string Hostile = "</title><script>alert(1)</script> \" onerror='x' & <img src=http://evil.example/a.png> \0\u0007";

    [Fact]
    public void EveryPartIsOnThePage()
    {
        string html = HtmlReport.Write(Sample());
        string[] expected =
        [
            "<title>Decoy</title>", "<h1>Decoy</h1>", "A summary.", "✗ 1 of 2 results does not hold.",
            "simd", "0 – 4", "<code>abc123</code>", "<code>rrr reproduce</code>", "71.2 s", "2025-11-22T21:05:00+00:00",
            "A = 0", "0.5500", "0.4500 – 0.7000", "✓ holds", "≤ 0.0100", "✗ fails", "—",
            "<b>Figure 1. Accuracy.</b> What to see.", "alt=\"Three bars\"", "download=\"decoy-mnist-accuracy.csv\"",
            "<b>Table 1. Models.</b> How to read.", "<th scope=\"row\">full A</th><td class=\"number\">0.955</td>", "download=\"decoy-mnist-models.csv\"",
            "download=\"decoy-mnist-verdicts.csv\"", "<th scope=\"row\">λ₁</th><td>1000</td>", "<p>Published: Figure 9.</p>",
        ];
        Assert.All(expected, part => Assert.Contains(part, html, StringComparison.Ordinal));
    }

    [Fact]
    public void OnlyDataAddressesAreNamed()
    {
        string html = HtmlReport.Write(Sample());
        MatchCollection addresses = Addresses().Matches(html);
        Assert.Equal(5, addresses.Count);
        Assert.All(addresses, address => Assert.StartsWith("data:", address.Groups["address"].Value, StringComparison.Ordinal));
        Page.AssertAsksNothing(html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void PicturesAndDataComeBackWhole()
    {
        Report report = Sample();
        byte[][] files = [.. Addresses().Matches(HtmlReport.Write(report)).Select(match => Convert.FromBase64String(match.Groups["content"].Value))];
        ThemedPicture picture = (ThemedPicture)report.Figures[0].Content;
        Assert.Contains(files, file => file.AsSpan().SequenceEqual(picture.Light.Png));
        Assert.Contains(files, file => file.AsSpan().SequenceEqual(picture.Dark.Png));
        string[] texts = [.. files.Select(Encoding.UTF8.GetString)];
        Assert.Contains(report.Figures[0].Data.ToString(), texts);
        Assert.Contains("Model,Test\r\nA = 0,0.556\r\nfull A,0.955\r\n", texts);
        Assert.Contains("what,published,measured,low,high,holds\r\nA = 0,0.55,0.5561,0.45,0.7,true\r\ndifference,,0.02,,0.01,false\r\n", texts);
    }

    [Fact]
    public void HostileTextStaysText()
    {
        Report sample = Sample();
        ReportFigure figure = sample.Figures[0];
        string html = HtmlReport.Write(new Report(
            Hostile,
            Hostile,
            Hostile,
            new ReportRun(Hostile, Hostile, DateTimeOffset.UnixEpoch, [new(Hostile, Hostile)], Hostile, Hostile),
            [new(Hostile, 1, 1, 0, 2)],
            [new(Hostile, Hostile, Hostile, Hostile, figure.Content, figure.Data)],
            [new(Hostile, Hostile, Hostile, [new(Hostile)], [[Hostile]])],
            [Hostile]));

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img src=http", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\0', html);
        Assert.DoesNotContain("&#x0;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&#x7;", html, StringComparison.Ordinal);
        Assert.Equal(18, CountOf(html, "&lt;/title&gt;&lt;script&gt;"));
        Page.AssertBalanced(html);
    }

    [Fact]
    public void TagsAreBalanced() => Page.AssertBalanced(HtmlReport.Write(Sample()));

    [Fact]
    public void AReportOfNothingButATitleIsAPage()
    {
        string html = HtmlReport.Write(new Report("n", "t", "s", new ReportRun("d", "0", DateTimeOffset.UnixEpoch, []), [], [], [], []));
        Assert.DoesNotContain("<table", html, StringComparison.Ordinal);
        Assert.DoesNotContain("outcome", html[html.IndexOf("<body>", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains("<dt>Commit</dt><dd>not known</dd>", html, StringComparison.Ordinal);
        Page.AssertBalanced(html);
    }

    [Fact]
    public void ATableMayOfferMoreThanItShows()
    {
        Report sample = Sample();
        var all = new CsvTable("Model", "Test");
        all.Append("one", "1");
        all.Append("two", "2");
        string html = HtmlReport.Write(sample with { Tables = [sample.Tables[0] with { Data = all }] });
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("Model,Test\r\none,1\r\ntwo,2\r\n")), html, StringComparison.Ordinal);
        Assert.DoesNotContain(">two<", html, StringComparison.Ordinal);
    }

    [Fact]
    public void NoTwoDownloadsHaveOneName()
    {
        Report sample = Sample();
        string html = HtmlReport.Write(sample with { Figures = [sample.Figures[0] with { Name = "models" }], Tables = [sample.Tables[0], sample.Tables[0] with { Name = "verdicts" }] });
        Assert.Equal(
            ["decoy-mnist-verdicts.csv", "decoy-mnist-models.csv", "decoy-mnist-models-table.csv", "decoy-mnist-verdicts-table.csv"],
            DownloadNames().Matches(html).Select(static match => match.Groups["name"].Value));
    }

    [Fact]
    public void SeveralReportsStandUnderWhatHoldsOfThem()
    {
        string html = HtmlReport.Write(
            "All",
            "A summary.",
            [Sample()],
            [new("News", AbsentBecause.LeftOut, "needs <posts>"), new("Lime", AbsentBecause.Failed, "no data"), new("Times", AbsentBecause.NotRun)]);
        string[] expected =
        [
            "<p class=\"outcome rejected\">✗ 1 of 2 results does not hold. 1 experiment failed. 1 experiment left out. 1 experiment not run yet.</p>",
            "<a href=\"#decoy-mnist\">Decoy</a></th><td class=\"number\">2</td><td class=\"number\">1</td><td class=\"number\">71.2</td><td>difference</td>",
            "<th scope=\"row\">News</th>", "<td>left out: needs &lt;posts&gt;</td>", "<td>failed: no data</td>", "<td>not run yet</td>",
            "<article id=\"decoy-mnist\">", "id=\"decoy-mnist-table-models\"", "download=\"all-results.csv\"",
        ];
        Assert.All(expected, part => Assert.Contains(part, html, StringComparison.Ordinal));
        string csv = "experiment,what,published,measured,low,high,holds\r\ndecoy-mnist,A = 0,0.55,0.5561,0.45,0.7,true\r\ndecoy-mnist,difference,,0.02,,0.01,false\r\n";
        Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(csv)), html, StringComparison.Ordinal);
        Page.AssertBalanced(html);
        Page.AssertAsksNothing(html);
    }

    [Theory]
    [InlineData(null, "<p class=\"outcome accepted\">✓ The result holds.</p>")]
    [InlineData(AbsentBecause.LeftOut, "<p class=\"outcome accepted\">✓ The result holds. 2 experiments left out.</p>")]
    [InlineData(AbsentBecause.NotRun, "<p class=\"outcome\">The result holds. 2 experiments not run yet.</p>")]
    [InlineData(AbsentBecause.Failed, "<p class=\"outcome rejected\">✗ The result holds. 2 experiments failed.</p>")]
    public void AnAbsentReportIsNoSuccess(AbsentBecause? because, string expected)
    {
        Report sample = Sample() with { Verdicts = [new("A = 0", 0.55, 0.5561, 0.45, 0.70)] };
        AbsentReport[] absent = because is { } why ? [new("a", why), new("b", why)] : [];
        Assert.Contains(expected, HtmlReport.Write("All", "s", [sample], absent), StringComparison.Ordinal);
    }

    [Fact]
    public void EveryBoxThatScrollsHasANameAndAFocus()
    {
        string html = HtmlReport.Write(Sample());
        MatchCollection boxes = ScrollBoxes().Matches(html);
        Assert.Equal(2, boxes.Count);
        Assert.All(boxes, box => Assert.Contains($" id=\"{box.Groups["name"].Value}\"", html, StringComparison.Ordinal));
        Assert.Equal(boxes.Count, CountOf(html, "class=\"scroll\""));
    }

    [Fact]
    public void ARowOfTheWrongLengthIsRefused()
    {
        Report report = Sample() with { Tables = [new("models", "t", "c", [new("Model"), new("Test")], [["A = 0"]])] };
        var error = Assert.Throws<ArgumentException>(() => HtmlReport.Write(report));
        Assert.Equal("row of table 'models': expected 2 cells, one a column, got 1", error.Message);
    }

    [Theory]
    [InlineData(0.5, 0.5, 0.7, true)]
    [InlineData(0.7, 0.5, 0.7, true)]
    [InlineData(0.49, 0.5, 0.7, false)]
    [InlineData(0.71, 0.5, 0.7, false)]
    [InlineData(-9, null, 0.7, true)]
    [InlineData(9, 0.5, null, true)]
    [InlineData(double.NaN, null, null, false)]
    public void AVerdictHoldsInsideItsBand(double measured, double? low, double? high, bool holds) =>
        Assert.Equal(holds, new Verdict("w", null, measured, low, high).Holds);

    private static Report Sample()
    {
        var chart = new BarChart("test accuracy", ["A = 0"], [new BarSeries("measured", [new(0.5561)])]);
        return new Report(
            "decoy-mnist",
            "Decoy",
            "A summary.",
            new ReportRun("simd", "0 – 4", new DateTimeOffset(2025, 11, 22, 21, 5, 0, TimeSpan.Zero), [new("λ₁", "1000")], "rrr reproduce", "abc123", TimeSpan.FromSeconds(71.24)),
            [new("A = 0", 0.55, 0.5561, 0.45, 0.70), new("difference", null, 0.02, null, 0.01)],
            [new("accuracy", "Accuracy", "What to see.", "Three bars", ThemedPicture.Of(theme => chart.Draw(theme, 200, 160)), chart.ToCsv())],
            [new("models", "Models", "How to read.", [new("Model"), new("Test", IsNumber: true)], [["A = 0", "0.556"], ["full A", "0.955"]])],
            ["Published: Figure 9."]);
    }

    private static int CountOf(string text, string part) => (text.Length - text.Replace(part, "", StringComparison.Ordinal).Length) / part.Length;

    [GeneratedRegex("download=\"(?<name>[^\"]+)\"")]
    private static partial Regex DownloadNames();

    [GeneratedRegex("""<div class="scroll" tabindex="0" role="region" aria-labelledby="(?<name>[^"]+)">""")]
    private static partial Regex ScrollBoxes();

    [GeneratedRegex("""(?:src|href|srcset)="(?<address>[^",]*(?:,(?<content>[^"]*))?)(?=")""")]
    private static partial Regex Addresses();
}
