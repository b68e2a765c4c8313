namespace RrrGpu.Kernels;

/// <summary>
/// The loss that all models of an ensemble share:
/// cross-entropy + λ₁ Σ penalty(A∘∂s/∂x) + λ₂ Σ θ² (Ross et al. 2017, equation 1).
/// </summary>
/// <param name="Explained">The scalar whose input gradient is penalised.</param>
/// <param name="Class">The class k of <c>log-class</c>, <c>prob-class</c> and <c>logit-class</c>; null for the others.</param>
/// <param name="Norm">The penalty.</param>
/// <param name="Reduction">How rows are combined.</param>
/// <param name="Similarity">Couples the models of an ensemble through their explanations; null leaves them to themselves.</param>
public sealed record ObjectiveDefinition(
    ExplainedScalar Explained = ExplainedScalar.LogSum,
    int? Class = null,
    PenaltyNorm Norm = PenaltyNorm.L2,
    Reduction Reduction = Reduction.Sum,
    SimilarityPenalty? Similarity = null)
{
    /// <summary>Whether so many models train on each other's explanations: two at least, under a penalty that weighs something.</summary>
    public bool Couples(int models) => Similarity is { Weight: > 0 } && models > 1;

    /// <summary>Whether <paramref name="explained"/> needs a class to be named.</summary>
    public static bool NeedsClass(ExplainedScalar explained) =>
        explained is ExplainedScalar.LogClass or ExplainedScalar.ProbClass or ExplainedScalar.LogitClass;

    /// <summary>Checks an explained scalar and its class against a number of classes.</summary>
    /// <exception cref="ArgumentException">The class is missing, superfluous or out of range.</exception>
    public static void ValidateClass(ExplainedScalar explained, int? explainedClass, int classes)
    {
        if (!Enum.IsDefined(explained))
            throw new ArgumentException($"explained scalar: {(int)explained} is not one of {string.Join(", ", Enum.GetNames<ExplainedScalar>())}");
        if (!NeedsClass(explained))
        {
            if (explainedClass is not null)
                throw new ArgumentException($"explained scalar {explained} takes no class, got {explainedClass}");
            return;
        }

        if (explainedClass is null)
            throw new ArgumentException($"explained scalar {explained} needs a class from 0 to {classes - 1}, got none");
        if (explainedClass < 0 || explainedClass >= classes)
            throw new ArgumentException($"explained scalar {explained}: expected a class from 0 to {classes - 1}, got {explainedClass}");
    }
}
