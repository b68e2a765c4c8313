namespace RrrGpu.Host.Reports;

/// <summary>The figures of a <see cref="SweepReport"/>: one for each curve over λ₁.</summary>
internal sealed class SweepFigures(IReadOnlyList<SweepSetting> settings)
{
    /// <summary>A figure for each annotation, λ₂ and learning rate of which a trial was completed.</summary>
    public IEnumerable<ReportFigure> All() =>
        settings.GroupBy(static setting => setting.Curve).Where(static curve => curve.Any(static s => s.Criterion is not null || s.Train is not null)).Select(static curve => Draw(curve.Key, [.. curve]));

    private static ReportFigure Draw(string name, SweepSetting[] curve)
    {
        bool hasRatio = curve.Any(static s => s.Ratio is { Low: > 0 });
        LineSeries[] series =
        [
            .. Series("train", curve, static s => s.Train),
            .. Series("validation", curve, static s => s.Validation),
            .. Series("test", curve, static s => s.Test),
            .. Series("early ratio", curve, static s => s.Ratio is { Low: > 0 } ratio ? ratio : null, true),
        ];
        var chart = new LineChart(
            new ChartAxis("λ₁", IsLogarithmic: true),
            new ChartAxis("accuracy", Minimum: 0, Maximum: 1),
            series,
            hasRatio ? new ChartAxis("right reasons ÷ cross-entropy, early", IsLogarithmic: true) : null,
            hasRatio ? [new LineLevel("ratio 1", 1, true)] : [],
            RangeStyle.Band);
        int seeds = curve.Max(static s => s.Trials.Count);
        return new ReportFigure(
            name.Length == 0 ? "lambda1" : $"lambda1 {name}",
            "Accuracy over λ₁" + (name.Length == 0 ? "" : $", {name}"),
            (seeds > 1 ? $"Points are means over up to {seeds} seeds, bands reach from the lowest to the highest. " : "One model a point. ")
            + (hasRatio ? "The early ratio, on the right axis, is the right-reasons term over cross-entropy early in training: where it is near 1, neither drowns the other." : "No ratio is drawn, as nothing is annotated or no trial has recorded one."),
            "Accuracy over λ₁: " + string.Join("; ", curve.Select(static s => $"{ReportNumbers.Short(s.Lambda1)} train {ReportNumbers.Share(s.Train?.Mean)}, validation {ReportNumbers.Share(s.Validation?.Mean)}, test {ReportNumbers.Share(s.Test?.Mean)}")),
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    private static IEnumerable<LineSeries> Series(string name, SweepSetting[] curve, Func<SweepSetting, SeedRange?> value, bool isSecond = false)
    {
        LinePoint[] points = [.. curve.Select(setting => (setting.Lambda1, Range: value(setting))).Where(static at => at.Range is not null)
            .Select(static at => at.Range!.Count > 1 ? new LinePoint(at.Lambda1, at.Range.Mean, at.Range.Low, at.Range.High) : new LinePoint(at.Lambda1, at.Range.Mean))];
        if (points.Length > 0)
            yield return new LineSeries(name, points, isSecond);
    }
}
