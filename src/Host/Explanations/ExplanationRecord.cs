using System.Text.Json;
using System.Text.Json.Nodes;
using RrrGpu.Host.Output;

namespace RrrGpu.Host.Explanations;

/// <summary>What <c>rrr explain</c> found: its JSON, and <c>explain.json</c>.</summary>
/// <param name="Model">The model's folder.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="ClassNames">Its classes; null where they are numbers.</param>
/// <param name="Device">Where the passes ran.</param>
/// <param name="DeviceName">What that calls itself.</param>
/// <param name="RowSet"><c>train</c> or <c>test</c>.</param>
/// <param name="Rows">Rows explained.</param>
/// <param name="Cutoff">c.</param>
/// <param name="Explained">The scalar whose gradients were written.</param>
/// <param name="Class">Its class.</param>
/// <param name="Accuracy">Share of the rows classified as labelled.</param>
/// <param name="MaskFraction">Share of all entries in M_c.</param>
/// <param name="UnderflowedRows">Rows whose written gradient is zero everywhere though the model's is not: a certain model's softmax underflows.</param>
/// <param name="ExplainSeconds">
/// Seconds for logits, masks, what these are cut from and gradients of all rows, with their way to the device and back. Shares by cutoff,
/// pictures and files are not in it, nor is the compilation of the passes where that is done while data are read (<c>simd</c>).
/// </param>
/// <param name="UploadSeconds">Those of them that bring the rows to the device.</param>
/// <param name="Regions">How much of the masks lies in each region.</param>
/// <param name="Compare">The comparison with another model, if one was named.</param>
/// <param name="Files">What was written.</param>
/// <param name="Out">Where.</param>
internal sealed record ExplanationRecord(
    string Model,
    string Dataset,
    IReadOnlyList<string>? ClassNames,
    string Device,
    string DeviceName,
    string RowSet,
    int Rows,
    float Cutoff,
    string Explained,
    int? Class,
    double Accuracy,
    double MaskFraction,
    int UnderflowedRows,
    double ExplainSeconds,
    double UploadSeconds,
    IReadOnlyList<RegionRecord> Regions,
    ComparisonRecord? Compare,
    IReadOnlyList<string> Files,
    string Out)
{
    /// <summary>The record as JSON.</summary>
    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, JsonOutput.Options)!;
}

/// <summary>How much of the masks lies in a region.</summary>
/// <param name="Name">The region.</param>
/// <param name="RuleScore">The mean over rows with marks of the share of the row's marks inside.</param>
/// <param name="Pooled">The share of all marks inside.</param>
/// <param name="MarkedRows">Rows with marks.</param>
internal sealed record RegionRecord(string Name, double RuleScore, double Pooled, int MarkedRows);

/// <summary>How alike two models explain the rows.</summary>
/// <param name="Model">The other model's folder.</param>
/// <param name="Overlap">Intersection over union of the masks.</param>
/// <param name="MeanAbsoluteCosine">Mean over rows of |cos| of the gradients of log-sum.</param>
internal sealed record ComparisonRecord(string Model, double Overlap, double MeanAbsoluteCosine);
