namespace RrrGpu.Host.Reports;

/// <summary>The colours of a page and of the pictures on it, as <c>#rrggbb</c>.</summary>
/// <param name="Background">Behind everything.</param>
/// <param name="Text">Running text, bar values.</param>
/// <param name="Muted">Captions, axis ticks.</param>
/// <param name="Rule">Lines of tables and grids.</param>
/// <param name="Reference">What others have published.</param>
/// <param name="Measured">What this program has measured.</param>
/// <param name="Accepted">A check that holds, a right prediction.</param>
/// <param name="Rejected">A check that does not hold, a wrong prediction.</param>
/// <param name="Positive">Behind words that speak for a class.</param>
/// <param name="Negative">Behind words that speak against it.</param>
public sealed record ReportTheme(
    string Background,
    string Text,
    string Muted,
    string Rule,
    string Reference,
    string Measured,
    string Accepted,
    string Rejected,
    string Positive,
    string Negative)
{
    /// <summary>Dark ink on white.</summary>
    public static ReportTheme Light { get; } = new(
        Background: "#ffffff",
        Text: "#1c1e21",
        Muted: "#5a6068",
        Rule: "#d9dce0",
        Reference: "#8b939c",
        Measured: "#2c5f8a",
        Accepted: "#1d6b35",
        Rejected: "#b3261e",
        Positive: "#4fd07a",
        Negative: "#ff7b72");

    /// <summary>Light ink on near-black, for readers who ask for it.</summary>
    public static ReportTheme Dark { get; } = new(
        Background: "#15171a",
        Text: "#e6e8ea",
        Muted: "#a0a7af",
        Rule: "#33383e",
        Reference: "#666e77",
        Measured: "#6ea8d8",
        Accepted: "#6fcf8a",
        Rejected: "#ff8a80",
        Positive: "#1e7a3d",
        Negative: "#a8323a");
}
