using System.Globalization;
using System.Text.Json;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>
/// A training's checkpoint as one safetensors file: every model's parameters and moments as tensors, everything else in its
/// metadata. One file is replaced at one instant, so that no checkpoint is ever half new.
/// </summary>
/// <param name="folder">The folder it lies in.</param>
/// <param name="resume">Whether a checkpoint that is there is to be taken up.</param>
internal sealed class CheckpointFile(string folder, bool resume) : ICheckpointStore
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "checkpoint.safetensors";

    private const string Format = "rrr-checkpoint-1";
    private readonly string _path = Path.Combine(folder, FileName);

    /// <inheritdoc/>
    public void Save(TrainingCheckpoint checkpoint)
    {
        var tensors = new Dictionary<string, NumberArray>();
        var models = new List<ModelEntry>();
        for (var m = 0; m < checkpoint.Models.Count; m++)
        {
            var model = checkpoint.Models[m];
            Put(tensors, Prefix(m), model.State);
            if (model.Best is { } best)
                Put(tensors, BestPrefix(m), best.State);
            models.Add(new(model.Status, model.Failure, model.State.Steps, ShapeOf(model.State), model.Best?.Epoch, model.Best?.Value, model.Best?.State.Steps));
        }

        var header = new Header(checkpoint.EpochsDone, checkpoint.StepsIntoEpoch, checkpoint.TrainSeconds, [.. checkpoint.Fingerprint.Facts], models);
        new SafeTensors(tensors, new Dictionary<string, string> { ["format"] = Format, ["training"] = JsonSerializer.Serialize(header) }).Write(_path);
    }

    /// <inheritdoc/>
    public TrainingCheckpoint? TryLoad()
    {
        if (!resume || !File.Exists(_path))
            return null;
        // A model that diverged is kept as it is, NaN and all: resumed, it ends as it would have ended.
        var file = SafeTensors.Read(_path, allowNonFinite: true);
        if (!file.Metadata.TryGetValue("format", out var format) || format != Format || !file.Metadata.TryGetValue("training", out var training))
            throw BadInputException.At(_path, $"a checkpoint of format {Format}", format ?? "another kind of file");
        try
        {
            var header = JsonSerializer.Deserialize<Header>(training);
            if (header is not { EpochsDone: >= 0, Facts: not null, Models: not null } || !header.Models.TrueForAll(IsWhole))
                throw new JsonException("what it says about the training or a model is not all there");
            var models = header.Models.Select((entry, m) => Restore(file, entry, m)).ToArray();
            return new TrainingCheckpoint(new TrainingFingerprint(header.Facts), header.EpochsDone, header.StepsIntoEpoch, header.TrainSeconds, models);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw BadInputException.At(_path, "a whole checkpoint", $"one that cannot be read ({e.Message})", e);
        }
    }

    private ModelCheckpoint Restore(SafeTensors file, ModelEntry entry, int m)
    {
        var shape = new NetworkShape(entry.Shape[0], entry.Shape[1], entry.Shape[2], entry.Shape[3]).Validated();
        var state = Take(file, Prefix(m), shape, entry.Steps);
        var best = entry.BestEpoch is { } epoch
            ? new BestEpoch(epoch, entry.BestValue!.Value, Take(file, BestPrefix(m), shape, entry.BestSteps!.Value))
            : null;
        return new ModelCheckpoint(entry.Status, entry.Failure, state, best);
    }

    private OptimizerState Take(SafeTensors file, string prefix, NetworkShape shape, long steps)
    {
        return new(Read("theta"), Read("first"), Read("second"), steps);

        NetworkParameters Read(string part)
        {
            if (file.Tensors.GetValueOrDefault($"{prefix}.{part}.w1")?.Values.LongLength != (long)shape.Inputs * shape.Hidden1)
                throw BadInputException.At(_path, $"tensor '{prefix}.{part}.w1' of shape {shape.Inputs} × {shape.Hidden1}", "none of that size");
            var parameters = new NetworkParameters(shape);
            foreach (var (name, values, dimensions) in parameters.Tensors)
            {
                var key = $"{prefix}.{part}.{name}";
                var tensor = file.Tensors.GetValueOrDefault(key);
                if (tensor is null || tensor.Values is not float[] stored || !tensor.Shape.AsSpan().SequenceEqual(dimensions))
                    throw BadInputException.At(_path, $"tensor '{key}' of shape {string.Join(" × ", dimensions)}", tensor is null ? "none" : $"shape {tensor.ShapeText}");
                stored.CopyTo(values, 0);
            }

            return parameters;
        }
    }

    private static void Put(Dictionary<string, NumberArray> tensors, string prefix, OptimizerState state)
    {
        foreach (var (part, parameters) in new[] { ("theta", state.Parameters), ("first", state.FirstMoment), ("second", state.SecondMoment) })
        {
            foreach (var (name, values, dimensions) in parameters.Tensors)
                tensors[$"{prefix}.{part}.{name}"] = new NumberArray(values, dimensions);
        }
    }

    private static bool IsWhole(ModelEntry? model) =>
        model is { Shape.Length: 4 } && Enum.IsDefined(model.Status)
        && (model.BestEpoch is null || model is { BestValue: not null, BestSteps: not null });

    private static int[] ShapeOf(OptimizerState state) =>
        state.Parameters.Shape is var shape ? [shape.Inputs, shape.Hidden1, shape.Hidden2, shape.Classes] : [];

    private static string Prefix(int model) => string.Create(CultureInfo.InvariantCulture, $"model{model}");

    private static string BestPrefix(int model) => Prefix(model) + ".best";

    private sealed record Header(
        int EpochsDone, int StepsIntoEpoch, double TrainSeconds, List<KeyValuePair<string, string>> Facts, List<ModelEntry> Models);

    private sealed record ModelEntry(
        ModelStatus Status, string? Failure, long Steps, int[] Shape, int? BestEpoch, double? BestValue, long? BestSteps);
}
