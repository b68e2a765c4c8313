using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Reads the models of a golden case: the one whose <c>params</c> stand at the root, or those of the list <c>models</c>. A setting
/// may stand with its model, or in <c>loss</c> for all (as one number, or as a list with one for each).
/// </summary>
internal sealed class GoldenModelParser(GoldenField root, NetworkShape shape, int rows, GoldenField? optimizer)
{
    /// <summary>The one model of a case about a single loss.</summary>
    public GoldenModel[] One() => [Parse(root, 0, 1)];

    /// <summary>The models of a case about an ensemble.</summary>
    public GoldenModel[] All()
    {
        var models = root.Required("models");
        var elements = models.Elements();
        if (elements.Length == 0)
            throw models.Problem("expected at least one model, found none");
        return [.. elements.Select((model, index) => Parse(model, index, elements.Length))];
    }

    private GoldenModel Parse(GoldenField model, int index, int count)
    {
        var settings = new ModelSettings(
            Setting("lambda1")?.Single() ?? 0,
            Setting("lambda2")?.Single() ?? 0,
            Annotation: ParseAnnotation(model, index, count));
        if (optimizer is { } adam)
            settings = settings with { LearningRate = OfModel(adam.Required("lr"), index, count).Single() };
        return new GoldenModel(settings.Validated(), ParseParameters(model.Required("params")));

        GoldenField? Setting(string name) =>
            model.Path.Length > 0 && model.Optional(name) is { } own ? own
            : root.Required("loss").Optional(name) is { } shared ? OfModel(shared, index, count)
            : null;
    }

    private Annotation? ParseAnnotation(GoldenField model, int index, int count)
    {
        var marks = model.Optional("annotation");
        if (marks is null && root.Optional("annotation") is { } shared)
            marks = shared.Depth >= 3 ? OfModel(shared, index, count) : shared;
        return marks is { IsEmptyArray: false } field
            ? Annotation.FromDense(field.SingleTensor(rows, shape.Inputs), rows, shape.Inputs)
            : null;
    }

    private NetworkParameters ParseParameters(GoldenField field)
    {
        // Widths that the file does not really have must not be allocated for.
        foreach (var (name, width) in new[] { ("b1", shape.Hidden1), ("b2", shape.Hidden2), ("b3", shape.Classes) })
            field.Required(name).SingleTensor(width);
        var parameters = new NetworkParameters(shape);
        foreach (var (name, values, dimensions) in parameters.Tensors)
            field.Required(name).SingleTensor(dimensions).CopyTo(values, 0);
        return parameters;
    }

    /// <summary>A model's part of a list with one element for each; anything else is for all.</summary>
    private static GoldenField OfModel(GoldenField field, int index, int count)
    {
        if (field.Depth == 0)
            return field;
        var elements = field.Elements();
        return elements.Length == count ? elements[index] : throw field.Problem($"expected {count} elements, one a model, got {elements.Length}");
    }
}
