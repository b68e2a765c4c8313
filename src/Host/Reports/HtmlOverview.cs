using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>The head of a page of several reports: every result at a glance, with links to where it is shown.</summary>
internal static class HtmlOverview
{
    private static readonly ReportColumn[] s_columns =
        [new("Experiment"), new("Results", IsNumber: true), new("Hold", IsNumber: true), new("Seconds", IsNumber: true), new("What does not hold")];

    public static void Write(StringBuilder html, string title, string summary, IReadOnlyList<Report> reports, IReadOnlyList<AbsentReport> absent)
    {
        html.Append(CultureInfo.InvariantCulture, $"<header>\n<h1>{HtmlText.Encode(title)}</h1>\n<p>{HtmlText.Encode(summary)}</p>\n");
        HtmlElements.WriteOutcome(html, [.. reports.SelectMany(static report => report.Verdicts)], absent);
        html.Append("</header>\n<section id=\"overview\">\n<h2>All results</h2>\n");
        HtmlElements.WriteTable(
            html,
            "overview-table",
            "A result holds if the measured number lies in its band, ends included.",
            s_columns,
            [.. reports.Select(Row), .. absent.Select(Row)],
            "overview");
        HtmlElements.WriteDownload(html, "all", "results", Csv(reports));
        html.Append("</section>\n");
    }

    private static string[] Row(Report report)
    {
        string[] failed = [.. report.Verdicts.Where(static verdict => !verdict.Holds).Select(static verdict => verdict.What)];
        return
        [
            $"<a href=\"#{HtmlText.Slug(report.Name)}\">{HtmlText.Encode(report.Title)}</a>",
            ReportNumbers.Whole(report.Verdicts.Count),
            ReportNumbers.Whole(report.Verdicts.Count - failed.Length),
            report.Run.Duration?.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) ?? "—",
            HtmlText.Encode(string.Join("; ", failed)),
        ];
    }

    private static string[] Row(AbsentReport report)
    {
        string what = report.Because switch
        {
            AbsentBecause.Failed => "failed: ",
            AbsentBecause.LeftOut => "left out: ",
            _ => "not run yet",
        };
        return [HtmlText.Encode(report.Title), "—", "—", "—", HtmlText.Encode(what + report.Why)];
    }

    private static CsvTable Csv(IReadOnlyList<Report> reports)
    {
        var csv = new CsvTable("experiment", "what", "published", "measured", "low", "high", "holds");
        foreach (Report report in reports)
            foreach (Verdict verdict in report.Verdicts)
                csv.Append(report.Name, verdict.What, CsvTable.Number(verdict.Published), CsvTable.Number(verdict.Measured), CsvTable.Number(verdict.Low), CsvTable.Number(verdict.High), verdict.Holds ? "true" : "false");
        return csv;
    }
}
