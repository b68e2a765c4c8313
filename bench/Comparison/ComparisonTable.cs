using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace RrrGpu.Bench.Comparison;

/// <summary>A report for people and for programs.</summary>
internal static partial class ComparisonTable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The report as JSON, indented.</summary>
    public static string ToJson(object report) => JsonSerializer.Serialize(report, Json);

    /// <summary>Writes the JSON to <c>FOLDER/DEVICE-COMMIT.json</c>, with what differs from one model on Decoy MNIST before the dot, and returns that path.</summary>
    public static string Save(ComparisonReport report, string folder)
    {
        var path = Path(folder, report.Ours.Device, report.Processor, report.Ours.DeviceName, report.Commit, Suffix(report)) + ".json";
        File.WriteAllText(path, ToJson(report) + "\n");
        return path;
    }

    private static string? Suffix(ComparisonReport report)
    {
        var data = report.Data == ComparedData.DecoyMnist ? "" : report.Data;
        var models = report.Models == 1 ? "" : $"{report.Models}-models";
        var precision = report.Ours.Precision == OwnTimes.Float32 ? "" : "tf32";
        return data.Length + models.Length + precision.Length == 0 ? null : string.Join('-', new[] { data, models, precision }.Where(static part => part.Length > 0));
    }

    /// <summary>The path of a result without its extension; makes the folder.</summary>
    public static string Path(string folder, string device, string processor, string deviceName, string commit, string? suffix)
    {
        var name = device == "simd" ? $"{processor} {Environment.ProcessorCount}" : deviceName;
        Directory.CreateDirectory(folder);
        return System.IO.Path.Combine(folder, $"{NotInNames().Replace(name, "-").Trim('-').ToLowerInvariant()}-{commit}{(suffix is null ? "" : "-" + suffix)}");
    }

    /// <summary>The report as Markdown.</summary>
    public static string ToMarkdown(ComparisonReport report)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{ComparedData.Title(report.Data)}, annotations {report.Annotations}, λ₁ = {report.Lambda1}, {report.Models} {(report.Models == 1 ? "model" : "models")}, {report.Epochs} epochs a run, {report.Ours.Rounds.Count} rounds in alternation, commit {report.Commit}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Processor}, {report.LogicalProcessors} logical processors, FMA peak {report.FmaPeak.OneThread:0} GFLOP/s on one and {report.FmaPeak.AllThreads:0} on all");
        text.AppendLine();
        text.AppendLine("| program | ms a step of one model | model-steps a second | ratio to ours | ratio in each round | test accuracy |");
        text.AppendLine("|---|---:|---:|---:|---|---:|");
        text.AppendLine(CultureInfo.InvariantCulture, $"| rrr on {report.Ours.Device} ({report.Ours.DeviceName}{(report.Ours.Precision == OwnTimes.Float32 ? "" : $", {report.Ours.Precision}")}) | {Milliseconds(report.Ours.MsPerStep)} | {report.Ours.StepsPerSecond:0} | 1 | | {report.Ours.TestAccuracy:0.000} |");
        foreach (var peer in report.Peers)
        {
            var ratios = string.Join(", ", peer.Ratios.Select(static ratio => ratio.ToString("0.0", CultureInfo.InvariantCulture)));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {peer.Name} ({peer.Version}{(peer.Precision is "float32" or "?" ? "" : $", {peer.Precision}")}){(peer.IsBest ? ", best" : "")} | {Milliseconds(peer.MsPerStep)} | {peer.StepsPerSecond:0} | {peer.Ratio:0.0} | {ratios} | {peer.TestAccuracy:0.000} |");
        }

        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"rrr on {report.Ours.Device}: what a step must do is {report.ShareOfArithmetic:0.0%} of {report.DevicePeak.Gflops:0} GFLOP/s and {report.ShareOfBandwidth:0.0%} of {report.DevicePeak.GigabytesPerSecond:0} GB/s, both measured here");
        if (report.Steps.Count > 0)
        {
            text.AppendLine();
            text.AppendLine("| the same step on | ms a step | times faster than the slowest |");
            text.AppendLine("|---|---:|---:|");
            foreach (var step in report.Steps)
                text.AppendLine(CultureInfo.InvariantCulture, $"| {step.Device} ({step.Name}) | {step.MsPerStep:0.000} | {step.TimesFaster:0.0} |");
        }

        foreach (var failure in report.Failures)
            text.AppendLine(CultureInfo.InvariantCulture, $"\nnot run: {failure}");
        return text.ToString();
    }

    /// <summary>With as many digits as there are to say.</summary>
    private static string Milliseconds(double value) => value.ToString(value < 0.1 ? "0.00000" : "0.000", CultureInfo.InvariantCulture);

    /// <summary>Comparisons that differ in the number of models, side by side.</summary>
    public static string ToMarkdown(IReadOnlyList<ComparisonReport> reports)
    {
        var text = new StringBuilder();
        text.AppendLine("| models | rrr, model-steps a second | of the arithmetic peak | of the bandwidth | best of each framework, model-steps a second (ratio) |");
        text.AppendLine("|---:|---:|---:|---:|---|");
        foreach (var report in reports)
        {
            var best = string.Join(", ", report.Peers.Where(static peer => peer.IsBest).Select(static peer =>
                string.Create(CultureInfo.InvariantCulture, $"{peer.Name} {peer.StepsPerSecond:0} ({peer.Ratio:0.0})")));
            text.AppendLine(CultureInfo.InvariantCulture, $"| {report.Models} | {report.Ours.StepsPerSecond:0} | {report.ShareOfArithmetic:0.0%} | {report.ShareOfBandwidth:0.0%} | {best} |");
        }

        return text.ToString();
    }

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotInNames();
}
