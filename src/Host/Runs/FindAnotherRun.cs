using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RrrGpu.Host.Output;
using RrrGpu.Host.Tables;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>What a find-another run was asked for, and its JSON: that of the command and of <c>find-another.json</c>.</summary>
/// <param name="Device">Where it runs.</param>
/// <param name="Data">The rows.</param>
/// <param name="DataSeed">The seed of generated data.</param>
/// <param name="Training">How each model is trained.</param>
/// <param name="Settings">How the search goes on and stops.</param>
/// <param name="First">Seed, λ₂, learning rate and own annotation of every model.</param>
/// <param name="Annotations">What the annotation was called.</param>
/// <param name="Simultaneous">How many models are trained at once, and the weight of their penalty; null for one after another.</param>
internal sealed record FindAnotherRun(
    DeviceDescription Device,
    DataSet Data,
    long DataSeed,
    TrainingSettings Training,
    FindAnotherSettings Settings,
    ModelRun First,
    string Annotations,
    (int Models, float Weight)? Simultaneous)
{
    /// <summary>What must agree where one run goes on from the models of another; λ₁ is compared model by model.</summary>
    public TrainingFingerprint Fingerprint() => new(
    [
        .. TrainingFingerprint.Of(Data, Training, [First], Device).Facts,
        new("epochs", Training.Epochs.ToString(CultureInfo.InvariantCulture)),
        new("cutoff", Settings.Cutoff.ToString(CultureInfo.InvariantCulture)),
        new("search", Simultaneous is null ? "one after another" : "simultaneous"),
    ]);

    /// <summary>Everything as JSON.</summary>
    /// <param name="models">The models found so far.</param>
    /// <param name="result">The result; null while the search goes on.</param>
    public JsonObject ToJson(IReadOnlyList<FoundModel> models, FindAnotherResult? result) => new()
    {
        ["dataset"] = Data.Name,
        ["data_source"] = Data.Source,
        ["data_seed"] = DataSeed,
        ["table"] = StoredLayout.ToJson(Data.Table),
        ["device"] = Device.Id,
        ["device_name"] = Device.Name,
        ["tf32"] = Device.UsesTf32,
        ["seed"] = First.Seed,
        ["annotations"] = Annotations,
        ["epochs"] = Training.Epochs,
        ["batch"] = Training.BatchSize,
        ["iterations"] = Settings.Iterations,
        ["cutoff"] = Settings.Cutoff,
        ["lambda1"] = JsonSerializer.SerializeToNode(Settings.Lambda1, JsonOutput.Options),
        ["stop_accuracy_fall"] = Settings.AccuracyFall,
        ["stop_unchanged"] = Settings.UnchangedOverlap,
        ["stop_saturated"] = Settings.SaturatedFraction,
        ["diverse_accuracy_fall"] = Settings.DiverseFall,
        ["diverse_overlap"] = Settings.DiverseOverlap,
        ["simultaneous"] = Simultaneous?.Models,
        ["similarity_weight"] = Simultaneous?.Weight,
        ["models"] = new JsonArray([.. models.Select(ToJson)]),
        ["stopped"] = result is null ? null : Names.Of(result.Stopped),
        ["stopped_reason"] = result?.Reason,
        ["diverse_models"] = models.Count(static model => model.IsDiverse),
        ["train_seconds"] = Simultaneous is null ? models.Sum(static model => model.TrainSeconds) : models.Max(static model => (double?)model.TrainSeconds) ?? 0,
        ["version"] = ProgramVersion.Number,
        ["commit"] = ProgramVersion.Commit,
    };

    private static JsonObject ToJson(FoundModel model) => new()
    {
        ["iteration"] = model.Iteration,
        ["seed"] = model.Seed,
        ["lambda1"] = model.Lambda1,
        ["train_accuracy"] = model.TrainAccuracy,
        ["test_accuracy"] = model.TestAccuracy,
        ["cross_entropy"] = Finite(model.CrossEntropy),
        ["right_reasons"] = Finite(model.RightReasons),
        ["mask_fraction"] = model.MaskFraction,
        ["own_mask_fraction"] = model.OwnMaskFraction,
        ["explanation_overlap"] = model.ExplanationOverlap,
        ["overlaps"] = new JsonArray([.. model.Overlaps.Select(static o => (JsonNode?)o)]),
        ["cosines"] = new JsonArray([.. model.Cosines.Select(static c => (JsonNode?)Finite(c))]),
        ["is_diverse"] = model.IsDiverse,
        ["train_seconds"] = model.TrainSeconds,
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
