namespace RrrGpu.Host.Reports;

/// <summary>One explained row: what the model saw, where it looked and what it said.</summary>
/// <param name="Pixels">The row, laid out by the grid's image size (row-major, channel last).</param>
/// <param name="Gradient">The input gradient of the explained scalar, of the same length.</param>
/// <param name="Label">The row's class.</param>
/// <param name="Predicted">The class the model gives it.</param>
public sealed record ExplainedPicture(
    ReadOnlyMemory<float> Pixels,
    ReadOnlyMemory<float> Gradient,
    string Label,
    string Predicted)
{
    /// <summary>Whether the model is right.</summary>
    public bool IsRight => Label == Predicted;
}

/// <summary>The explanations of one model.</summary>
/// <param name="Model">The model's name, set above its pictures.</param>
/// <param name="Pictures">Its explained rows, left to right.</param>
public sealed record ExplanationRow(string Model, IReadOnlyList<ExplainedPicture> Pictures);
