using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>The tables of a <see cref="SweepReport"/>.</summary>
internal sealed class SweepTables(IReadOnlyList<TrialResult> trials, IReadOnlyList<SweepSetting> settings)
{
    private const int ShownTrials = 20;

    private readonly bool _hasAnnotations = trials.DistinctBy(static trial => trial.Trial.Annotations).Skip(1).Any();
    private readonly bool _hasLambda2 = trials.DistinctBy(static trial => trial.Trial.Lambda2).Skip(1).Any();
    private readonly bool _hasLearningRate = trials.DistinctBy(static trial => trial.Trial.LearningRate).Skip(1).Any();
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
            [.. SettingColumns(), new("seed", true), new("train", true), .. Validation(new ReportColumn("validation", true)), new("test", true), new("cross-entropy", true), new("right reasons", true), new("early ratio", true)],
            [.. best.Select(trial => (IReadOnlyList<string>)
            [
                .. SettingCells(trial.Trial), ReportNumbers.Whole(trial.Trial.Seed),
                ReportNumbers.Share(trial.TrainAccuracy),
                .. Validation(ReportNumbers.Share(trial.ValidationAccuracy)),
                ReportNumbers.Share(trial.TestAccuracy), ReportNumbers.Short(trial.CrossEntropy), ReportNumbers.Short(trial.RightReasons), ReportNumbers.Short(trial.InitialRatio),
            ])],
            File());
    }

    private ReportTable Means() => new(
        "means",
        "Means over seeds",
        "Accuracies are means over the completed trials of a setting, beside that on test rows the lowest and highest; the early ratio is the right-reasons term over cross-entropy early in training.",
        [.. SettingColumns(), new("trials", true), new("failed", true), new("train", true), .. Validation(new ReportColumn("validation", true)), new("test", true), new("test, range", true), new("early ratio", true)],
        [.. settings.Select(setting => (IReadOnlyList<string>)
        [
            .. SettingCells(setting.Trial), Names.Of(setting.Trials.Count), Names.Of(setting.Failed),
            ReportNumbers.Share(setting.Train?.Mean), .. Validation(ReportNumbers.Share(setting.Validation?.Mean)), ReportNumbers.Share(setting.Test?.Mean),
            setting.Test is { Count: > 1 } test ? $"{ReportNumbers.Share(test.Low)}–{ReportNumbers.Share(test.High)}" : "", ReportNumbers.Short(setting.Ratio?.Mean),
        ])]);

    private ReportTable Failed() => new(
        "failed",
        "Failed trials",
        "Trials without a usable model, and why.",
        [.. SettingColumns(), new("seed", true), new("why")],
        [.. trials.Where(static trial => trial.Status == TrialStatus.Failed).Select(trial => (IReadOnlyList<string>)
            [.. SettingCells(trial.Trial), ReportNumbers.Whole(trial.Trial.Seed), trial.Failure ?? "not recorded"])]);

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

    // What every trial has in common is left out of the tables; the file has it.
    private IEnumerable<ReportColumn> SettingColumns()
    {
        if (_hasAnnotations)
            yield return new ReportColumn("annotations");
        yield return new ReportColumn("λ₁", true);
        if (_hasLambda2)
            yield return new ReportColumn("λ₂", true);
        if (_hasLearningRate)
            yield return new ReportColumn("learning rate", true);
    }

    private IEnumerable<string> SettingCells(Trial trial)
    {
        if (_hasAnnotations)
            yield return trial.Annotations;
        yield return Short(trial.Lambda1);
        if (_hasLambda2)
            yield return Short(trial.Lambda2);
        if (_hasLearningRate)
            yield return Short(trial.LearningRate);
    }

    // A column that would be empty is left out.
    private T[] Validation<T>(T cell) => _hasValidation ? [cell] : [];

    private static double Rank(TrialResult trial) => (trial.ValidationAccuracy ?? trial.TestAccuracy) is { } accuracy && double.IsFinite(accuracy) ? accuracy : double.NegativeInfinity;

    private static string Short(float value) => ReportNumbers.Short(ReportNumbers.AsWritten(value));
}
