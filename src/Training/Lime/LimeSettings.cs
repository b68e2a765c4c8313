namespace RrrGpu.Training;

/// <summary>How a local linear model is fitted; the defaults are those of the published method's library (Ribeiro et al. 2016).</summary>
public sealed record LimeSettings
{
    /// <summary>Perturbed rows to predict, the explained row itself included; at least 2.</summary>
    public int Samples { get; init; } = 5000;

    /// <summary>The most features that an explanation names; at least 1.</summary>
    public int Features { get; init; } = 10;

    /// <summary>Up to this many named features, they are chosen one by one (forward selection); above it, by weight.</summary>
    public int ForwardSelectionUpTo { get; init; } = 6;

    /// <summary>The ridge penalty of the model that gives the weights; not negative.</summary>
    public double Ridge { get; init; } = 1;

    /// <summary>Draws the perturbations.</summary>
    public long Seed { get; init; }

    /// <summary>Returns these settings if every number is usable.</summary>
    /// <exception cref="ArgumentException">One is not.</exception>
    public LimeSettings Validated()
    {
        if (Samples < 2)
            throw new ArgumentException($"LIME samples: expected at least 2, got {Samples}");
        if (Features < 1)
            throw new ArgumentException($"LIME features: expected at least 1, got {Features}");
        if (!double.IsFinite(Ridge) || Ridge < 0)
            throw new ArgumentException($"LIME ridge: expected a finite number of at least 0, got {Ridge}");
        return this;
    }
}
