using System.Text.Json;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.ReferenceTests;

/// <summary>A golden case in float64, read without ceremony: the shipped cases are known to be well-formed.</summary>
internal sealed class ReferenceCase
{
    private readonly JsonElement _json;

    private ReferenceCase(JsonElement json) => _json = json;

    public static IEnumerable<TheoryDataRow<string>> Names =>
        Directory.EnumerateFiles(Folder, "*.json")
            .Select(static file => new TheoryDataRow<string>(Path.GetFileNameWithoutExtension(file)));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "golden", "loss");

    public bool IsAdam => _json.GetProperty("kind").GetString() == "adam";

    public JsonElement Expected => _json.GetProperty("expected");

    public JsonElement Loss => _json.GetProperty("loss");

    public JsonElement Optimizer => _json.GetProperty("optimizer");

    public static ReferenceCase Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        return new ReferenceCase(document.RootElement.Clone());
    }

    public NetworkShape Shape()
    {
        var shape = _json.GetProperty("shape");
        var hidden = Flat(shape.GetProperty("hidden"));
        return new NetworkShape(
            shape.GetProperty("inputs").GetInt32(), (int)hidden[0], (int)hidden[1], shape.GetProperty("classes").GetInt32());
    }

    public ObjectiveDefinition Objective()
    {
        var explained = Loss.GetProperty("explained").GetString()!.Replace("-", "", StringComparison.Ordinal);
        var explainedClass = Loss.GetProperty("class");
        return new ObjectiveDefinition(
            Enum.Parse<ExplainedScalar>(explained, ignoreCase: true),
            explainedClass.ValueKind == JsonValueKind.Null ? null : explainedClass.GetInt32(),
            Enum.Parse<PenaltyNorm>(Loss.GetProperty("norm").GetString()!, ignoreCase: true));
    }

    public ReferenceNetwork Network() => Network(Parameters("params", _json));

    public ReferenceNetwork Network(ReferenceParameters parameters) =>
        new(parameters, Objective(), Loss.GetProperty("lambda1").GetDouble(), Loss.GetProperty("lambda2").GetDouble());

    public ReferenceRow[] Rows()
    {
        var labels = Flat(_json.GetProperty("labels"));
        var annotation = _json.GetProperty("annotation");
        return [.. _json.GetProperty("x").EnumerateArray().Select((x, i) => new ReferenceRow(Flat(x), (int)labels[i], Flat(annotation[i])))];
    }

    public ReferenceParameters Parameters(string field, JsonElement parent)
    {
        var result = new ReferenceParameters(Shape());
        foreach (var (name, values) in result.Tensors)
            Flat(parent.GetProperty(field).GetProperty(name)).CopyTo(values, 0);
        return result;
    }

    /// <summary>All numbers of nested arrays, in order.</summary>
    public static double[] Flat(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().SelectMany(Flat)]
        : [element.GetDouble()];
}
