using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 10 (bottom) of Ross, Hughes and Doshi-Velez (IJCAI 2017): find-another-explanation turns away from the swatches by itself;
/// the more is forbidden, and the more strongly, the less is left to be right by.
/// </summary>
internal static class DecoyMnistDiscovery
{
    private const int Iterations = 6;
    private const int QuickIterations = 2;
    private const int QuickEpochs = 16;

    private static readonly float[] s_lambdas = [1e3f, 1e4f, 1e5f];

    public static Experiment Definition { get; } = new(
        "decoy-mnist-find-another", "Decoy MNIST: a confound overcome without annotations (Figure 10, bottom)", Run);

    private static Report Run(ExperimentContext context)
    {
        var data = DecoyMnistCase.Load(context);
        var settings = DecoyMnistCase.Settings(context, QuickEpochs);
        var sequences = Search(context, data, settings);
        var shares = CutoffShares.OfFirst(context, data, sequences.Select(static s => s[0]));
        return new Report(
            "decoy-mnist-find-another",
            "Decoy MNIST: another explanation, without the swatch",
            "Nobody says that the swatches mislead. Does a model that is forbidden what the first one looked at look at the digit? The paper's recovered at once. "
            + "With every further iteration more of the digit is forbidden as well: in the paper accuracy then fell, sooner where λ₁ was larger.",
            ExperimentRun.Describe(context, new TrainedOn(data, settings, context.Seeds), new ReportSetting("find another", "cutoff 0.67, λ₁ = 10³, 10⁴ and 10⁵; one θ₀ for all, and no rule stops it")),
            Verdicts(context.Quick, sequences, shares),
            [.. Accuracies(sequences), .. Enumerable.Range(0, s_lambdas.Length).SelectMany(l => Explanations(context, data, sequences[0][l], l)), .. shares.Figures()],
            [Models(context, sequences)],
            [ExperimentRun.Paper("section 3.2, Figure 10"), DecoyMnistCase.Credit]);
    }

    /// <summary>For each seed, a sequence for each λ₁; those of one seed have θ₀ in common.</summary>
    private static FindAnotherResult[][] Search(ExperimentContext context, DataSet data, TrainingSettings settings) => [.. context.Seeds.Select(seed =>
    {
        var sequences = new List<FindAnotherResult>();
        foreach (var lambda1 in s_lambdas)
        {
            var search = FoundModels.Search(context.Quick ? QuickIterations : Iterations, lambda1);
            sequences.Add(new FindAnotherExplanation(context.Engine).Search(data, settings, search, new ModelRun(seed), new FindAnotherSurroundings
            {
                Earlier = sequences.Count == 0 ? [] : [.. sequences[0].Models.Take(1)],
                Train = (name, train) => TrainingDisplay.Show($"λ₁ {Lambda(lambda1)}, {name}", progress => train(progress)),
                Found = (model, _) => Console.Error.WriteLine($"λ₁ {Lambda(lambda1)}, theta-{model.Iteration}: test accuracy {Names.Accuracy(model.TestAccuracy)}, {Names.Seconds(model.TrainSeconds)} of training"),
                Cancellation = context.Cancellation,
            }));
        }

        return sequences.ToArray();
    })];

    // Stated before seed 0 was run. Full, seeds 5 and 6: θ₀ 0.551 and 0.559; θ₁ at λ₁ = 10³ 0.960, θ₆ lower by 0.08; the mean of θ₁…θ₆
    // 0.93 at 10³, 0.87 to 0.88 at 10⁴, 0.51 at 10⁵ (seed 5 alone, from 0.27 to 0.67); M₀.₆₇ 0.029 and 0.031 of the entries, which a port measured as well
    // (the paper says about 2 %). Five seeds of full A, as near as θ₁ comes to it, gave 0.956 to 0.962.
    private static Verdict[] Verdicts(bool quick, FindAnotherResult[][] sequences, CutoffShares shares) => quick
        ? VerdictsOfQuick(sequences, shares)
        :
        [
            new("test accuracy of θ₀", 0.55, Test(sequences, 0, 0), 0.45, 0.70),
            new("test accuracy of θ₁, λ₁ = 10³", 0.96, Test(sequences, 0, 1), 0.945, 0.975),
            new("test accuracy, λ₁ = 10³, θ₁ less θ₆", null, Test(sequences, 0, 1) - Test(sequences, 0, Iterations), 0.03, 0.16),
            new("mean test accuracy of θ₁…θ₆, λ₁ = 10³ less 10⁴", null, Mean(sequences, 0, Iterations) - Mean(sequences, 1, Iterations), 0.01, 0.15),
            new("mean test accuracy of θ₁…θ₆, λ₁ = 10⁴ less 10⁵", null, Mean(sequences, 1, Iterations) - Mean(sequences, 2, Iterations), 0.1, 0.7),
            new("share of training entries in M₀.₆₇ of θ₀", 0.02, shares.AtCutoff, 0.02, 0.04),
            new("R² of a straight line through its logarithm over the cutoff", null, shares.Straightness, 0.97, 1),
        ];

    // Stated before seed 0 was run. With 16 epochs, θ₁ has a way to go: seeds 5 and 6 gave 0.591 and 0.578, then 0.815 and 0.820 at
    // λ₁ = 10³, 0.31 and 0.58 at 10⁴, 0.11 twice at 10⁵; the annotated models of five seeds, which θ₁ comes near, differ by 0.04. M₀.₆₇
    // holds 0.024 of the entries, and R² is 0.99.
    private static Verdict[] VerdictsOfQuick(FindAnotherResult[][] sequences, CutoffShares shares) =>
    [
        new("test accuracy of θ₀", 0.55, Test(sequences, 0, 0), 0.50, 0.70),
        new("test accuracy of θ₁, λ₁ = 10³", 0.96, Test(sequences, 0, 1), 0.74, 0.92),
        new("test accuracy of θ₁, λ₁ = 10³ less 10⁴", null, Test(sequences, 0, 1) - Test(sequences, 1, 1), 0.1, 0.75),
        new("test accuracy of θ₁, λ₁ = 10⁴ less 10⁵", null, Test(sequences, 1, 1) - Test(sequences, 2, 1), 0.05, 0.65),
        new("share of training entries in M₀.₆₇ of θ₀", 0.02, shares.AtCutoff, 0.015, 0.035),
        new("R² of a straight line through its logarithm over the cutoff", null, shares.Straightness, 0.97, 1),
    ];

    private static double Mean(FindAnotherResult[][] sequences, int lambda, int iterations) =>
        Enumerable.Range(1, iterations).Average(iteration => Test(sequences, lambda, iteration));

    /// <summary>The mean over seeds of a model's test accuracy; NaN where a sequence ended before it, diverged.</summary>
    private static double Test(FindAnotherResult[][] sequences, int lambda, int iteration) =>
        sequences.Select(s => s[lambda].Models).MeanOrNaN(iteration, static model => model.TestAccuracy);

    private static ReportFigure[] Accuracies(FindAnotherResult[][] sequences)
    {
        var models = sequences.SelectMany(static s => s).Max(static s => s.Models.Count);
        if (models == 0)
            return [];
        var chart = new LineChart(
            new ChartAxis("iteration", Categories: [.. Enumerable.Range(0, models).Select(static i => "θ" + ReportNumbers.Subscript(i))]),
            new ChartAxis("accuracy", Minimum: 0, Maximum: 1),
            [.. s_lambdas.SelectMany((lambda1, l) => new[]
            {
                Series($"test, λ₁ = {Lambda(lambda1)}", sequences.Select(s => s[l]), static m => m.TestAccuracy),
                Series($"train, λ₁ = {Lambda(lambda1)}", sequences.Select(s => s[l]), static m => m.TrainAccuracy),
            })]);
        return
        [
            new ReportFigure(
                "accuracy",
                "Accuracy over iterations (the paper's Figure 10, bottom)",
                "θ₀ is trained with A = 0, each further model with an A of all that its predecessors looked at." + (sequences.Length > 1 ? " Means over seeds, whiskers the lowest and highest." : ""),
                "Test accuracy over iterations: " + string.Join("; ", s_lambdas.Select((lambda1, l) => $"λ₁ {Lambda(lambda1)}: " + string.Join(", ", sequences[0][l].Models.Select(static m => Names.Accuracy(m.TestAccuracy))))),
                ThemedPicture.Of(theme => chart.Draw(theme, height: 400)),
                chart.ToCsv()),
        ];
    }

    private static LineSeries Series(string name, IEnumerable<FindAnotherResult> sequences, Func<FoundModel, double> value) => new(
        name, [.. sequences.SelectMany(static s => s.Models).GroupBy(static m => m.Iteration).OrderBy(static g => g.Key).Select(group =>
            Spread.Of(group.Select(value)).Point(group.Key))]);

    private static ReportFigure[] Explanations(ExperimentContext context, DataSet data, FindAnotherResult found, int lambda)
    {
        var evidence = FindAnotherEvidence.Gather(context.Engine, found, data, context.Cancellation);
        if (evidence.Pictures.Count == 0)
            return [];
        var grid = new ExplanationGrid(data.Image!.Value, evidence.Pictures, 4);
        return
        [
            new ReportFigure(
                $"explanations-{lambda + 1}",
                $"Where each model looks, λ₁ = {Lambda(s_lambdas[lambda])}",
                $"Test rows {string.Join(", ", evidence.PictureRows)} with the input gradient of the predicted class's log-probability laid over them: green where more brightness speaks for the class, red where it speaks against, "
                + "the more opaque the stronger, relative to the strongest pixel of the image." + (evidence.Unusable.Count == 0 ? "" : $" Not shown, since its gradients are not finite: {string.Join(", ", evidence.Unusable)}."),
                "A row of explained test digits for each model.",
                ThemedPicture.Of(theme => grid.Draw(theme)),
                grid.ToCsv()),
        ];
    }

    private static ReportTable Models(ExperimentContext context, FindAnotherResult[][] sequences) => new(
        "models",
        "The models",
        "Train and test are accuracies; A is the share of training entries that were forbidden, M₀.₆₇ that in the model's own masks; the overlap is the intersection over union of these with those of the model before.",
        [new("λ₁", true), new("model"), new("seed", true), new("train", true), new("test", true), new("A", true), new("M₀.₆₇", true), new("overlap", true), new("time", true)],
        [.. sequences.SelectMany((s, i) => s.SelectMany((found, l) => found.Models.Select(model => (IReadOnlyList<string>)
        [
            Lambda(s_lambdas[l]),
            "θ" + ReportNumbers.Subscript(model.Iteration),
            context.Seeds[i].ToString(CultureInfo.InvariantCulture),
            Names.Accuracy(model.TrainAccuracy),
            Names.Accuracy(model.TestAccuracy),
            Names.Accuracy(model.MaskFraction),
            Names.Accuracy(model.OwnMaskFraction),
            ReportNumbers.Overlap(model.ExplanationOverlap),
            Names.Seconds(model.TrainSeconds),
        ])))]);

    private static string Lambda(float lambda1) => "10" + (lambda1 == 1e3f ? "³" : lambda1 == 1e4f ? "⁴" : "⁵");
}
