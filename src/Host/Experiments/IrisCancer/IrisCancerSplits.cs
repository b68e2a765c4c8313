using RrrGpu.Host.Data;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figures 7 and 8 of Ross, Hughes and Doshi-Velez (IJCAI 2017): over 350 random splits, networks trained with A = 0 lean on the features
/// of Iris and suffer where these are taken away; trained against them, they do not notice.
/// </summary>
internal static class IrisCancerSplits
{
    private const float Lambda1 = 1000;
    private const int Splits = 350;
    private const int QuickSplits = 60;
    private const int ExplainedSplits = 25;
    private const int QuickExplainedSplits = 10;

    public static Experiment Definition { get; } = new(
        "iris-cancer", "Iris-Cancer: a confound overcome, over 350 random splits (Figures 7 and 8)", Run);

    private static Report Run(ExperimentContext context)
    {
        var cases = IrisCancerCase.From(context);
        var rows = cases.Rows;
        var settings = new TrainingSettings { Epochs = IrisCancerCase.Epochs };
        var splits = Enumerable.Range(0, context.Quick ? QuickSplits : Splits).Select(cases.Split).ToArray();
        var data = cases.Whole();
        var runs = Runs(context.Seeds[0], splits, data.Annotation!);
        var result = ExperimentRun.Train(context, $"{runs.Length} models", data, settings, runs);
        var outcomes = Measure(context, rows, splits, result);
        var (free, full) = (Free(outcomes), Full(outcomes));
        var explained = Free([.. result.Models]).Zip(splits).Take(context.Quick ? QuickExplainedSplits : ExplainedSplits)
            .Select(pair => IrisCancerExplanations.Explain(context, rows, pair.Second, pair.First.State.Parameters)).ToArray();
        return new Report(
            "iris-cancer",
            "Iris-Cancer: right without the confound",
            "Each row joins the measures of a tumour with those of a flower of the same class. A network may use either. "
            + "What does it use, and is one that was told that the flower should not matter as good when the flower is taken away? The paper found that it is, almost exactly.",
            ExperimentRun.Describe(
                context,
                new TrainedOn(data, settings, context.FirstSeed) { Rows = cases.RowsOfASplit },
                new("splits", $"{splits.Length} random ones from data seed {context.DataSeed}; the two models of split i have seed {context.Seeds[0]} + i, and all models are one ensemble"),
                new("λ₁", "1000, with the four features of Iris annotated in every row"),
                new("explained", $"a test row of each class of the first {explained.Length} splits; the figure shows those of the first"),
                new("training time", Names.Seconds(result.TrainSeconds))),
            [.. Verdicts(free, full), .. IrisCancerExplanations.Verdicts([.. explained.SelectMany(static e => e)])],
            [Histograms(free, full), IrisCancerExplanations.Figure(explained[0])],
            [Summary(free, full)],
            [ExperimentRun.Paper("section 3.2, Figures 7 and 8"), IrisCancerCase.Credit, ExperimentRun.Lime]);
    }

    /// <summary>Two models for each split, with rows of its own and one seed: first that of A = 0, then that of full A.</summary>
    internal static ModelRun[] Runs(long seed, IReadOnlyList<RowSplit> splits, Annotation iris) => [.. splits.SelectMany((split, i) => new[]
    {
        new ModelRun(seed + i, Rows: split.Train),
        new ModelRun(seed + i, Lambda1, Annotation: iris, Rows: split.Train),
    })];

    /// <summary>What belongs to the models of A = 0, in the order of the splits.</summary>
    internal static T[] Free<T>(IReadOnlyList<T> ofRuns) => [.. ofRuns.Where(static (_, i) => i % 2 == 0)];

    /// <summary>What belongs to the models of full A, in the order of the splits.</summary>
    internal static T[] Full<T>(IReadOnlyList<T> ofRuns) => [.. ofRuns.Where(static (_, i) => i % 2 == 1)];

    // Stated before anything runs: one split's accuracy has a standard deviation of about 0.05, the mean of 350 one of 0.003.
    private static Verdict[] Verdicts(SplitOutcome[] free, SplitOutcome[] full) =>
    [
        new("test accuracy with Iris, A = 0", 0.9155, free.Average(static o => o.With), 0.89, 0.93),
        new("test accuracy without Iris, A = 0", 0.8113, free.Average(static o => o.Without), 0.78, 0.84),
        new("full A: |with less without Iris|", 0, Math.Abs(full.Average(static o => o.With) - full.Average(static o => o.Without)), 0, 0.005),
        new("share of M₀.₆₇ in Iris features, A = 0", null, free.Average(static o => o.IrisShare), 0.1, 0.5),
        new("share of M₀.₆₇ in Iris features, full A", 0.002, full.Average(static o => o.IrisShare), 0, 0.01),
    ];

    private static SplitOutcome[] Measure(ExperimentContext context, LabeledRows rows, RowSplit[] splits, TrainingResult result)
    {
        using var ensemble = context.Engine.CreateEnsemble(
            new ObjectiveDefinition(), new AdamSettings(), [.. result.Models.Select(static _ => new ModelSettings())], [.. result.Models.Select(static m => m.State)]);
        var without = IrisCancer.WithoutIris(rows);
        var outcomes = new SplitOutcome[result.Models.Count];
        for (var split = 0; split < splits.Length; split++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var with = context.Engine.Upload(rows.Select(splits[split].Test));
            using var bare = context.Engine.Upload(without.Select(splits[split].Test));
            for (var model = 2 * split; model < 2 * split + 2; model++)
            {
                var masks = ensemble.Masks(model, with, ExperimentRun.Cutoff);
                outcomes[model] = new SplitOutcome(Accuracy(ensemble, model, with), Accuracy(ensemble, model, bare), RuleScore.Of(masks, IrisCancer.FlowerFeatures).MeanOfRows);
            }
        }

        return outcomes;
    }

    private static double Accuracy(IEnsemble ensemble, int model, IRowSet rows) => new Predictions(ensemble.Logits(model, rows), rows.Rows.Classes).Accuracy(rows.Rows);

    private static ReportFigure Histograms(SplitOutcome[] free, SplitOutcome[] full)
    {
        var histogram = new Histogram(
            [
                Panel("share of M₀.₆₇ in Iris", static o => o.IrisShare, 0),
                Panel("test accuracy with Iris", static o => o.With, 0.5),
                Panel("test accuracy without Iris", static o => o.Without, 0.5),
            ],
            CountName: "splits");
        return new ReportFigure(
            "splits",
            "What annotations change (the paper's Figure 8)",
            "For each random split, the share of large gradients that lie in the features of Iris, and test accuracy with these features and with zeros in their place.",
            $"Three histograms. Means with A = 0: share in Iris {Means(free)}; with full A: {Means(full)}.",
            ThemedPicture.Of(theme => histogram.Draw(theme)),
            histogram.ToCsv());

        static string Means(SplitOutcome[] of) =>
            $"{ReportNumbers.Share(of.Average(static o => o.IrisShare))}, accuracy with Iris {ReportNumbers.Share(of.Average(static o => o.With))} and without {ReportNumbers.Share(of.Average(static o => o.Without))}";

        HistogramPanel Panel(string name, Func<SplitOutcome, double> value, double minimum) =>
            new(name, [new("A = 0", [.. free.Select(value)]), new("full A", [.. full.Select(value)])], minimum, 1);
    }

    private static ReportTable Summary(SplitOutcome[] free, SplitOutcome[] full) => new(
        "splits",
        "Means and standard deviations over splits",
        "With and without: test accuracy with the features of Iris and with zeros in their place. Share: of M₀.₆₇ that lies in these features.",
        [new("annotation"), new("with", true), new("±", true), new("without", true), new("±", true), new("share", true), new("±", true)],
        [Row("A = 0", free), Row("full A", full)]);

    private static string[] Row(string name, SplitOutcome[] outcomes) =>
    [
        name, .. new Func<SplitOutcome, double>[] { static o => o.With, static o => o.Without, static o => o.IrisShare }.SelectMany(value =>
        {
            var spread = Spread.Of(outcomes.Select(value));
            return new[] { ReportNumbers.Share(spread.Mean), ReportNumbers.Share(spread.Deviation) };
        }),
    ];

    /// <summary>One model on its test rows.</summary>
    private sealed record SplitOutcome(double With, double Without, double IrisShare);
}
