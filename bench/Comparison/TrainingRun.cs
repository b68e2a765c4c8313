using System.Text.Json;

namespace RrrGpu.Bench.Comparison;

/// <summary>One training that a program reported as JSON, by the names that <c>rrr train</c> and the peers share.</summary>
/// <param name="MsPerStep">Milliseconds a step, from the first step to the last.</param>
/// <param name="TestAccuracy">Share of test rows classified as labelled.</param>
/// <param name="Json">The whole document.</param>
internal sealed record TrainingRun(double MsPerStep, double TestAccuracy, JsonElement Json)
{
    /// <summary>Reads a document.</summary>
    /// <exception cref="ChildProcessException">A field is missing.</exception>
    public static TrainingRun Read(string program, JsonElement json)
    {
        try
        {
            var milliseconds = 1000 * json.GetProperty("train_seconds").GetDouble() / json.GetProperty("steps").GetInt32();
            return new(milliseconds, json.GetProperty("test_accuracy").GetDouble(), json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ChildProcessException($"{program}: expected train_seconds, steps and test_accuracy, got {json}", e);
        }
    }

    /// <summary>A text field, or a question mark where there is none.</summary>
    public string Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "?";
}
