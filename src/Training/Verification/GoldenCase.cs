using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>A tensor that a golden case expects.</summary>
/// <param name="Name">Where it stands in the case, such as <c>logits</c> or <c>total_gradients.w1</c>.</param>
/// <param name="Values">Its float64 values, row-major; one value for a scalar.</param>
public sealed record GoldenTensor(string Name, double[] Values);

/// <summary>What a golden case asks an engine to compute.</summary>
/// <param name="Objective">The loss.</param>
/// <param name="Model">The model's λ₁, λ₂, learning rate and annotation.</param>
/// <param name="Adam">The optimiser's constants.</param>
/// <param name="Steps">Adam steps over all rows as one minibatch; 0 where nothing is trained.</param>
/// <param name="Parameters">The model's parameters at the start.</param>
/// <param name="Rows">The rows and their labels.</param>
/// <param name="Expected">What must come out; at least one tensor.</param>
public sealed record GoldenProblem(
    ObjectiveDefinition Objective,
    ModelSettings Model,
    AdamSettings Adam,
    int Steps,
    NetworkParameters Parameters,
    LabeledRows Rows,
    IReadOnlyList<GoldenTensor> Expected);

/// <summary>One golden case: a small problem with what float64 automatic differentiation makes of it.</summary>
/// <param name="File">The file that it came from.</param>
/// <param name="Name">What it calls itself; the file's name where it does not say.</param>
/// <param name="Kind"><c>loss</c>, <c>adam</c>, or a kind that this program does not know.</param>
/// <param name="Problem">What to compute; null where <paramref name="Unsupported"/> says why it cannot be.</param>
/// <param name="Unsupported">Why no engine of this program can compute the case; null where one can.</param>
public sealed record GoldenCase(string File, string Name, string Kind, GoldenProblem? Problem, string? Unsupported);
