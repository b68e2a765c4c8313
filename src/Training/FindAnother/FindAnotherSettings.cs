namespace RrrGpu.Training;

/// <summary>How find-another-explanation goes on and when it stops (Ross et al. 2017, section 2.2).</summary>
public sealed record FindAnotherSettings
{
    /// <summary>N: the models are θ₀…θ_N. At least 1.</summary>
    public int Iterations { get; init; } = 6;

    /// <summary>c of the masks M_c that are added to A; from 0 up to but not including 1.</summary>
    public float Cutoff { get; init; } = 0.67f;

    /// <summary>λ₁ of θ₁, θ₂, …; the last one serves all that follow. θ₀ has A = 0.</summary>
    public IReadOnlyList<float> Lambda1 { get; init; } = [1000];

    /// <summary>
    /// Stops when a model has lost at least this share of what the best before it had of training accuracy above chance, chance being the
    /// share of the most frequent class; null never does.
    /// </summary>
    public double? AccuracyFall { get; init; } = 0.75;

    /// <summary>Stops when a model's masks overlap those of the model before by at least this much; null never does.</summary>
    public double? UnchangedOverlap { get; init; } = 0.9;

    /// <summary>Stops when A marks at least this share of all entries; null never does.</summary>
    public double? SaturatedFraction { get; init; } = 0.9;

    /// <summary>
    /// A model counts as accurate where its training accuracy is above chance by more than three standard errors of chance, √(c(1 − c)/rows),
    /// and it has lost less than this share of what the best of all models, later ones too, has above chance.
    /// </summary>
    public double DiverseFall { get; init; } = 0.2;

    /// <summary>
    /// An accurate model counts as diverse where its masks overlap those of every earlier diverse model by less than this.
    /// </summary>
    public double DiverseOverlap { get; init; } = 0.5;

    /// <summary>Returns these settings if every one is usable.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it, what was expected and what came.</exception>
    public FindAnotherSettings Validated()
    {
        Require(Iterations >= 1, "iterations", "at least 1", Iterations);
        Require(Cutoff is >= 0 and < 1, "cutoff", "a number from 0 up to but not including 1", Cutoff);
        Require(Lambda1 is { Count: > 0 }, "lambda1", "at least one number", "none");
        foreach (var lambda1 in Lambda1)
            Require(float.IsFinite(lambda1) && lambda1 >= 0, "lambda1", "finite numbers of at least 0", lambda1);
        RequireShare(AccuracyFall, "accuracy fall to stop at");
        RequireShare(UnchangedOverlap, "overlap to stop at");
        RequireShare(SaturatedFraction, "share of annotated entries to stop at");
        RequireShare(DiverseFall, "accuracy fall of a diverse model");
        RequireShare(DiverseOverlap, "overlap of a diverse model");
        return this;
    }

    /// <summary>λ₁ of a model with an annotation.</summary>
    /// <param name="iteration">Its number; θ₀, where it has one, takes the first λ₁ as θ₁ does.</param>
    internal float Lambda1Of(int iteration) => Lambda1[Math.Clamp(iteration - 1, 0, Lambda1.Count - 1)];

    private static void RequireShare(double? value, string setting) =>
        Require(value is null or (> 0 and <= 1), setting, "a number above 0 and at most 1", value ?? 0);

    private static void Require(bool holds, string setting, string expected, object got)
    {
        if (!holds)
            throw new ArgumentException(FormattableString.Invariant($"{setting}: expected {expected}, got {got}"));
    }
}

/// <summary>Why find-another-explanation stopped.</summary>
public enum FindAnotherStop
{
    /// <summary>Every model that was asked for has been trained.</summary>
    Iterations,

    /// <summary>Forbidden what its predecessors used, the last model is much less accurate: nothing is left to explain by.</summary>
    AccuracyFell,

    /// <summary>The last model explains itself as the one before did, in spite of the penalty.</summary>
    ExplanationsUnchanged,

    /// <summary>A marks nearly everything.</summary>
    AnnotationSaturated,

    /// <summary>The next model's loss or parameters were not finite; it is not among those found.</summary>
    Diverged,
}
