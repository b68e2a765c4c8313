using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Reads what a golden case expects, and knows the tensors that can be checked.</summary>
internal static class GoldenExpectation
{
    public const string Logits = "logits";
    public const string LogProbabilities = "log_probabilities";
    public const string InputGradient = "input_gradient";
    public const string CrossEntropy = "cross_entropy";
    public const string RightReasons = "right_reasons";
    public const string WeightDecay = "weight_decay";
    public const string Total = "total";
    public const string Losses = "losses";
    public const string ParametersAfter = "params_after";

    /// <summary>The terms whose gradients a field with one tensor a parameter covers; null for other fields.</summary>
    public static LossGradientTerms? GradientTerms(string field) => field switch
    {
        "cross_entropy_gradients" => LossGradientTerms.CrossEntropy,
        "right_reasons_gradients" => LossGradientTerms.RightReasons,
        "weight_decay_gradients" => LossGradientTerms.WeightDecay,
        "total_gradients" => LossGradientTerms.All,
        _ => null,
    };

    /// <summary>All tensors of <paramref name="expected"/>, checked against the shapes that they must have.</summary>
    /// <param name="expected">The case's <c>expected</c>.</param>
    /// <param name="shape">The network's widths.</param>
    /// <param name="rows">N.</param>
    /// <param name="steps">Adam steps; 0 for a case that trains nothing.</param>
    /// <exception cref="NotSupportedException">A tensor is expected that engines of this program do not compute.</exception>
    public static List<GoldenTensor> Parse(GoldenField expected, NetworkShape shape, int rows, int steps)
    {
        var tensors = new List<GoldenTensor>();
        foreach (var (name, value) in expected.Members())
        {
            if (name == ParametersAfter ? steps > 0 : steps == 0 && GradientTerms(name) is not null)
                AddParameters(tensors, name, value, shape);
            else if (Dimensions(name, shape, rows, steps) is { } dimensions)
                tensors.Add(new GoldenTensor(name, value.Tensor(dimensions)));
            else
                throw new NotSupportedException($"{value.Path} is not supported");
        }

        if (tensors.Count == 0)
            throw expected.Problem("expected at least one tensor to check, found none");
        return tensors;
    }

    private static int[]? Dimensions(string name, NetworkShape shape, int rows, int steps) => (name, steps > 0) switch
    {
        (Losses, true) => [steps],
        (Logits or LogProbabilities, false) => [rows, shape.Classes],
        (InputGradient, false) => [rows, shape.Inputs],
        (CrossEntropy or RightReasons or WeightDecay or Total, false) => [],
        _ => null,
    };

    private static void AddParameters(List<GoldenTensor> tensors, string name, GoldenField field, NetworkShape shape)
    {
        foreach (var (tensor, _, dimensions) in new NetworkParameters(shape).Tensors)
            tensors.Add(new GoldenTensor($"{name}.{tensor}", field.Required(tensor).Tensor(dimensions)));
    }
}
