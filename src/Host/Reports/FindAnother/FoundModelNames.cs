using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>What a report calls the models that find-another-explanation found, and the classes that they predict.</summary>
internal static class FoundModelNames
{
    /// <summary>Whether each model was trained against those before it, and not all together.</summary>
    public static bool IsSequence(FindAnotherResult result) => !result.IsSimultaneous;

    /// <summary>θ₂ in a sequence, a number otherwise.</summary>
    public static string Of(FindAnotherResult result, FoundModel model) =>
        IsSequence(result) ? "θ" + ReportNumbers.Subscript(model.Iteration) : "model " + ReportNumbers.Whole(model.Iteration);

    /// <summary>The same with what it was trained with.</summary>
    public static string WithLambda(FindAnotherResult result, FoundModel model) => !IsSequence(result)
        ? Of(result, model)
        : Of(result, model) + (model.MaskFraction > 0 ? $", λ₁ = {ReportNumbers.Short(ReportNumbers.AsWritten(model.Lambda1))}" : ", A = 0");

    /// <summary>A class's name, or its number where it has none.</summary>
    public static string OfClass(DataSet data, int label) => data.ClassNames is { } names && label < names.Count ? names[label] : ReportNumbers.Whole(label);
}
