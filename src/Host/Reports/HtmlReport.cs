using System.Globalization;
using System.Reflection;
using System.Text;

namespace RrrGpu.Host.Reports;

/// <summary>
/// Sets a <see cref="Report"/> on one page of HTML that needs nothing else: styles are inline, pictures and
/// data are <c>data:</c> addresses, there is no script, and a policy in its head forbids any request.
/// </summary>
public static class HtmlReport
{
    /// <summary>The page, to be stored as UTF-8.</summary>
    /// <exception cref="ArgumentException">A table's row has not as many cells as the table has columns.</exception>
    public static string Write(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Page(report.Title, html => new HtmlReportBody(report, html).Write());
    }

    /// <summary>One page of several reports: which results hold, then each report in full.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="summary">A paragraph under it.</param>
    /// <param name="reports">The reports, each of another name.</param>
    /// <param name="absent">Reports that are not there, and why.</param>
    /// <exception cref="ArgumentException">A table's row has not as many cells as the table has columns.</exception>
    public static string Write(string title, string summary, IReadOnlyList<Report> reports, IReadOnlyList<AbsentReport> absent)
    {
        ArgumentNullException.ThrowIfNull(reports);
        ArgumentNullException.ThrowIfNull(absent);
        return Page(title, html =>
        {
            HtmlOverview.Write(html, title, summary, reports, absent);
            foreach (Report report in reports)
            {
                html.Append(CultureInfo.InvariantCulture, $"<article id=\"{HtmlText.Slug(report.Name)}\">\n");
                new HtmlReportBody(report, html, isPart: true).Write();
                html.Append("</article>\n");
            }

            html.Append(CultureInfo.InvariantCulture, $"<footer>\n{HtmlReportBody.Imprint}\n</footer>\n");
        });
    }

    private static string Page(string title, Action<StringBuilder> write)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>{HtmlText.Encode(title)}</title>
            <style>
            {Styles()}
            </style>
            </head>
            <body>
            <main>

            """);
        write(html);
        html.Append("</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static string Styles()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("embedded style sheet: expected the resource report.css, got none");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return $$"""
            :root { color-scheme: light dark; {{Variables(ReportTheme.Light)}} }
            @media (prefers-color-scheme: dark) { :root { {{Variables(ReportTheme.Dark)}} } }
            @media print { :root { {{Variables(ReportTheme.Light)}} } }
            {{reader.ReadToEnd().TrimEnd()}}
            """;
    }

    private static string Variables(ReportTheme theme) =>
        $"--background: {theme.Background}; --text: {theme.Text}; --muted: {theme.Muted}; --rule: {theme.Rule}; "
        + $"--measured: {theme.Measured}; --accepted: {theme.Accepted}; --rejected: {theme.Rejected}; --positive: {theme.Positive}; --negative: {theme.Negative};";
}
