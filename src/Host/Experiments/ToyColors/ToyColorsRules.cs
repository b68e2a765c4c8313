using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Section 3.1 and Figure 2 of Ross, Hughes and Doshi-Velez (IJCAI 2017): left to itself a network learns the corner rule of Toy Colors,
/// as its gradients and LIME both show; with annotations it learns the other rule, or, with both forbidden, none.
/// </summary>
internal static class ToyColorsRules
{
    private const int QuickEpochs = 24;
    private const int Pictures = 9;
    private const int LimeRows = 100;
    private const int LimeFeatures = 6;

    // Four of 25 pixels are corners. Seeds 6 to 9 had 0.57, 0.41, 0.75 and 0.79 of LIME's features there, full, and 0.52 to 0.75, quick: three
    // standard deviations below their mean is below chance, so that what can be judged is that it is more than chance.
    private const double ChanceInCorners = 0.16;

    // Bands were stated before anything ran. Both rules are perfect, so a network that has learned one is nearly so; with both
    // forbidden little but chance is left. Shares of masks: what is not corner is noise of a tenth at most.
    private static readonly (string Name, double Published, double Low, double High)[] s_cases =
    [
        ("A = 0", 0.9998, 0.995, 1),
        ("against the top middle", 1, 0.995, 1),
        ("against the corners", 1, 0.97, 1),
        ("against both, λ₁ = 10⁶", 0.537, 0.45, 0.62),
    ];

    public static Experiment Definition { get; } = new(
        "toy-colors", "Toy Colors: which of two rules a network learns, and what gradients and LIME say of it (Figure 2)", Run);

    private static Report Run(ExperimentContext context)
    {
        var toy = ToyColorsCase.From(context);
        var settings = new TrainingSettings { Epochs = context.Quick ? QuickEpochs : new TrainingSettings().Epochs };
        (float Lambda1, Annotation? Annotation)[] cases =
        [
            (0, null), (1000, toy.Against(toy.TopMiddle)), (1000, toy.Against(toy.Corners)), (1e6f, toy.Against([.. toy.Corners, .. toy.TopMiddle])),
        ];
        var result = ExperimentRun.Train(context, "toy-colors", toy.Data, settings, [.. cases.SelectMany(c =>
            context.Seeds.Select(seed => new ModelRun(seed, c.Lambda1, Annotation: c.Annotation)))]);
        var groups = result.Models.Chunk(context.Seeds.Count).ToArray();
        var shares = Array.ConvertAll(groups, group => Array.ConvertAll(
            group, model => ExperimentRun.RegionShares(context, model.State.Parameters, result.Scale, toy.Explained, toy.Corners, toy.TopMiddle)));
        var pictures = ToyColorsPictures.Explain(context, toy, groups[0][0].State.Parameters, Pictures, LimeRows, LimeFeatures);
        return new Report(
            "toy-colors",
            "Toy Colors: which rule has it learned?",
            "Images of one class have corners of one colour and three different colours in the middle of the top row; those of the other class have neither. "
            + "Either rule would do. Do explanations tell which one a network uses, and can annotations choose it?",
            ExperimentRun.Describe(context, new TrainedOn(toy.Data, settings, context.Seeds), new ReportSetting("λ₁", "1000, and 10⁶ against both rules"), new ReportSetting("LIME", $"quartile-discretised table, 5000 neighbours, top {LimeFeatures}; the pictures and LIME are of the first seed's model")),
            [
                .. s_cases.Select((c, i) => new Verdict($"test accuracy, {c.Name}", c.Published, groups[i].Average(static m => m.Test.Accuracy), c.Low, c.High)),
                new Verdict("share of M₀.₆₇ in the corners, A = 0", 1, shares[0].Average(static s => s[0]), 0.9, null),
                new Verdict("share of M₀.₆₇ in the top middle, trained against the corners", 1, shares[2].Average(static s => s[1]), 0.9, null),
                new Verdict($"share of LIME's top {LimeFeatures} in the corners, {LimeRows} images, A = 0", 1, pictures.LimeShareInCorners, ChanceInCorners, null),
            ],
            [pictures.ToFigure(shares[0][0])],
            [Table(groups, shares)],
            [ExperimentRun.Paper("section 3.1, Figure 2 and the figures of its code"), ExperimentRun.Lime]);
    }

    private static ReportTable Table(TrainedModel[][] groups, double[][][] shares)
    {
        var rows = new List<IReadOnlyList<string>>();
        for (var group = 0; group < groups.Length; group++)
        {
            for (var i = 0; i < groups[group].Length; i++)
            {
                var model = groups[group][i];
                rows.Add(
                [
                    s_cases[group].Name,
                    model.Run.Seed.ToString(CultureInfo.InvariantCulture),
                    Names.Accuracy(model.Train.Accuracy),
                    Names.Accuracy(model.Test.Accuracy),
                    Names.Accuracy(shares[group][i][0]),
                    Names.Accuracy(shares[group][i][1]),
                ]);
            }
        }

        return new ReportTable(
            "models",
            "The models",
            "Train and test are accuracies. Corners and top middle are the shares of M₀.₆₇ that lie there, the mean over 1,000 test images.",
            [new("annotation"), new("seed", true), new("train", true), new("test", true), new("corners", true), new("top middle", true)],
            rows);
    }
}
