using System.Text.Json;

namespace RrrGpu.Bench.Comparison;

/// <summary>One training that a program reported as JSON, by the names that <c>rrr train</c> and the peers share.</summary>
/// <param name="MsPerStep">Milliseconds a step of one model, from the first step to the last.</param>
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
            var models = json.TryGetProperty("models", out var count) && count.ValueKind == JsonValueKind.Number ? count.GetInt32() : 1;
            var milliseconds = 1000 * json.GetProperty("train_seconds").GetDouble() / (json.GetProperty("steps").GetInt32() * (double)models);
            return new(milliseconds, json.GetProperty("test_accuracy").GetDouble(), json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ChildProcessException($"{program}: expected train_seconds, steps and test_accuracy, got {json}", e);
        }
    }

    /// <summary>Reads what <c>rrr sweep</c> printed: the seconds of its groups over the steps of their models.</summary>
    /// <exception cref="ChildProcessException">A field is missing.</exception>
    public static TrainingRun ReadSweep(string program, JsonElement json)
    {
        try
        {
            var trials = json.GetProperty("rows").EnumerateArray().ToArray();
            var seconds = trials.DistinctBy(static trial => trial.GetProperty("group_id").GetInt64()).Sum(static trial => trial.GetProperty("group_seconds").GetDouble());
            var steps = trials.Sum(static trial => trial.GetProperty("steps").GetInt64());
            return new(1000 * seconds / steps, trials.Average(static trial => trial.GetProperty("test_accuracy").GetDouble()), json);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ChildProcessException($"{program}: expected rows with group_id, group_seconds, steps and test_accuracy, got {json}", e);
        }
    }

    /// <summary>A text field, or a question mark where there is none.</summary>
    public string Text(string name) =>
        Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "?";
}
