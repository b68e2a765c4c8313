using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 6 of Ross, Hughes and Doshi-Velez (IJCAI 2017): asked why a digit was taken for another, both LIME and input gradients point at
/// the swatch.
/// </summary>
internal static class DecoyMnistExplained
{
    private const int QuickEpochs = 16;
    private const int MeasuredRows = 30;
    private const int BrightestDigits = 4;
    private const int QuickMeasuredRows = 15;

    public static Experiment Definition { get; } = new(
        "decoy-mnist-explained", "Decoy MNIST: why a digit was mistaken, by LIME and by gradients (Figure 6)", Run);

    private static Report Run(ExperimentContext context)
    {
        var data = DecoyMnistCase.Load(context);
        var settings = DecoyMnistCase.Settings(context, QuickEpochs);
        var result = ExperimentRun.Train(context, "A = 0", data, settings, [new ModelRun(context.Seeds[0])]);
        using var digits = new ExplainedDigits(context, data, result.Models[0].State.Parameters, result.Scale);
        int[] fooled = [.. digits.Fooled.Take(context.Quick ? QuickMeasuredRows : MeasuredRows)];
        if (fooled.Length == 0)
            throw new BadInputException("decoy-mnist-explained: expected a test row that the model takes for the digit of its swatch, got none");
        var explained = new List<ExplainedDigit>();
        foreach (var row in fooled)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            explained.Add(digits.Explain(row));
        }

        // LIME hides a superpixel by painting it with its mean: what is nearly as dark as the background around it cannot be hidden. So
        // that the figure shows what it is about, it takes the first row with a swatch on the bright side of grey.
        var bright = explained.Where(static e => e.SwatchDigit <= BrightestDigits).ToArray();
        if (bright.Length == 0)
            throw new BadInputException($"decoy-mnist-explained: expected a bright swatch among those of the {explained.Count} mistaken test rows, got none");
        var shown = bright[0];
        return new Report(
            "decoy-mnist-explained",
            "Decoy MNIST: why was this digit mistaken?",
            $"A network trained with A = 0 takes the {shown.Label} of test row {shown.Row} for a {shown.Predicted}, the digit that its swatch stands for: the first such row with a bright swatch. "
            + $"LIME's strongest superpixel for that class {(shown.HoldsSwatch ? "holds" : "does not hold")} the swatch; "
            + $"{ReportNumbers.Percent(shown.GradientsInSwatch)} of the sixteen largest input gradients lie in it and {ReportNumbers.Percent(shown.GradientsInCorners)} in one of the four corners. "
            + "Gradients tell what a change would do, so that they mark the empty corners, where a swatch could be, as well. "
            + "LIME hides a superpixel by painting it with its mean, which says something of the swatch only where its superpixel is more than the swatch. "
            + $"Of {explained.Count - bright.Length} mistaken rows with a dark swatch, hardly different from the background, LIME's strongest superpixel holds it in {explained.Except(bright).Count(static e => e.HoldsSwatch)}.",
            ExperimentRun.Describe(
                context,
                data,
                settings,
                new("LIME", "Quickshift superpixels (kernel 1, links up to 200, ratio 0.2), painted with their mean; 5,000 neighbours, ridge regression on the 10 largest"),
                new("explained", $"the first {explained.Count} test rows that the model of the first seed takes for the digit of their swatch; the figures show the first of them whose swatch is bright, standing for 0 to 4")),
            Verdicts(shown, bright, explained),
            [Pictures(data, shown), Probabilities(shown)],
            [Table(explained)],
            [ExperimentRun.Paper("section 3.2, Figure 6"), DecoyMnistCase.Credit]);
    }

    // From seeds other than 0. LIME's strongest superpixel held the swatch of 8 in 8 and 5 in 8 bright ones (full, seeds 5 and 6) and of 16 in
    // 17 (quick, seeds 5 to 7). Seed 6 in full fails for its first row, and seed 0 in full, with 5 of 11, for the share. Of the
    // largest gradients 14 to 19 % lay in the swatch itself, by chance it would be 2 %, and 54 to 67 % in any corner, by chance 8 %.
    private static Verdict[] Verdicts(ExplainedDigit shown, ExplainedDigit[] bright, List<ExplainedDigit> explained) =>
    [
        new("share of the swatch in LIME's strongest superpixel for the predicted class, digit shown", 1, shown.SwatchInStrongest, 0.51, 1, "0.00"),
        new($"share of {bright.Length} mistaken digits with bright swatches in which that superpixel holds the swatch", null, bright.Average(static e => e.HoldsSwatch ? 1.0 : 0), 0.7, 1, "0.00"),
        new($"share of the sixteen largest gradients that lie in the swatch, mean of {explained.Count} mistaken digits", null, explained.Average(static e => e.GradientsInSwatch), 0.08, 0.35, "0.00"),
        new($"share of the sixteen largest gradients that lie in any corner, mean of {explained.Count} mistaken digits", null, explained.Average(static e => e.GradientsInCorners), 0.35, 1, "0.00"),
    ];

    private static ReportFigure Pictures(DataSet data, ExplainedDigit shown)
    {
        var images = new WeightedImages(data.Image!.Value,
        [
            new("test digit", shown.Pixels, new float[shown.Pixels.Length]),
            new($"LIME for {shown.Label} (true)", shown.Pixels, shown.LimeForLabel, shown.Segments),
            new($"LIME for {shown.Predicted} (predicted)", shown.Pixels, shown.LimeForPredicted, shown.Segments),
            new("superpixels", shown.Pixels, new float[shown.Pixels.Length], shown.Segments),
            new($"gradient of log p, {shown.Label}", shown.Pixels, shown.GradientForLabel),
            new($"gradient of log p, {shown.Predicted}", shown.Pixels, shown.GradientForPredicted),
        ]);
        return new ReportFigure(
            "explanations",
            "A fooled digit (the paper's Figure 6)",
            "LIME's weights on superpixels, whose borders are drawn, and gradients of log-probabilities, which have the direction of those of probabilities and do not vanish: for the true class and for the predicted one, each relative to its largest.",
            $"Six images of a {shown.Label} with a swatch in a corner: as it is, with LIME's superpixels, and with gradients for {shown.Label} and for {shown.Predicted}.",
            ThemedPicture.Of(theme => images.Draw(theme)),
            images.ToCsv());
    }

    private static ReportFigure Probabilities(ExplainedDigit shown)
    {
        var chart = new BarChart("probability", [.. Enumerable.Range(0, shown.Probabilities.Count).Select(Names.Of)], [new("probability", [.. shown.Probabilities.Select(static p => new BarValue(p))])]);
        return new ReportFigure(
            "probabilities",
            "What the model says of it",
            $"The probability of each digit; the true one is {shown.Label}, the swatch stands for {shown.Predicted}.",
            "Bars of the probabilities of ten digits: " + string.Join(", ", shown.Probabilities.Select(static (p, k) => $"{k}: {Names.Accuracy(p)}")),
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    private static ReportTable Table(List<ExplainedDigit> explained) => new(
        "rows",
        "Fooled test rows",
        "For the predicted class: its probability, how much of the swatch the superpixel of LIME's largest weight covers, that weight, and the share of the sixteen largest gradients that lie in the swatch and in any corner.",
        [new("row", true), new("true", true), new("predicted", true), new("probability", true), new("swatch in the strongest superpixel", true), new("its weight", true), new("gradients in the swatch", true), new("in any corner", true)],
        [.. explained.Select(static e => (IReadOnlyList<string>)
        [
            Names.Of(e.Row), Names.Of(e.Label), Names.Of(e.Predicted), Names.Accuracy(e.Probabilities[e.Predicted]),
            ReportNumbers.Overlap(e.SwatchInStrongest), ReportNumbers.Overlap(e.StrongestWeight), ReportNumbers.Overlap(e.GradientsInSwatch), ReportNumbers.Overlap(e.GradientsInCorners),
        ])]);
}
