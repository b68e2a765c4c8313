using System.Globalization;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>The sections of a report's page, in reading order.</summary>
/// <param name="report">What it says.</param>
/// <param name="html">Where to.</param>
/// <param name="isPart">Whether it is one of several on a page: headings are then a level lower, and anchors begin with its name.</param>
internal sealed class HtmlReportBody(Report report, StringBuilder html, bool isPart = false)
{
    private readonly string _anchor = isPart ? HtmlText.Slug(report.Name) + "-" : "";
    private readonly int _level = isPart ? 2 : 1;
    private readonly HashSet<string> _offered = [];

    /// <summary>What stands at the end of every page.</summary>
    public const string Imprint = "<p>Made by RrrGpu. This page is one file and asks nothing of the network. Lettering of figures: DejaVu Sans.</p>";

    public void Write()
    {
        WriteHead();
        WriteVerdicts();
        WriteFigures();
        WriteTables();
        WriteSettings();
        WriteSources();
    }

    private static string Text(string text) => HtmlText.Encode(text);

    private void WriteHead()
    {
        Line($"<header>\n<h{_level}>{Text(report.Title)}</h{_level}>\n<p>{Text(report.Summary)}</p>");
        HtmlElements.WriteOutcome(html, report.Verdicts);
        ReportRun run = report.Run;
        Line("<dl class=\"run\">");
        if (run.Command is not null)
            Fact("Command", $"<code>{Text(run.Command)}</code>");
        Fact("Device", Text(run.Device));
        Fact("Seeds", Text(run.Seeds));
        Fact("Commit", run.Commit is null ? "not known" : $"<code>{Text(run.Commit)}</code>");
        Fact("Date", $"<time datetime=\"{run.Date.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture)}\">{run.Date.ToString("d MMMM yyyy, HH:mm 'UTC'zzz", CultureInfo.InvariantCulture)}</time>");
        if (run.Duration is { } duration)
            Fact("Duration", $"{duration.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s");
        Line("</dl>\n</header>");
    }

    private void Fact(string name, string value) => Line($"<dt>{name}</dt><dd>{value}</dd>");

    private void WriteVerdicts()
    {
        if (report.Verdicts.Count == 0)
            return;
        Line($"<section id=\"{_anchor}verdicts\">\n<h{_level + 1}>Published and measured</h{_level + 1}>");
        Line($"<p class=\"table-caption\" id=\"{_anchor}verdicts-caption\">A result holds if the measured number lies in its band, ends included.</p>");
        Line($"<table class=\"verdicts\" aria-labelledby=\"{_anchor}verdicts-caption\">\n<thead><tr><th scope=\"col\">What</th><th scope=\"col\" class=\"number\">Published</th><th scope=\"col\" class=\"number\">Measured</th><th scope=\"col\" class=\"number\">Band</th><th scope=\"col\" class=\"verdict\">Verdict</th></tr></thead>\n<tbody>");
        var csv = new CsvTable("what", "published", "measured", "low", "high", "holds");
        foreach (Verdict verdict in report.Verdicts)
        {
            string format = verdict.NumberFormat;
            Line($"<tr><th scope=\"row\">{Text(verdict.What)}</th><td class=\"number\" data-name=\"published\">{Number(verdict.Published, format)}</td><td class=\"number\" data-name=\"measured\">{Number(verdict.Measured, format)}</td><td class=\"number\" data-name=\"band\">{Band(verdict)}</td><td class=\"verdict {(verdict.Holds ? "accepted\">✓ holds" : "rejected\">✗ fails")}</td></tr>");
            csv.Append(verdict.What, CsvTable.Number(verdict.Published), CsvTable.Number(verdict.Measured), CsvTable.Number(verdict.Low), CsvTable.Number(verdict.High), verdict.Holds ? "true" : "false");
        }

        Line("</tbody>\n</table>");
        WriteDownload("verdicts", "table", csv);
        Line("</section>");
    }

    private void WriteFigures()
    {
        if (report.Figures.Count == 0)
            return;
        Line($"<section id=\"{_anchor}figures\">\n<h{_level + 1}>Figures</h{_level + 1}>");
        for (int i = 0; i < report.Figures.Count; i++)
        {
            ReportFigure figure = report.Figures[i];
            Line($"<figure id=\"{_anchor}figure-{HtmlText.Slug(figure.Name)}\">");
            figure.Content.Write(html, figure.AlternativeText);
            Line($"<figcaption><b>Figure {i + 1}. {Text(figure.Title)}.</b> {Text(figure.Caption)}</figcaption>");
            WriteDownload(figure.Name, "figure", figure.Data);
            Line("</figure>");
        }

        Line("</section>");
    }

    private void WriteTables()
    {
        if (report.Tables.Count == 0)
            return;
        Line($"<section id=\"{_anchor}tables\">\n<h{_level + 1}>Tables</h{_level + 1}>");
        for (int i = 0; i < report.Tables.Count; i++)
            WriteTable(report.Tables[i], i + 1);
        Line("</section>");
    }

    private void WriteTable(ReportTable table, int number)
    {
        if (table.Rows.FirstOrDefault(row => row.Count != table.Columns.Count) is { } misfit)
            throw new ArgumentException($"row of table '{table.Name}': expected {table.Columns.Count} cells, one a column, got {misfit.Count}");
        string anchor = $"{_anchor}table-{HtmlText.Slug(table.Name)}";
        Line($"<div class=\"table\" id=\"{anchor}\">");
        HtmlElements.WriteTable(html, anchor, $"<b>Table {number}. {Text(table.Title)}.</b> {Text(table.Caption)}", table.Columns, table.Rows.Select(static row => row.Select(Text).ToArray()));
        WriteDownload(table.Name, "table", table.Data ?? Csv(table));
        Line("</div>");
    }

    private static CsvTable Csv(ReportTable table)
    {
        var csv = new CsvTable([.. table.Columns.Select(static column => column.Name)]);
        foreach (IReadOnlyList<string> row in table.Rows)
            csv.Append(row);
        return csv;
    }

    private void WriteSettings()
    {
        if (report.Run.Settings.Count == 0)
            return;
        Line($"<section id=\"{_anchor}settings\">\n<h{_level + 1} id=\"{_anchor}settings-caption\">Settings</h{_level + 1}>\n{HtmlElements.ScrollBox(_anchor + "settings-caption")}<table class=\"settings\" aria-labelledby=\"{_anchor}settings-caption\">\n<tbody>");
        foreach (ReportSetting setting in report.Run.Settings)
            Line($"<tr><th scope=\"row\">{Text(setting.Name)}</th><td>{Text(setting.Value)}</td></tr>");
        Line("</tbody>\n</table></div>\n</section>");
    }

    private void WriteSources()
    {
        Line("<footer>");
        foreach (string source in report.Sources)
            Line($"<p>{Text(source)}</p>");
        Line(isPart ? "</footer>" : Imprint + "\n</footer>");
    }

    private void WriteDownload(string name, string kind, CsvTable csv)
    {
        // A figure and a table may have one name, but two files in a reader's folder may not.
        var file = HtmlText.Slug(name);
        while (!_offered.Add(file))
            file += $"-{kind}";
        HtmlElements.WriteDownload(html, report.Name, file, csv);
    }

    private static string Band(Verdict verdict) => (verdict.Low, verdict.High) switch
    {
        (null, null) => "any",
        (null, { } high) => "≤ " + Number(high, verdict.NumberFormat),
        ({ } low, null) => "≥ " + Number(low, verdict.NumberFormat),
        ({ } low, { } high) => $"{Number(low, verdict.NumberFormat)} – {Number(high, verdict.NumberFormat)}",
    };

    private static string Number(double? value, string format) =>
        value is null ? "—" : Text(value.Value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−'));

    private void Line(string markup) => html.Append(markup).Append('\n');
}
