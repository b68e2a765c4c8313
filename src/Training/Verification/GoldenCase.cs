using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>What a golden case asks an engine to compute.</summary>
/// <param name="Objective">The loss.</param>
/// <param name="Models">The models; one, unless the case is about an ensemble.</param>
/// <param name="Adam">The optimiser's constants.</param>
/// <param name="Steps">Adam steps over all rows as one minibatch; 0 where nothing is trained.</param>
/// <param name="Rows">The rows and their labels.</param>
/// <param name="Expected">What must come out; at least one tensor.</param>
public sealed record GoldenProblem(
    ObjectiveDefinition Objective,
    IReadOnlyList<GoldenModel> Models,
    AdamSettings Adam,
    int Steps,
    LabeledRows Rows,
    IReadOnlyList<GoldenTensor> Expected);

/// <summary>One model of a golden case.</summary>
/// <param name="Settings">Its λ₁, λ₂, learning rate and annotation.</param>
/// <param name="Parameters">Its parameters at the start.</param>
public sealed record GoldenModel(ModelSettings Settings, NetworkParameters Parameters);

/// <summary>One golden case: a small problem with what float64 automatic differentiation makes of it.</summary>
/// <param name="File">The file that it came from.</param>
/// <param name="Name">What it calls itself; the file's name where it does not say.</param>
/// <param name="Kind"><c>loss</c>, <c>adam</c>, <c>simultaneous</c>, or a kind that this program does not know.</param>
/// <param name="Problem">What to compute; null where <paramref name="Unsupported"/> says why it cannot be.</param>
/// <param name="Unsupported">Why no engine of this program can compute the case; null where one can.</param>
public sealed record GoldenCase(string File, string Name, string Kind, GoldenProblem? Problem, string? Unsupported);
