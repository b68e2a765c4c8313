using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Reads what a golden case expects, and knows the tensors that can be checked.</summary>
/// <param name="shape">The network's widths.</param>
/// <param name="rows">N.</param>
/// <param name="steps">Adam steps; 0 for a case that trains nothing.</param>
/// <param name="models">M of a case about an ensemble, whose tensors are lists with one for each model; null for a single model.</param>
internal sealed class GoldenExpectation(NetworkShape shape, int rows, int steps, int? models)
{
    public const string Logits = "logits";
    public const string LogProbabilities = "log_probabilities";
    public const string InputGradient = "input_gradient";
    public const string CrossEntropy = "cross_entropy";
    public const string RightReasons = "right_reasons";
    public const string WeightDecay = "weight_decay";
    public const string Similarity = "similarity";
    public const string Total = "total";
    public const string Losses = "losses";
    public const string ParametersAfter = "params_after";

    /// <summary>The terms whose gradients a field with one tensor a parameter covers; null for other fields.</summary>
    public static LossGradientTerms? GradientTerms(string field) => field switch
    {
        "cross_entropy_gradients" => LossGradientTerms.CrossEntropy,
        "right_reasons_gradients" => LossGradientTerms.RightReasons,
        "similarity_gradients" => LossGradientTerms.Similarity,
        "weight_decay_gradients" => LossGradientTerms.WeightDecay,
        "total_gradients" => LossGradientTerms.All,
        _ => null,
    };

    /// <summary>All tensors of <paramref name="expected"/>, the case's <c>expected</c>, checked against the shapes that they must have.</summary>
    /// <exception cref="NotSupportedException">A tensor is expected that engines of this program do not compute.</exception>
    public List<GoldenTensor> Parse(GoldenField expected)
    {
        var tensors = new List<GoldenTensor>();
        foreach (var (name, value) in expected.Members())
        {
            if (IsParameters(name))
                AddParameters(tensors, name, value);
            else if (Dimensions(name, value) is { } dimensions)
                tensors.Add(new GoldenTensor(name, value.Tensor(dimensions)));
            else
                throw new NotSupportedException($"{value.Path} is not supported");
        }

        if (tensors.Count == 0)
            throw expected.Problem("expected at least one tensor to check, found none");
        return tensors;
    }

    private bool IsParameters(string name)
    {
        if (name == ParametersAfter)
            return steps > 0;
        return steps == 0 && GradientTerms(name) is { } terms && (models is not null || terms != LossGradientTerms.Similarity);
    }

    private int[]? Dimensions(string name, GoldenField value)
    {
        int[]? single = (name, steps > 0) switch
        {
            (Losses, true) => [steps],
            (Logits or LogProbabilities, false) => [rows, shape.Classes],
            (InputGradient, false) => [rows, shape.Inputs],
            (CrossEntropy or RightReasons or WeightDecay or Total, false) => [],
            (Similarity, false) when models is not null => [],
            _ => null,
        };
        // A number where there could be one a model is their sum; losses, the similarity and the total are the ensemble's.
        return models is null || single is null || name is Losses or Similarity or Total || value.Depth == 0 ? single : [models.Value, .. single];
    }

    private void AddParameters(List<GoldenTensor> tensors, string name, GoldenField field)
    {
        if (models is null)
        {
            AddParameters(tensors, name, field, null);
            return;
        }

        var elements = field.Elements();
        if (elements.Length != models)
            throw field.Problem($"expected {models} elements, one a model, got {elements.Length}");
        for (var model = 0; model < models; model++)
            AddParameters(tensors, name, elements[model], model);
    }

    private void AddParameters(List<GoldenTensor> tensors, string name, GoldenField field, int? model)
    {
        foreach (var (tensor, _, dimensions) in new NetworkParameters(shape).Tensors)
            tensors.Add(new GoldenTensor(name, field.Required(tensor).Tensor(dimensions), tensor, model));
    }
}
