using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>The tables of a <see cref="SweepReport"/>.</summary>
internal sealed class SweepTables(IReadOnlyList<TrialResult> trials, IReadOnlyList<SweepSetting> settings)
{
    private const int ShownTrials = 20;

    private readonly bool _hasValidation = trials.Any(static trial => trial.ValidationAccuracy is not null);

    /// <summary>Every table there is something to say in; the first one's file has every trial.</summary>
    public IEnumerable<ReportTable> All()
    {
        yield return Best();
        yield return Means();
        if (trials.Any(static trial => trial.Status == TrialStatus.Failed))
            yield return Failed();
    }

    private ReportTable Best()
    {
        TrialResult[] best = [.. trials.Where(static trial => trial.Status == TrialStatus.Completed).OrderByDescending(static trial => Rank(trial)).Take(ShownTrials)];
        return new ReportTable(
            "trials",
            best.Length == 0 ? "No trial was completed" : "The best trials",
            (_hasValidation ? "Ordered by accuracy on rows held out. " : "Ordered by accuracy on test rows, as none were held out: the first is flattered by that. ")
            + "Cross-entropy and the right-reasons term are sums over the training rows after the last step. "
            + (best.Length < trials.Count ? $"{best.Length} of {trials.Count} trials are shown; the file has all, with every column." : "The file has every column."),
            [new("annotations"), new("λ₁", true), new("λ₂", true), new("rate", true), new("seed", true), new("train", true), .. Validation(new ReportColumn("validation", true)), new("test", true), new("cross-entropy", true), new("right reasons", true), new("ratio", true)],
            [.. best.Select(trial => (IReadOnlyList<string>)
            [
                trial.Trial.Annotations, Short(trial.Trial.Lambda1), Short(trial.Trial.Lambda2), Short(trial.Trial.LearningRate), ReportNumbers.Whole(trial.Trial.Seed),
                ReportNumbers.Share(trial.TrainAccuracy),
                .. Validation(ReportNumbers.Share(trial.ValidationAccuracy)),
                ReportNumbers.Share(trial.TestAccuracy), ReportNumbers.Short(trial.CrossEntropy), ReportNumbers.Short(trial.RightReasons), ReportNumbers.Short(trial.InitialRatio),
            ])],
            File());
    }

    private ReportTable Means() => new(
        "means",
        "Means over seeds",
        "Accuracies are means over the completed trials of a setting, the lowest and highest in brackets; ratio is the right-reasons term over cross-entropy early in training.",
        [new("setting"), new("trials", true), new("failed", true), new("train", true), .. Validation(new ReportColumn("validation", true)), new("test", true), new("ratio", true)],
        [.. settings.Select(setting => (IReadOnlyList<string>)
        [
            setting.Name, Names.Of(setting.Trials.Count), Names.Of(setting.Failed),
            Range(setting.Train), .. Validation(Range(setting.Validation)), Range(setting.Test), ReportNumbers.Short(setting.Ratio?.Mean),
        ])]);

    private ReportTable Failed() => new(
        "failed",
        "Failed trials",
        "Trials without a usable model, and why.",
        [new("annotations"), new("λ₁", true), new("λ₂", true), new("rate", true), new("seed", true), new("why")],
        [.. trials.Where(static trial => trial.Status == TrialStatus.Failed).Select(static trial => (IReadOnlyList<string>)
        [
            trial.Trial.Annotations, Short(trial.Trial.Lambda1), Short(trial.Trial.Lambda2), Short(trial.Trial.LearningRate), ReportNumbers.Whole(trial.Trial.Seed), trial.Failure ?? "not recorded",
        ])]);

    private CsvTable File()
    {
        var csv = new CsvTable(
            "annotations", "lambda1", "lambda2", "learning_rate", "seed", "status", "failure", "train_accuracy", "validation_accuracy", "test_accuracy",
            "cross_entropy", "right_reasons", "initial_ratio", "epochs", "steps", "parameters_sha256", "group_size", "group_seconds");
        foreach (TrialResult trial in trials)
        {
            Trial t = trial.Trial;
            csv.Append(
                t.Annotations, CsvTable.Number(t.Lambda1), CsvTable.Number(t.Lambda2), CsvTable.Number(t.LearningRate), ReportNumbers.Whole(t.Seed),
                Names.Of(trial.Status), trial.Failure ?? "",
                CsvTable.Number(trial.TrainAccuracy), CsvTable.Number(trial.ValidationAccuracy), CsvTable.Number(trial.TestAccuracy),
                CsvTable.Number(trial.CrossEntropy), CsvTable.Number(trial.RightReasons), CsvTable.Number(trial.InitialRatio),
                Names.Of(trial.Epochs), ReportNumbers.Whole(trial.Steps), trial.ParametersSha256 ?? "", Names.Of(trial.GroupSize), CsvTable.Number(trial.GroupSeconds));
        }

        return csv;
    }

    // A column that would be empty is left out.
    private T[] Validation<T>(T cell) => _hasValidation ? [cell] : [];

    private static double Rank(TrialResult trial) => (trial.ValidationAccuracy ?? trial.TestAccuracy) is { } accuracy && double.IsFinite(accuracy) ? accuracy : double.NegativeInfinity;

    private static string Range(SeedRange? range) => range is null ? "—"
        : ReportNumbers.Share(range.Mean) + (range.Count > 1 ? $" ({ReportNumbers.Overlap(range.Low)}–{ReportNumbers.Overlap(range.High)})" : "");

    private static string Short(float value) => ReportNumbers.Short(ReportNumbers.AsWritten(value));
}
