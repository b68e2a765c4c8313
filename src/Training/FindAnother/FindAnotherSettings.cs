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

    /// <summary>Stops when a model's training accuracy lies this far below the best before it; null never does.</summary>
    public double? AccuracyFall { get; init; } = 0.2;

    /// <summary>Stops when a model's masks overlap those of the model before by at least this much; null never does.</summary>
    public double? UnchangedOverlap { get; init; } = 0.9;

    /// <summary>Stops when A marks at least this share of all entries; null never does.</summary>
    public double? SaturatedFraction { get; init; } = 0.9;
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

    /// <summary>The last model's loss or parameters are not finite.</summary>
    Diverged,
}
