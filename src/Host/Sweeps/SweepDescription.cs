using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>What all trials of a sweep share. Trials of different sweeps are different trials, in one store or in two.</summary>
/// <param name="DataSet">The data set's name.</param>
/// <param name="DataSource">Where its rows came from.</param>
/// <param name="DataSeed">What generated data were drawn from.</param>
/// <param name="DeviceKind">The kind of device, which decides the bits of results; several kinds with <c>+</c> between them.</param>
/// <param name="Settings">How models are trained.</param>
/// <param name="Facts">All that the results depend on beside the trials: settings, and hashes of the rows.</param>
internal sealed record SweepDescription(
    string DataSet, string? DataSource, long DataSeed, string DeviceKind, TrainingSettings Settings, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    private const string DeviceFact = "device";

    /// <summary>Describes a sweep over rows that are on their devices.</summary>
    /// <param name="rows">The rows on one of the devices.</param>
    /// <param name="kinds">The kinds of all of them.</param>
    /// <param name="dataSeed">What generated data were drawn from.</param>
    public static SweepDescription Of(ResidentData rows, IReadOnlyList<DeviceKind> kinds, long dataSeed)
    {
        DeviceKind[] ordered = [.. kinds.Distinct().Order()];
        var facts = rows.Fingerprint.Facts
            .Select(fact => fact.Key == DeviceFact ? new(DeviceFact, string.Join('+', ordered)) : fact)
            .Append(new("epochs", rows.Settings.Epochs.ToString(CultureInfo.InvariantCulture)))
            .Append(new("test rows (SHA-256)", TrainingFingerprint.HashOf(rows.Source.Test)));
        return new SweepDescription(rows.Source.Name, rows.Source.Source, dataSeed, string.Join('+', ordered.Select(static kind => Names.Of(kind))), rows.Settings, [.. facts]);
    }

    /// <summary>Whether a trial of this sweep may be trained on a device.</summary>
    /// <param name="deviceId">The device, as <c>--device</c> names it.</param>
    public bool Covers(string deviceId) => DeviceKind.Split('+').Contains(deviceId.Split(':')[0]);

    /// <summary>Whether another sweep, by its facts as JSON, differs in nothing but the kinds of its devices.</summary>
    public bool IsLike(string factsJson)
    {
        var others = JsonSerializer.Deserialize<Dictionary<string, string>>(factsJson)!;
        return others.Count == Facts.Count && Facts.All(fact => others.TryGetValue(fact.Key, out var value) && (value == fact.Value || fact.Key == DeviceFact));
    }

    /// <summary>The facts as JSON.</summary>
    public string FactsJson => JsonSerializer.Serialize(Facts.ToDictionary());

    /// <summary>By which a store knows the sweep again.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FactsJson)));
}
