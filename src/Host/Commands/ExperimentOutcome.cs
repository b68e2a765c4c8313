using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Commands;

/// <summary>What became of an experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Report">What it found; null where it was left out or failed.</param>
/// <param name="Path">The page that says so; null where there is none.</param>
/// <param name="LeftOut">Why it was left out; null where it was not.</param>
/// <param name="Failed">Why it came to nothing; null where it did not.</param>
internal sealed record ExperimentOutcome(string Name, string Title, double Seconds = 0, Report? Report = null, string? Path = null, string? LeftOut = null, string? Failed = null)
{
    /// <summary>Whether nothing speaks against the published figures; an experiment that was left out says nothing.</summary>
    public bool Holds => Failed is null && (Report?.Verdicts ?? []).All(static verdict => verdict.Holds);

    /// <summary>The outcome as the command's JSON states it.</summary>
    public object ToJson() => new
    {
        Name,
        Figures = (Report?.Verdicts ?? []).Select(static v => new { v.What, v.Published, Measured = double.IsFinite(v.Measured) ? v.Measured : (double?)null, v.Low, v.High, v.Holds }),
        Seconds,
        Report = Path,
        LeftOut,
        Failed,
    };

    /// <summary>What the page of all experiments says in place of a report; null where there is one.</summary>
    public AbsentReport? Absent() => Failed is { } failed ? new(Title, AbsentBecause.Failed, failed)
        : LeftOut is { } leftOut ? new(Title, AbsentBecause.LeftOut, leftOut)
        : null;
}
