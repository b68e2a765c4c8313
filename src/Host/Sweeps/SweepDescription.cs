using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>What all trials of a sweep share. Trials of different sweeps are different trials, in one store or in two.</summary>
/// <param name="DataSet">The data set's name.</param>
/// <param name="DataSource">Where its rows came from.</param>
/// <param name="DataSeed">What generated data were drawn from.</param>
/// <param name="DeviceKind">The kind of device, which decides the bits of results.</param>
/// <param name="Settings">How models are trained.</param>
/// <param name="Facts">All that the results depend on beside the trials: settings, and hashes of the rows.</param>
internal sealed record SweepDescription(
    string DataSet, string? DataSource, long DataSeed, string DeviceKind, TrainingSettings Settings, IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    /// <summary>Describes a sweep over rows that are on their device.</summary>
    public static SweepDescription Of(ResidentData rows, string deviceKind, long dataSeed)
    {
        var facts = rows.Fingerprint.Facts.ToList();
        facts.Add(new("epochs", rows.Settings.Epochs.ToString(CultureInfo.InvariantCulture)));
        facts.Add(new("test rows (SHA-256)", TrainingFingerprint.HashOf(rows.Source.Test)));
        return new SweepDescription(rows.Source.Name, rows.Source.Source, dataSeed, deviceKind, rows.Settings, facts);
    }

    /// <summary>The facts as JSON.</summary>
    public string FactsJson => JsonSerializer.Serialize(Facts.ToDictionary());

    /// <summary>By which a store knows the sweep again.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FactsJson)));
}
