using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Named facts about settings, models, training rows and device; a checkpoint goes on only where all of them agree. The number of
/// epochs is not among them: training may be prolonged. Nor is the spacing of checkpoints, which changes nothing.
/// </summary>
/// <param name="Facts">Each fact's name and value, in a fixed order.</param>
public sealed record TrainingFingerprint(IReadOnlyList<KeyValuePair<string, string>> Facts)
{
    /// <summary>The name of the fact that is the SHA-256 of the training rows' inputs.</summary>
    public const string InputsFact = "inputs (SHA-256)";

    /// <summary>The name of the fact that is the SHA-256 of the training rows' labels.</summary>
    public const string LabelsFact = "labels (SHA-256)";

    /// <summary>The name of the fact that says how tensor cores do the first layer's products; it is there only where they do.</summary>
    public const string TensorCoresFact = "products of byte inputs";

    /// <summary>Takes the fingerprint of a training.</summary>
    public static TrainingFingerprint Of(DataSet data, TrainingSettings settings, IReadOnlyList<ModelRun> runs, DeviceDescription device) =>
        OfRows(data, settings, device).With(runs);

    /// <summary>Takes the fingerprint of all that models of one training share: rows, settings and device.</summary>
    public static TrainingFingerprint OfRows(DataSet data, TrainingSettings settings, DeviceDescription device)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(device);
        var facts = new List<KeyValuePair<string, string>>();
        Add("device", device.Kind);
        // Named only where it is there, so that checkpoints from before it was known go on. How tensor cores round sums is each generation's own.
        if (device.UsesTf32 && TensorCoreUse.WhyNone(data, settings) is null)
            Add(TensorCoresFact, $"TF32 in two parts{(device.ComputeCapability is { } capability ? $", compute capability {capability}" : "")}");
        Add("training rows", data.Train.Count);
        Add("features", data.Train.Inputs.Columns);
        Add("classes", data.Train.Classes);
        Add(InputsFact, HashOf(data.Train.Inputs));
        Add(LabelsFact, HashOf(data.Train.Labels));
        Add("batch size", settings.BatchSize);
        Add("hidden layers", $"{settings.Hidden1}, {settings.Hidden2}");
        Add("initial deviation", settings.InitialDeviation);
        Add("explained scalar", $"{settings.Objective.Explained}{(settings.Objective.Class is { } k ? $" {k}" : "")}");
        Add("penalty", settings.Objective.Norm);
        Add("reduction", settings.Objective.Reduction);
        // Likewise.
        if (settings.Objective.Similarity is { } similarity)
            Add("similarity weight, epsilon", string.Create(CultureInfo.InvariantCulture, $"{similarity.Weight}, {similarity.Epsilon}"));
        Add("Adam beta1, beta2, epsilon", string.Create(CultureInfo.InvariantCulture, $"{settings.Adam.Beta1}, {settings.Adam.Beta2}, {settings.Adam.Epsilon}"));
        Add("shuffle", settings.Shuffle);
        Add("input scaling", settings.Scaling);
        Add("always included rows", string.Join(' ', settings.AlwaysInclude));
        Add("validation", settings.Validation is { } split ? string.Create(CultureInfo.InvariantCulture, $"{split.Fraction} by seed {split.Seed}") : "none");
        Add("early stop", settings.EarlyStop is { } stop ? string.Create(CultureInfo.InvariantCulture, $"{stop.Patience} epochs on {stop.Measure} by {stop.MinimumGain}") : "none");
        return new TrainingFingerprint(facts);

        void Add(string name, object value) =>
            facts.Add(new(name, Convert.ToString(value, CultureInfo.InvariantCulture)!));
    }

    /// <summary>The same with the models that are trained.</summary>
    public TrainingFingerprint With(IReadOnlyList<ModelRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var facts = Facts.ToList();
        facts.Add(new("models", runs.Count.ToString(CultureInfo.InvariantCulture)));
        var hashes = new Dictionary<Annotation, string>();
        for (var model = 0; model < runs.Count; model++)
        {
            var run = runs[model];
            facts.Add(new($"model {model}", string.Create(CultureInfo.InvariantCulture, $"seed {run.Seed}, lambda1 {run.Lambda1}, lambda2 {run.Lambda2}, learning rate {run.LearningRate}")));
            facts.Add(new($"annotation of model {model} (SHA-256)", HashOf(run.Annotation, hashes)));
            if (run.Rows is not null)
                facts.Add(new($"rows of model {model} (SHA-256)", HashOf([.. run.Rows])));
        }

        return new TrainingFingerprint(facts);
    }

    /// <summary>The SHA-256 of rows: their labels and inputs.</summary>
    public static string HashOf(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return $"{HashOf(rows.Inputs)} {HashOf(rows.Labels)}";
    }

    /// <summary>The SHA-256 of what an annotation marks, and how much; "none" where there is none.</summary>
    public static string HashOf(Annotation? annotation) => HashOf(annotation, []);

    /// <summary>Throws unless <paramref name="stored"/> has the same facts as this fingerprint.</summary>
    /// <exception cref="ArgumentException">The message names the first fact that differs, what was expected and what came.</exception>
    public void RequireSame(TrainingFingerprint stored)
    {
        if (DifferenceFrom(stored) is var (name, expected, got))
            throw new ArgumentException($"checkpoint belongs to another training: {name}: expected {expected ?? "nothing"}, got {got ?? "nothing"}");
    }

    /// <summary>The first fact in which <paramref name="stored"/> differs from this fingerprint; null where they are the same.</summary>
    /// <returns>Its name, and its value here and there; null on the side that lacks it.</returns>
    public (string Name, string? Expected, string? Got)? DifferenceFrom(TrainingFingerprint stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var there = stored.Facts.ToDictionary();
        foreach (var (name, expected) in Facts)
        {
            if (!there.Remove(name, out var got) || got != expected)
                return (name, expected, got);
        }

        foreach (var (name, got) in stored.Facts)
        {
            if (there.ContainsKey(name))
                return (name, null, got);
        }

        return null;
    }

    private static string HashOf(InputMatrix inputs)
    {
        if (inputs.Bytes is { } bytes)
            return Convert.ToHexStringLower(SHA256.HashData(bytes));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var row = new float[inputs.Columns];
        for (var n = 0; n < inputs.Rows; n++)
        {
            inputs.CopyRow(n, row);
            hash.AppendData(MemoryMarshal.AsBytes(row.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string HashOf(int[] labels) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(labels.AsSpan())));

    private static string HashOf(Annotation? annotation, Dictionary<Annotation, string> known)
    {
        if (annotation is null)
            return "none";
        if (known.TryGetValue(annotation, out var text))
            return text;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(annotation.RowStart));
        hash.AppendData(MemoryMarshal.AsBytes(annotation.Features));
        hash.AppendData(MemoryMarshal.AsBytes(annotation.Weights));
        return known[annotation] = Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
