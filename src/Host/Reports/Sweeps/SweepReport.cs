using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>
/// The report of a sweep: how accuracy and the ratio of the right-reasons term to cross-entropy move with λ₁
/// (Ross et al. 2017, Figure 11; Ross 2018, Figure 2.11).
/// </summary>
public static class SweepReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="dataSet">The name of the data set that the trials were trained on.</param>
    /// <param name="trials">Every trial that has ended.</param>
    /// <param name="run">What was run.</param>
    /// <exception cref="ArgumentException">There is no trial.</exception>
    public static Report Write(string dataSet, IReadOnlyList<TrialResult> trials, ReportRun run)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(run);
        if (trials.Count == 0)
            throw new ArgumentException("trials: expected at least one that has ended, got none");
        var settings = SweepSetting.Group(trials);
        return new Report(
            $"sweep-{dataSet}",
            $"Sweep of λ₁: {dataSet}",
            Summary(dataSet, trials, settings),
            run,
            [],
            [.. new SweepFigures(settings).All()],
            [.. new SweepTables(trials, settings).All()],
            [
                "λ₁ and its balance with cross-entropy: A. S. Ross, M. C. Hughes, F. Doshi-Velez, Right for the Right Reasons: Training Differentiable Models by Constraining their Explanations, IJCAI 2017, Figure 11; A. S. Ross, thesis, 2018, Figure 2.11 and appendix 2.A.",
            ]);
    }

    private static string Summary(string dataSet, IReadOnlyList<TrialResult> trials, IReadOnlyList<SweepSetting> settings)
    {
        int failed = trials.Count(static trial => trial.Status == TrialStatus.Failed);
        string count = $"{trials.Count} trial{(trials.Count == 1 ? "" : "s")} on {dataSet}, {(failed == 0 ? "none of which failed" : failed == trials.Count ? "all of which failed" : $"{failed} of which failed")}.";
        SweepSetting? best = settings.Where(static s => s.Criterion is not null).MaxBy(static s => s.Criterion);
        SweepSetting? balanced = settings.Where(static s => s.Ratio is { Mean: > 0 }).MinBy(static s => Math.Abs(Math.Log10(s.Ratio!.Mean)));
        string chosen = best is null ? "" : best.Validation is not null
            ? $" Accuracy on held-out rows is best with {best.Name}: {ReportNumbers.Share(best.Validation.Mean)}, on test rows {ReportNumbers.Share(best.Test?.Mean)}."
            : $" No rows were held out, so there is only the accuracy on test rows to go by, which flatters whatever it chooses: {best.Name} has {ReportNumbers.Share(best.Test!.Mean)}.";
        string balance = balanced is null ? "" : $" The right-reasons term and cross-entropy are nearest to balance early in training with {balanced.Name}, a ratio of {ReportNumbers.Short(balanced.Ratio!.Mean)}: on test rows {ReportNumbers.Share(balanced.Test?.Mean)}."
            + " Held-out rows share the training rows' confounders, so that they cannot tell right reasons from wrong ones; the balance can.";
        return count + chosen + balance;
    }
}
