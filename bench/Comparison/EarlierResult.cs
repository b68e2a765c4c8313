using System.Text.Json;

namespace RrrGpu.Bench.Comparison;

/// <summary>What a comparison is held against: the file of an earlier one.</summary>
internal sealed class EarlierResult
{
    private const string Option = "--check";

    private readonly string _data;
    private readonly int _models;
    private readonly string _annotations;
    private readonly string _processor;
    private readonly int _logicalProcessors;
    private readonly string _device;
    private readonly string _deviceName;
    private readonly string _precision;

    private EarlierResult(string path, JsonElement root)
    {
        Path = path;
        // Results from before there was a choice do not say what they trained, or how many.
        _data = root.TryGetProperty("data", out var data) ? Text(data) : ComparedData.DecoyMnist;
        _models = root.TryGetProperty("models", out var models) ? models.GetInt32() : 1;
        _annotations = Text(root.GetProperty("annotations"));
        _processor = Text(root.GetProperty("processor"));
        _logicalProcessors = root.GetProperty("logical_processors").GetInt32();
        _device = Text(root.GetProperty("ours").GetProperty("device"));
        _deviceName = Text(root.GetProperty("ours").GetProperty("device_name"));
        // Likewise of precision.
        _precision = root.GetProperty("ours").TryGetProperty("precision", out var precision) ? Text(precision) : OwnTimes.Float32;
        Best = root.GetProperty("peers").EnumerateArray()
            .Where(static peer => peer.GetProperty("is_best").GetBoolean())
            .GroupBy(static peer => Text(peer.GetProperty("framework")), static peer => peer.GetProperty("ratio").GetDouble())
            .ToDictionary(static peers => peers.Key, static peers => peers.Single());
        if (Best.Values.Any(static ratio => !(ratio > 0) || double.IsInfinity(ratio)))
            throw new FormatException("a ratio is not a number above 0");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The best ratio to each framework.</summary>
    public IReadOnlyDictionary<string, double> Best { get; }

    /// <summary>Reads a file that an earlier comparison left.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or is something else.</exception>
    public static EarlierResult Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return new EarlierResult(path, document.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{Option}: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"{Option}: expected a result of compare, got {path}: {e.Message}", e);
        }
    }

    /// <summary>Sees before anything runs that a comparison on this machine will be of the same kind.</summary>
    /// <exception cref="ArgumentException">It will not, or has no framework in common with this one.</exception>
    public void Require(ComparisonOptions options)
    {
        Require("data", _data, options.Data);
        Require("models", _models, options.Models);
        Require("annotations", _annotations, options.Annotations);
        Require("processor", _processor, Machine.ProcessorName);
        Require("logical processors", _logicalProcessors, Environment.ProcessorCount);
        Require("device", _device, options.Device);
        Require("precision", _precision, options.Precision);
        RequireOneOf(options.Candidates.Select(static candidate => candidate.Framework));
    }

    /// <summary>Sees that a comparison was of the same kind.</summary>
    /// <exception cref="ArgumentException">It was not, or no framework that ran is in common.</exception>
    public void Require(ComparisonReport report)
    {
        Require("data", _data, report.Data);
        Require("models", _models, report.Models);
        Require("annotations", _annotations, report.Annotations);
        Require("processor", _processor, report.Processor);
        Require("logical processors", _logicalProcessors, report.LogicalProcessors);
        Require("device", _device, report.Ours.Device);
        Require("precision", _precision, report.Ours.Precision);
        Require("device name", _deviceName, report.Ours.DeviceName);
        RequireOneOf(report.Peers.Where(static peer => peer.IsBest).Select(static peer => peer.Framework));
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("null where there is to be a text");

    private void Require<T>(string what, T earlier, T now)
        where T : IEquatable<T>
    {
        if (!earlier.Equals(now))
            throw new ArgumentException($"{Option}: expected {what} {now} as in this comparison, got {earlier} in {Path}");
    }

    private void RequireOneOf(IEnumerable<string> frameworks)
    {
        string[] now = [.. frameworks.Distinct()];
        if (!now.Any(Best.ContainsKey))
            throw new ArgumentException($"{Option}: expected a ratio to {string.Join(" or ", now)}, got {(Best.Count == 0 ? "none" : string.Join(", ", Best.Keys))} in {Path}");
    }
}
