using System.Text.Json;
using System.Text.Json.Nodes;
using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>
/// What a training came to and what it takes to repeat it with the build that it names: the JSON of <c>rrr train</c> and of a
/// stored model. A loss that is not finite is null.
/// </summary>
internal sealed record TrainingRecord(
    string Dataset,
    string? DataSource,
    long DataSeed,
    string Device,
    string DeviceName,
    bool Tf32,
    long Seed,
    string Annotations,
    float Lambda1,
    float Lambda2,
    float LearningRate,
    int Epochs,
    int Batch,
    int Hidden1,
    int Hidden2,
    string Explained,
    int? Class,
    string Penalty,
    string Reduction,
    bool Shuffle,
    string Scale,
    IReadOnlyList<int> AlwaysInclude,
    double? Validation,
    int? Patience,
    string Status,
    string? Failure,
    long Steps,
    int StateEpoch,
    double TrainAccuracy,
    double? ValidationAccuracy,
    double TestAccuracy,
    double TrainSeconds,
    double? CrossEntropy,
    double? RightReasons,
    double? WeightDecay,
    string ParametersSha256,
    float[]? ScaleOffsets,
    float[]? ScaleDivisors,
    string Version,
    string? Commit)
{
    /// <summary>The record of one model of a training.</summary>
    public static TrainingRecord Of(TrainingResult result, TrainedModel model, DataSet data, string annotations, long dataSeed)
    {
        var settings = result.Settings;
        var scaled = result.Scale.Scaling is not InputScaling.Raw;
        return new TrainingRecord(
            data.Name,
            data.Source,
            dataSeed,
            result.Device.Id,
            result.Device.Name,
            result.Device.UsesTf32,
            model.Run.Seed,
            annotations,
            model.Run.Lambda1,
            model.Run.Lambda2,
            model.Run.LearningRate,
            model.Epochs,
            settings.BatchSize,
            settings.Hidden1,
            settings.Hidden2,
            Names.Of(settings.Objective.Explained),
            settings.Objective.Class,
            settings.Objective.Norm.ToString().ToLowerInvariant(),
            Names.Of(settings.Objective.Reduction),
            settings.Shuffle,
            Names.Of(settings.Scaling),
            settings.AlwaysInclude,
            settings.Validation?.Fraction,
            settings.EarlyStop?.Patience,
            model.Status is ModelStatus.Training ? "completed" : Names.Of(model.Status),
            model.Failure,
            model.Steps,
            model.StateEpoch,
            model.Train.Accuracy,
            model.Validation?.Accuracy,
            model.Test.Accuracy,
            result.TrainSeconds,
            Finite(model.Train.CrossEntropy),
            Finite(model.Train.RightReasons),
            Finite(model.Train.WeightDecay),
            model.ParametersSha256(),
            scaled ? result.Scale.Offsets.ToArray() : null,
            scaled ? result.Scale.Divisors.ToArray() : null,
            ProgramVersion.Number,
            ProgramVersion.Commit);
    }

    /// <summary>The record as JSON.</summary>
    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, JsonOutput.Options)!;

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
