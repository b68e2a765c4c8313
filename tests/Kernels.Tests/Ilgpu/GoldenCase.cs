using System.Text.Json;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>One file of tests/golden/loss: inputs and float64 results of an autograd engine.</summary>
public sealed class GoldenCase
{
    private readonly JsonElement _root;

    private GoldenCase(JsonElement root)
    {
        _root = root;
        var shape = root.GetProperty("shape");
        var hidden = shape.GetProperty("hidden");
        Shape = new NetworkShape(
            shape.GetProperty("inputs").GetInt32(), hidden[0].GetInt32(), hidden[1].GetInt32(), shape.GetProperty("classes").GetInt32());
        RowCount = shape.GetProperty("rows").GetInt32();
        var loss = root.GetProperty("loss");
        Objective = new ObjectiveDefinition(
            Enum.Parse<ExplainedScalar>(loss.GetProperty("explained").GetString()!.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
            loss.GetProperty("class") is { ValueKind: JsonValueKind.Number } named ? named.GetInt32() : null,
            Enum.Parse<PenaltyNorm>(loss.GetProperty("norm").GetString()!, ignoreCase: true));
        Settings = new ModelSettings(
            loss.GetProperty("lambda1").GetSingle(),
            loss.GetProperty("lambda2").GetSingle(),
            Annotation: Annotation.FromDense(Floats(Flatten("annotation")), RowCount, Shape.Inputs));
        Parameters = new NetworkParameters(Shape);
        foreach (var (name, values, _) in Parameters.Tensors)
            Floats(Flatten("params", name)).CopyTo(values, 0);
        Rows = new LabeledRows(
            new InputMatrix(Floats(Flatten("x")), RowCount, Shape.Inputs),
            Array.ConvertAll(Flatten("labels"), static label => (int)label),
            Shape.Classes);
    }

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "golden", "loss");

    public NetworkShape Shape { get; }

    public int RowCount { get; }

    public ObjectiveDefinition Objective { get; }

    public ModelSettings Settings { get; }

    public NetworkParameters Parameters { get; }

    public LabeledRows Rows { get; }

    public static GoldenCase Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json")));
        return new GoldenCase(document.RootElement.Clone());
    }

    public static float[] Floats(double[] values) => Array.ConvertAll(values, static value => (float)value);

    /// <summary>The numbers at a path of property names, in row-major order.</summary>
    public double[] Flatten(params ReadOnlySpan<string> path)
    {
        var element = _root;
        foreach (var name in path)
            element = element.GetProperty(name);
        var values = new List<double>();
        Add(element, values);
        return [.. values];
    }

    public int Whole(string section, string name) => _root.GetProperty(section).GetProperty(name).GetInt32();

    private static void Add(JsonElement element, List<double> values)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            values.Add(element.GetDouble());
            return;
        }

        foreach (var item in element.EnumerateArray())
            Add(item, values);
    }
}
