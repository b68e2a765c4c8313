using System.Text.Json;
using System.Text.Json.Nodes;
using RrrGpu.Host.Formats;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>Reads <c>find-another.json</c> and the models that it names.</summary>
internal static class FindAnotherRecord
{
    private const string Expected = "the JSON description of a find-another run";

    /// <summary>Reads the file.</summary>
    /// <exception cref="BadInputException">It is missing, unreadable or something else.</exception>
    public static JsonObject Read(string path)
    {
        using var file = InputFile.Open(path, Expected);
        try
        {
            return JsonNode.Parse(file, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject json && json["models"] is JsonArray && json["facts"] is JsonObject
                ? json
                : throw BadInputException.At(path, Expected, "JSON that lacks \"models\" or \"facts\"");
        }
        catch (JsonException e)
        {
            throw BadInputException.At(path, Expected, $"something that is not JSON ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    /// <summary>The models that a record names, loaded from their folders.</summary>
    /// <exception cref="BadInputException">A model is missing or unusable.</exception>
    public static IReadOnlyList<FoundModel> Models(string folder, JsonObject record) =>
        [.. ((JsonArray)record["models"]!).Select((node, index) => Model(folder, (JsonObject)node!, index))];

    /// <summary>Whether JSON that was parsed turned out not to hold what it should.</summary>
    public static bool IsMisfit(Exception e) =>
        e is InvalidOperationException or FormatException or NullReferenceException or InvalidCastException or ArgumentException;

    private static FoundModel Model(string folder, JsonObject json, int index)
    {
        var iteration = json["iteration"]!.GetValue<int>();
        if (iteration != index)
            throw new FormatException(FormattableString.Invariant($"model {iteration} in the place of model {index}"));
        var place = Path.Combine(folder, FindAnotherFolder.ModelFolder(iteration));
        var stored = ModelStore.Load(place);
        return new FoundModel(
            iteration,
            json["seed"]!.GetValue<long>(),
            json["lambda1"]!.GetValue<float>(),
            json["train_accuracy"]!.GetValue<double>(),
            json["test_accuracy"]!.GetValue<double>(),
            Number(json["cross_entropy"]),
            Number(json["right_reasons"]),
            json["mask_fraction"]!.GetValue<double>(),
            json["own_mask_fraction"]!.GetValue<double>(),
            [.. ((JsonArray)json["overlaps"]!).Select(Number)],
            [.. ((JsonArray)json["cosines"]!).Select(Number)],
            json["is_diverse"]!.GetValue<bool>(),
            ModelScale.Of(stored, place),
            stored.Parameters)
        { TrainSeconds = json["train_seconds"]!.GetValue<double>() };
    }

    // What is not finite is written as null.
    private static double Number(JsonNode? node) => node?.GetValue<double>() ?? double.NaN;
}
