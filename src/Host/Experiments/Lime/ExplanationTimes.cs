using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Experiments;

/// <summary>Table 1 of Ross, Hughes and Doshi-Velez (IJCAI 2017): seconds an explanation, LIME beside input gradients.</summary>
internal static class ExplanationTimes
{
    private const int LimeRows = 21;
    private const int QuickLimeRows = 5;

    // Stated before anything runs. The paper's ratios are 1.6e3, 7.9e4, 3.4e4 and 5.0e3, on a laptop and for other programs; figures hold where gradients
    // are three orders of magnitude faster, which is what the paper concludes and what leaves room for other machines.
    private const double LeastRatio = 1000;

    // The quick form runs in tests, where no time may decide: it took 981 times as long once, while other tests had the processors.
    private const double QuickLeastRatio = 100;

    public static Experiment Definition { get; } = new(
        "explanation-times", "Seconds an explanation, LIME beside input gradients (Table 1)", Run);

    private static Report Run(ExperimentContext context)
    {
        var missing = NewsgroupsAtHand.Missing(context);
        var times = LimeCases.All(context).Select(of =>
        {
            var measured = ExplanationTimer.Measure(context, of, context.Quick ? QuickLimeRows : LimeRows);
            Console.Error.WriteLine($"{of.Name}: LIME takes {measured.Ratio:0} times as long");
            return measured;
        }).ToArray();
        return new Report(
            "explanation-times",
            "How long does an explanation take?",
            "LIME asks the network about thousands of neighbours of a row and fits a model to them; an input gradient costs about one prediction. "
            + (missing is null ? "" : $"The row of 20 Newsgroups is left out: {missing}."),
            ExperimentRun.Describe(
                context,
                context.FirstSeed,
                [
                    new("networks", "hidden layers of 50 and 30, trained with A = 0"),
                    .. times.Select(static t => t.Case.Trained),
                    new("LIME", $"the median over {times[0].Lime.Length} test rows, from the row itself to ten weights of the predicted class; neighbours are predicted in batches on the same device"),
                    new("gradients", $"{times[0].RowsTogether} rows at once, from memory to memory, over their number, the median of {times[0].ManyRows.Length} times; and the median of {times[0].OneRow.Length} rows one at a time"),
                ]),
            [.. times.Select(t => new Verdict($"{t.Case.Name}, D = {t.Case.Data.Test.Inputs.Columns}: seconds with LIME over seconds with gradients", t.Case.Published.Ratio, t.Ratio, context.Quick ? QuickLeastRatio : LeastRatio, null, "0"))],
            [Figure(times)],
            [Table(times)],
            [ExperimentRun.Paper("section 3.2, Table 1"), ExperimentRun.Lime]);
    }

    private static ReportFigure Figure(ExplanationTimer[] times)
    {
        var chart = new LineChart(
            new ChartAxis("features of a row, D", IsLogarithmic: true),
            new ChartAxis("seconds an explanation", IsLogarithmic: true),
            [
                Series("LIME", static t => Spread.Of(t.Lime).Median, isReference: false),
                Series("gradients, many rows", static t => Spread.Of(t.ManyRows).Median, isReference: false),
                Series("gradients, one row", static t => Spread.Of(t.OneRow).Median, isReference: false),
                Series("LIME, published", static t => t.Case.Published.Lime, isReference: true),
                Series("gradients, published", static t => t.Case.Published.Gradients, isReference: true),
            ]);
        return new ReportFigure(
            "times",
            "Seconds an explanation",
            "Medians. Each point is a data set, by the number of its features.",
            "Seconds by LIME and by gradients of many rows: " + string.Join("; ", times.Select(static t => $"{t.Case.Name} {ReportNumbers.Short(Spread.Of(t.Lime).Median)} and {ReportNumbers.Short(Spread.Of(t.ManyRows).Median)}")) + ".",
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());

        LineSeries Series(string name, Func<ExplanationTimer, double> value, bool isReference) =>
            new(name, [.. times.Select(t => new LinePoint(t.Case.Data.Test.Inputs.Columns, value(t)))], IsReference: isReference);
    }

    private static ReportTable Table(ExplanationTimer[] times) => new(
        "times",
        "Seconds an explanation (the paper's Table 1)",
        "Medians; the ratio is that of LIME to gradients of many rows. A different version of LIME for each data set, as in the paper.",
        [new("data set"), new("LIME version"), new("D", true), new("neighbours", true), new("LIME", true), new("published", true), new("gradients, many rows", true), new("one row", true), new("published", true), new("ratio", true), new("published", true)],
        [.. times.Select(static t => (IReadOnlyList<string>)
        [
            t.Case.Name,
            t.Case.Kind,
            Names.Of(t.Case.Data.Test.Inputs.Columns),
            Names.Of(t.Case.Samples),
            ReportNumbers.Short(Spread.Of(t.Lime).Median),
            ReportNumbers.Short(t.Case.Published.Lime),
            ReportNumbers.Short(Spread.Of(t.ManyRows).Median),
            ReportNumbers.Short(Spread.Of(t.OneRow).Median),
            ReportNumbers.Short(t.Case.Published.Gradients),
            ReportNumbers.Short(Math.Round(t.Ratio)),
            ReportNumbers.Short(Math.Round(t.Case.Published.Ratio)),
        ])]);
}
