using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>The head of a page of several reports: every result at a glance, with links to where it is shown.</summary>
internal static class HtmlOverview
{
    public static void Write(StringBuilder html, string title, string summary, IReadOnlyList<Report> reports, IReadOnlyList<(string Title, string Why)> leftOut)
    {
        int count = reports.Sum(static report => report.Verdicts.Count);
        int held = reports.Sum(static report => report.Verdicts.Count(static verdict => verdict.Holds));
        html.Append(CultureInfo.InvariantCulture, $"<header>\n<h1>{HtmlText.Encode(title)}</h1>\n<p>{HtmlText.Encode(summary)}</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"outcome {(held == count ? "accepted" : "rejected")}\">{(held == count ? $"✓ All {count} results hold." : $"✗ {count - held} of {count} results do not hold.")}</p>\n</header>\n");
        html.Append("<section id=\"overview\">\n<h2>All results</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Experiment</th><th scope=\"col\" class=\"number\">Results</th><th scope=\"col\" class=\"number\">Hold</th><th scope=\"col\" class=\"number\">Seconds</th><th scope=\"col\">What does not hold</th></tr></thead>\n<tbody>\n");
        foreach (Report report in reports)
        {
            string[] failed = [.. report.Verdicts.Where(static verdict => !verdict.Holds).Select(static verdict => verdict.What)];
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"#{HtmlText.Slug(report.Name)}\">{HtmlText.Encode(report.Title)}</a></td><td class=\"number\">{report.Verdicts.Count}</td><td class=\"number\">{report.Verdicts.Count - failed.Length}</td><td class=\"number\">{report.Run.Duration?.TotalSeconds:0.0}</td><td>{HtmlText.Encode(string.Join("; ", failed))}</td></tr>\n");
        }

        foreach (var (name, why) in leftOut)
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{HtmlText.Encode(name)}</td><td class=\"number\">—</td><td class=\"number\">—</td><td class=\"number\">—</td><td>left out: {HtmlText.Encode(why)}</td></tr>\n");
        html.Append("</tbody>\n</table></div>\n</section>\n");
    }
}
