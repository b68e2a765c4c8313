using System.Text.Json;
using System.Text.Json.Nodes;
using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>What a model or a run remembers of its rows: the names of features and classes, and how a table was read.</summary>
internal static class StoredLayout
{
    private const string Table = "table";
    private const string FeatureNames = "feature_names";
    private const string ClassNames = "class_names";

    /// <summary>Adds it to a record.</summary>
    public static JsonObject AddTo(JsonObject record, DataSet data)
    {
        record[FeatureNames] = JsonSerializer.SerializeToNode(data.FeatureNames, JsonOutput.Options);
        record[ClassNames] = JsonSerializer.SerializeToNode(data.ClassNames, JsonOutput.Options);
        record[Table] = ToJson(data.Table);
        return record;
    }

    /// <summary>How a table was read, as JSON; which rows went where is not part of it, since the seed says that.</summary>
    public static JsonNode? ToJson(TableLayout? layout)
    {
        if (layout is null)
            return null;
        var json = JsonSerializer.SerializeToNode(layout with { TrainRows = [], TestRows = [] }, JsonOutput.Options)!.AsObject();
        json.Remove("train_rows");
        json.Remove("test_rows");
        return json;
    }

    /// <summary>Reads how a table was read back from a record; null where the rows were none of a table.</summary>
    /// <param name="record">The record.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static TableLayout? Read(JsonObject record, string path)
    {
        if (record[Table] is not { } json)
            return null;
        try
        {
            var layout = json.Deserialize<TableLayout>(JsonOutput.Options)!;
            if (layout is not { File: not null, Label: not null, Sha256: not null, Dropped: not null, ClassNames.Count: >= 2 } || layout.Columns?.Any(static column => column?.Name is null) is true)
                throw new JsonException("something is missing");
            return layout with { TrainRows = [], TestRows = [] };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw BadInputException.At(path, "a description of the table that the model was trained on", $"one that cannot be read ({e.Message})", e);
        }
    }

    /// <summary>The names of the features; null where the record has none.</summary>
    public static IReadOnlyList<string>? Features(JsonObject record) => Texts(record[FeatureNames]);

    /// <summary>The names of the classes; null where the record has none.</summary>
    public static IReadOnlyList<string>? Classes(JsonObject record) => Texts(record[ClassNames]);

    private static string[]? Texts(JsonNode? node) =>
        node is JsonArray list && list.All(static item => item is JsonValue value && value.TryGetValue<string>(out _)) ? [.. list.Select(static item => item!.GetValue<string>())] : null;
}
