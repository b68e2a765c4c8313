using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>A mean over seeds with its range.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
/// <param name="Count">How many there are.</param>
internal sealed record SeedRange(double Mean, double Low, double High, int Count)
{
    /// <summary>Sums numbers up, those that are missing or not finite left out; null where none is left.</summary>
    public static SeedRange? Of(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>().Where(double.IsFinite)];
        return known.Length == 0 ? null : new SeedRange(known.Average(), known.Min(), known.Max(), known.Length);
    }
}

/// <summary>What the trials of one setting, all seeds together, came to.</summary>
/// <param name="Trial">One of them; its seed means nothing.</param>
/// <param name="Curve">What else than λ₁ was set, where the sweep varied it: the name of the curve that the setting is a point of.</param>
/// <param name="Trials">All of them, those that failed included.</param>
internal sealed record SweepSetting(Trial Trial, string Curve, IReadOnlyList<TrialResult> Trials)
{
    /// <summary>λ₁ as it was written.</summary>
    public double Lambda1 { get; } = ReportNumbers.AsWritten(Trial.Lambda1);

    /// <summary>The whole setting in words.</summary>
    public string Name => $"λ₁\u00a0=\u00a0{ReportNumbers.Short(Lambda1)}{(Curve.Length > 0 ? ", " + Curve : "")}";

    /// <summary>How many failed.</summary>
    public int Failed => Trials.Count(static trial => trial.Status == TrialStatus.Failed);

    /// <summary>Accuracy on training rows.</summary>
    public SeedRange? Train => Of(static trial => trial.TrainAccuracy);

    /// <summary>Accuracy on rows held out.</summary>
    public SeedRange? Validation => Of(static trial => trial.ValidationAccuracy);

    /// <summary>Accuracy on test rows.</summary>
    public SeedRange? Test => Of(static trial => trial.TestAccuracy);

    /// <summary>The right-reasons term over cross-entropy early in training.</summary>
    public SeedRange? Ratio => Of(static trial => trial.InitialRatio);

    /// <summary>What settings are ranked by: accuracy on rows held out, or on test rows where none are.</summary>
    public double? Criterion => (Validation ?? Test)?.Mean;

    /// <summary>Gathers trials that differ in their seed only, in order of curve and λ₁.</summary>
    public static IReadOnlyList<SweepSetting> Group(IReadOnlyList<TrialResult> trials)
    {
        bool Varies<T>(Func<Trial, T> of) => trials.Select(trial => of(trial.Trial)).Distinct().Skip(1).Any();
        bool annotations = Varies(static t => t.Annotations);
        bool lambda2 = Varies(static t => t.Lambda2);
        bool rate = Varies(static t => t.LearningRate);
        string CurveOf(Trial t) => string.Join(", ", new[]
        {
            annotations ? $"annotations {t.Annotations}" : "",
            lambda2 ? $"λ₂ = {ReportNumbers.Short(ReportNumbers.AsWritten(t.Lambda2))}" : "",
            rate ? $"learning rate {ReportNumbers.Short(ReportNumbers.AsWritten(t.LearningRate))}" : "",
        }.Where(static part => part.Length > 0));
        return [.. trials
            .GroupBy(static trial => trial.Trial with { Seed = 0 })
            .OrderBy(static group => group.Key.Annotations, StringComparer.Ordinal)
            .ThenBy(static group => group.Key.Lambda2)
            .ThenBy(static group => group.Key.LearningRate)
            .ThenBy(static group => group.Key.Lambda1)
            .Select(group => new SweepSetting(group.Key, CurveOf(group.Key), [.. group]))];
    }

    private SeedRange? Of(Func<TrialResult, double?> value) => SeedRange.Of(Trials.Where(static trial => trial.Status == TrialStatus.Completed).Select(value));
}
