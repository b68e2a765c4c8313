namespace RrrGpu.Training;

/// <summary>One point of a sweep's grid.</summary>
/// <param name="Lambda1">λ₁.</param>
/// <param name="Lambda2">λ₂.</param>
/// <param name="LearningRate">Adam's step size.</param>
/// <param name="Seed">Drives initialisation and shuffling.</param>
/// <param name="Annotations">The annotation's name: <c>none</c>, <c>full</c>, a list of features or a file.</param>
public sealed record Trial(float Lambda1, float Lambda2, float LearningRate, long Seed, string Annotations);
