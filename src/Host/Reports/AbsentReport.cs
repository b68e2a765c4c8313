namespace RrrGpu.Host.Reports;

/// <summary>A report that a page of several lacks.</summary>
/// <param name="Title">What it would have been about.</param>
/// <param name="Because">Why there is none.</param>
/// <param name="Why">That in words.</param>
public sealed record AbsentReport(string Title, AbsentBecause Because, string Why = "");

/// <summary>Why there is no report.</summary>
public enum AbsentBecause
{
    /// <summary>What it needs is not at hand.</summary>
    LeftOut,

    /// <summary>It was tried, and came to nothing.</summary>
    Failed,

    /// <summary>Its turn had not come when the page was written.</summary>
    NotRun,
}
