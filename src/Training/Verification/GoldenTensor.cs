namespace RrrGpu.Training;

/// <summary>A tensor that a golden case expects.</summary>
/// <param name="Field">The field of the case that holds it, such as <c>logits</c> or <c>total_gradients</c>.</param>
/// <param name="Values">
/// Its float64 values, row-major; one value for a scalar. What a case lists for each of several models follows model after model.
/// </param>
/// <param name="Parameter">The network's tensor, such as <c>w1</c>, where the field holds one a parameter; otherwise null.</param>
/// <param name="Model">The model, where the field holds those tensors for each of several; otherwise null.</param>
public sealed record GoldenTensor(string Field, double[] Values, string? Parameter = null, int? Model = null)
{
    /// <summary>Where it stands in the case, such as <c>total_gradients.w1</c> or <c>total_gradients[1].w1</c>.</summary>
    public string Name => (Model is null ? Field : $"{Field}[{Model}]") + (Parameter is null ? "" : $".{Parameter}");
}
