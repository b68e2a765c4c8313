using RrrGpu.Host.Commands;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>Part of the input that masks are compared with: features, or what the data set's own annotation marks in each row.</summary>
/// <param name="Name">What it was called.</param>
/// <param name="Features">The features; null for the annotation.</param>
internal sealed record ExplainedRegion(string Name, int[]? Features)
{
    /// <summary>The name of the data set's own annotation as a region.</summary>
    public const string AnnotationName = "annotation";

    /// <summary>The regions that were named, or else all that the data set has.</summary>
    /// <exception cref="BadInputException">There is no such region.</exception>
    public static IReadOnlyList<ExplainedRegion> Choose(string[] names, DataSet data, ExplainedRows rows)
    {
        if (names.Length == 0)
        {
            var own = (data.Regions ?? new Dictionary<string, int[]>()).Select(static region => new ExplainedRegion(region.Key, region.Value));
            return rows.Annotation is null ? [.. own] : [.. own, new ExplainedRegion(AnnotationName, null)];
        }

        return Array.ConvertAll(names, name =>
        {
            if (name != AnnotationName)
                return new ExplainedRegion(name, FeatureList.Parse("--region", name, data));
            return rows.Annotation is not null
                ? new ExplainedRegion(name, null)
                : throw new BadInputException($"--region {AnnotationName}: data set '{data.Name}' has no annotation of its own for its {rows.Set} rows");
        });
    }

    /// <summary>How much of what masks mark lies inside.</summary>
    public RuleScore Score(FeatureMasks masks, ExplainedRows rows) =>
        Features is null ? RuleScore.Of(masks, rows.Annotation!) : RuleScore.Of(masks, Features);
}
