namespace RrrGpu.Host.Reports;

/// <summary>Everything a report says; <see cref="HtmlReport"/> sets it on a page.</summary>
/// <param name="Name">A short name without spaces; the first part of the names of downloaded files.</param>
/// <param name="Title">The title.</param>
/// <param name="Summary">A paragraph under the title: what was asked and what came out.</param>
/// <param name="Run">What was run.</param>
/// <param name="Verdicts">Published results beside measured ones.</param>
/// <param name="Figures">Figures, numbered in this order.</param>
/// <param name="Tables">Tables, numbered in this order.</param>
/// <param name="Sources">Where published numbers come from, a line each, printed as plain text.</param>
public sealed record Report(
    string Name,
    string Title,
    string Summary,
    ReportRun Run,
    IReadOnlyList<Verdict> Verdicts,
    IReadOnlyList<ReportFigure> Figures,
    IReadOnlyList<ReportTable> Tables,
    IReadOnlyList<string> Sources);

/// <summary>What was run, where and when.</summary>
/// <param name="Device">The device, as <c>rrr devices</c> names it.</param>
/// <param name="Seeds">The seed or seeds.</param>
/// <param name="Date">When the run ended.</param>
/// <param name="Settings">What else it takes to repeat the run, a line each.</param>
/// <param name="Command">The command line that was typed; null where there is none.</param>
/// <param name="Commit">The program's commit; null where it is not known.</param>
/// <param name="Duration">How long the run took; null where it was not timed.</param>
public sealed record ReportRun(
    string Device,
    string Seeds,
    DateTimeOffset Date,
    IReadOnlyList<ReportSetting> Settings,
    string? Command = null,
    string? Commit = null,
    TimeSpan? Duration = null);

/// <summary>One setting of a run.</summary>
/// <param name="Name">What is set.</param>
/// <param name="Value">To what.</param>
public sealed record ReportSetting(string Name, string Value);

/// <summary>One published result beside the measured one.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Published">The published number; null where none was.</param>
/// <param name="Measured">The number of this run.</param>
/// <param name="Low">Lower end of the band in which the result holds; null where it has none.</param>
/// <param name="High">Upper end of the band; null where it has none.</param>
/// <param name="NumberFormat">How the four numbers are written, a .NET numeric format.</param>
public sealed record Verdict(
    string What,
    double? Published,
    double Measured,
    double? Low,
    double? High,
    string NumberFormat = "0.0000")
{
    /// <summary>Whether the measured number is in its band, ends included. A number that is not one never is.</summary>
    public bool Holds => !double.IsNaN(Measured) && !(Measured < Low) && !(Measured > High);
}

/// <summary>A figure.</summary>
/// <param name="Name">A short name without spaces, for its anchor and its data file.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Caption">What to see in it, and how it was made.</param>
/// <param name="AlternativeText">What it shows, for those who cannot see it.</param>
/// <param name="Content">What it shows: a picture, or words of the page itself.</param>
/// <param name="Data">The numbers that it draws.</param>
public sealed record ReportFigure(
    string Name,
    string Title,
    string Caption,
    string AlternativeText,
    FigureContent Content,
    CsvTable Data);

/// <summary>A table.</summary>
/// <param name="Name">A short name without spaces, for its anchor and its data file.</param>
/// <param name="Title">What it holds, in a few words.</param>
/// <param name="Caption">How to read it.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows, a text for each column.</param>
/// <param name="Data">What can be downloaded, where that is more than <paramref name="Rows"/>; null offers those.</param>
public sealed record ReportTable(
    string Name,
    string Title,
    string Caption,
    IReadOnlyList<ReportColumn> Columns,
    IReadOnlyList<IReadOnlyList<string>> Rows,
    CsvTable? Data = null);

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="IsNumber">Whether its cells are numbers, set flush right with digits of one width.</param>
public sealed record ReportColumn(string Name, bool IsNumber = false);
