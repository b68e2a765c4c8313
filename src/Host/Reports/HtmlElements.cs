using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>Elements that the page of one report and the head of a page of several have in common.</summary>
internal static class HtmlElements
{
    /// <summary>How many results hold, in words; nothing where there is none.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="verdicts">The results.</param>
    /// <param name="absent">Reports that a page of several lacks.</param>
    public static void WriteOutcome(StringBuilder html, IReadOnlyCollection<Verdict> verdicts, params IReadOnlyList<AbsentReport> absent)
    {
        int count = verdicts.Count;
        int missed = verdicts.Count(static verdict => !verdict.Holds);
        int Absent(AbsentBecause because) => absent.Count(report => report.Because == because);
        (int failed, int notRun) = (Absent(AbsentBecause.Failed), Absent(AbsentBecause.NotRun));
        List<string> sentences = [];
        if (count > 0)
            sentences.Add(Results(count, missed, notRun > 0));
        AddExperiments(failed, "failed");
        AddExperiments(Absent(AbsentBecause.LeftOut), "left out");
        AddExperiments(notRun, "not run yet");
        if (sentences.Count == 0)
            return;
        // What has not been run yet may still go either way.
        (string mark, string kind) = missed + failed > 0 ? ("✗ ", " rejected") : notRun > 0 ? ("", "") : ("✓ ", " accepted");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"outcome{kind}\">{mark}{string.Join(' ', sentences)}</p>\n");

        void AddExperiments(int number, string what)
        {
            if (number > 0)
                sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? "experiment" : "experiments")} {what}."));
        }
    }

    /// <summary>A table in a box that scrolls where there is no room for it, with a caption above and its numbers below.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="anchor">The table's anchor, another one for each table of a page.</param>
    /// <param name="caption">What stands above it, as HTML.</param>
    /// <param name="columns">Its columns, the first of which names the rows.</param>
    /// <param name="rows">Its cells, as HTML.</param>
    /// <param name="kind">Its class in the style sheet; empty for none.</param>
    public static void WriteTable(StringBuilder html, string anchor, string caption, IReadOnlyList<ReportColumn> columns, IEnumerable<IReadOnlyList<string>> rows, string kind = "")
    {
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"table-caption\" id=\"{anchor}-caption\">{caption}</p>\n");
        html.Append(CultureInfo.InvariantCulture, $"{ScrollBox(anchor + "-caption")}<table{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} aria-labelledby=\"{anchor}-caption\">\n<thead><tr>");
        foreach (ReportColumn column in columns)
            html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\"{Class(column)}>{HtmlText.Encode(column.Name)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\"{Class(columns[0])}>{row[0]}</th>");
            for (int i = 1; i < row.Count; i++)
                html.Append(CultureInfo.InvariantCulture, $"<td{Class(columns[i])}>{row[i]}</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    /// <summary>The start of a box that scrolls, by keyboard too; what names it is another element.</summary>
    public static string ScrollBox(string labelledBy) => $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{labelledBy}\">";

    /// <summary>A link to numbers.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="report">The report's name.</param>
    /// <param name="name">What they are.</param>
    /// <param name="csv">The numbers.</param>
    public static void WriteDownload(StringBuilder html, string report, string name, CsvTable csv)
    {
        string file = $"{HtmlText.Slug(report)}-{HtmlText.Slug(name)}.csv";
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"download\"><a download=\"{file}\" href=\"{HtmlText.DataUri(csv)}\">{file}</a></p>\n");
    }

    private static string Results(int count, int missed, bool soFar) => missed > 0
        ? $"{missed} of {count} results {(missed == 1 ? "does" : "do")} not hold."
        : count == 1 ? "The result holds." : $"All {count} results {(soFar ? "so far " : "")}hold.";

    private static string Class(ReportColumn column) => column.IsNumber ? " class=\"number\"" : "";
}
