using System.Text.Json;
using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Turns a golden case's JSON into a problem, or into the reason why it is none for this program's engines.</summary>
internal static class GoldenCaseParser
{
    private const string Loss = "loss";
    private const string Adam = "adam";
    private const string Simultaneous = "simultaneous";

    public static GoldenCase Parse(string file, JsonElement json)
    {
        var root = new GoldenField(file, "", json);
        var kind = root.Required("kind").Text();
        var name = root.Optional("name")?.Text() ?? Path.GetFileNameWithoutExtension(file);
        if (kind is not (Loss or Adam or Simultaneous))
            return new GoldenCase(file, name, kind, null, $"cases of kind {kind} are not supported");
        try
        {
            return new GoldenCase(file, name, kind, ParseProblem(root, kind), null);
        }
        catch (NotSupportedException e)
        {
            return new GoldenCase(file, name, kind, null, e.Message);
        }
        catch (ArgumentException e)
        {
            throw new GoldenCaseException($"{file}: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static GoldenProblem ParseProblem(GoldenField root, string kind)
    {
        var shapeField = root.Required("shape");
        var shape = ParseShape(shapeField);
        var rowCount = shapeField.Required("rows").Whole(1);
        var loss = root.Required("loss");
        var rows = new LabeledRows(ParseInputs(root.Required("x").SingleTensor(rowCount, shape.Inputs), rowCount, shape.Inputs), ParseLabels(root.Required("labels"), rowCount), shape.Classes);
        var isEnsemble = kind == Simultaneous;
        var optimizer = kind == Adam ? root.Required("optimizer") : isEnsemble ? root.Optional("optimizer") : null;
        var steps = optimizer?.Required("steps").Whole(1) ?? 0;
        var parser = new GoldenModelParser(root, shape, rowCount, optimizer);
        var models = isEnsemble ? parser.All() : parser.One();
        return new GoldenProblem(
            ParseObjective(loss, shape.Classes) with { Similarity = isEnsemble ? ParseSimilarity(loss) : null },
            models,
            ParseAdam(optimizer),
            steps,
            rows,
            new GoldenExpectation(shape, rowCount, steps, isEnsemble ? models.Length : null).Parse(root.Required("expected")));
    }

    /// <summary>Inputs that fit into bytes are bytes, as data sets' pixels are: engines have passes of their own for them.</summary>
    private static InputMatrix ParseInputs(float[] values, int rows, int columns) =>
        Array.TrueForAll(values, static value => value is >= 0 and <= 255 && value == MathF.Truncate(value))
            ? new InputMatrix(Array.ConvertAll(values, static value => (byte)value), rows, columns)
            : new InputMatrix(values, rows, columns);

    private static NetworkShape ParseShape(GoldenField field)
    {
        var hidden = field.Required("hidden").Elements();
        if (hidden.Length != 2)
            throw new NotSupportedException($"networks with {hidden.Length} hidden layers are not supported");
        return new NetworkShape(
            field.Required("inputs").Whole(1),
            hidden[0].Whole(1),
            hidden[1].Whole(1),
            field.Required("classes").Whole(2)).Validated();
    }

    private static int[] ParseLabels(GoldenField field, int rows)
    {
        var elements = field.Elements();
        if (elements.Length != rows)
            throw field.Problem($"expected {rows} elements, got {elements.Length}");
        return Array.ConvertAll(elements, static element => element.Whole(0));
    }

    private static ObjectiveDefinition ParseObjective(GoldenField loss, int classes)
    {
        var explained = Choice<ExplainedScalar>(loss.Required("explained"));
        // Cases may carry a class where the scalar takes none; it means nothing there.
        var explainedClass = ObjectiveDefinition.NeedsClass(explained) ? loss.Optional("class")?.Whole(0) : null;
        ObjectiveDefinition.ValidateClass(explained, explainedClass, classes);
        return new ObjectiveDefinition(
            explained,
            explainedClass,
            loss.Optional("norm") is { } norm ? Choice<PenaltyNorm>(norm) : PenaltyNorm.L2,
            loss.Optional("reduction") is { } reduction ? Choice<Reduction>(reduction) : Reduction.Sum);
    }

    private static SimilarityPenalty ParseSimilarity(GoldenField loss)
    {
        var weight = loss.Required("similarity_weight").Single();
        return (loss.Optional("epsilon") is { } epsilon ? new SimilarityPenalty(weight, epsilon.Single()) : new SimilarityPenalty(weight)).Validated();
    }

    private static AdamSettings ParseAdam(GoldenField? optimizer)
    {
        var usual = new AdamSettings();
        return new AdamSettings(
            optimizer?.Optional("beta1")?.Single() ?? usual.Beta1,
            optimizer?.Optional("beta2")?.Single() ?? usual.Beta2,
            optimizer?.Optional("epsilon")?.Single() ?? usual.Epsilon);
    }

    /// <summary>Reads names such as <c>log-sum</c> as members such as <c>LogSum</c>.</summary>
    private static T Choice<T>(GoldenField field)
        where T : struct, Enum
    {
        var text = field.Text();
        var name = text.Replace("-", "", StringComparison.Ordinal);
        foreach (var value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw new NotSupportedException($"{field.Path} {text} is not supported");
    }
}
