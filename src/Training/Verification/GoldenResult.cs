namespace RrrGpu.Training;

/// <summary>How a golden case went.</summary>
public enum GoldenOutcome
{
    /// <summary>Every tensor was close enough.</summary>
    Passed,

    /// <summary>A tensor was not.</summary>
    Failed,

    /// <summary>The case asks for what the engine lacks; nothing was compared.</summary>
    Unsupported,
}

/// <summary>What came of checking an engine against a golden case.</summary>
/// <param name="Name">The case's name.</param>
/// <param name="Kind">The case's kind.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="MaxRelativeError">
/// The largest error of a tensor, max|a−b| / max(1e-9, max|b|) against the expected b. Always finite, so that it can be
/// written as JSON: <see cref="double.MaxValue"/> where a value that is not finite was computed. Null where nothing was compared.
/// </param>
/// <param name="WorstTensor">The tensor with that error; null where nothing was compared.</param>
/// <param name="Unsupported">Why nothing was compared; null where something was.</param>
public sealed record GoldenResult(
    string Name,
    string Kind,
    GoldenOutcome Outcome,
    double? MaxRelativeError = null,
    string? WorstTensor = null,
    string? Unsupported = null)
{
    /// <summary>Whether the engine computed the case, and right.</summary>
    public bool Passed => Outcome == GoldenOutcome.Passed;
}
