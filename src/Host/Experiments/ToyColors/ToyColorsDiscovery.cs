using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 4 of Ross, Hughes and Doshi-Velez (IJCAI 2017): find-another-explanation discovers both rules of Toy Colors without an
/// annotation, and then finds that there is no third.
/// </summary>
internal static class ToyColorsDiscovery
{
    private const int Pictures = 16;
    private const int Iterations = 2;

    public static Experiment Definition { get; } = new(
        "toy-colors-find-another", "Toy Colors: both rules discovered without annotations (Figure 4)", Run);

    private static Report Run(ExperimentContext context)
    {
        var toy = ToyColorsCase.From(context);
        var settings = new TrainingSettings { Epochs = context.Quick ? 24 : new TrainingSettings().Epochs };
        // The third model is trained whatever the second one's accuracy or overlap: the figure shows all three.
        var search = FoundModels.Search(Iterations, 1e3f, 1e6f);
        var found = context.Seeds.Select(seed => new FindAnotherExplanation(context.Engine).Search(
            toy.Data, settings, search, new ModelRun(seed), new FindAnotherSurroundings
            {
                Train = static (name, train) => TrainingDisplay.Show(name, progress => train(progress)),
                Cancellation = context.Cancellation,
            })).ToArray();
        var shares = found.Select(result => result.Models.Select(model =>
            ExperimentRun.RegionShares(context, model.Parameters, model.Scale, toy.Explained, toy.Corners, toy.TopMiddle)).ToArray()).ToArray();
        var cutoffs = CutoffShares.OfFirst(context, toy.Data, found);
        return new Report(
            "toy-colors-find-another",
            "Toy Colors: another rule, and no third",
            "No annotation says which of two rules to use. Does a model that may not look where the first one looked find the other rule, and what is left for a third? "
            + "The paper's looked at the corners, at the top middle, and, at chance, at noise.",
            ExperimentRun.Describe(context, new TrainedOn(toy.Data, settings, context.Seeds), new ReportSetting("find another", "cutoff 0.67; λ₁ = 10³ for θ₁, 10⁶ for θ₂")),
            // Around the published numbers; for the share of entries within a third of it, stated before any seed was run.
            [
                new("test accuracy of θ₀", 0.9998, Test(found, 0), 0.995, 1),
                new("test accuracy of θ₁ (λ₁ = 10³)", 0.991, Test(found, 1), 0.95, 1),
                new("test accuracy of θ₂ (λ₁ = 10⁶)", 0.544, Test(found, 2), 0.45, 0.65),
                new("share of M₀.₆₇ in the corners, θ₀", 1, shares.MeanOrNaN(0, static s => s[0]), 0.9, 1),
                new("share of M₀.₆₇ in the top middle, θ₁", 1, shares.MeanOrNaN(1, static s => s[1]), 0.75, 1),
                new("share of training entries in M₀.₆₇ of θ₀", 0.06, cutoffs.AtCutoff, 0.04, 0.08),
            ],
            [.. found[0].Models.Count > 0 ? [Explanations(context, toy, found[0], shares[0])] : Array.Empty<ReportFigure>(), .. cutoffs.Figures()],
            [Models(context, found, shares)],
            [ExperimentRun.Paper("section 3.1, Figure 4; shares by cutoff are of the notebooks beside it")]);
    }

    private static double Test(FindAnotherResult[] found, int iteration) => found.Select(static result => result.Models).MeanOrNaN(iteration, static model => model.TestAccuracy);

    private static ReportFigure Explanations(ExperimentContext context, ToyColorsCase toy, FindAnotherResult found, double[][] shares)
    {
        var channels = toy.Data.Image!.Value.Channels;
        var rows = toy.Data.Test.Select([.. Enumerable.Range(0, Pictures)]);
        var pixels = rows.Inputs.ToArray();
        var features = rows.Inputs.Columns;
        var groups = found.Models.Select(model =>
        {
            using var explainer = new Explainer(context.Engine, model.Parameters, model.Scale);
            var masks = explainer.Masks(rows, ExperimentRun.Cutoff);
            return new MarkedImages(
                $"θ{model.Iteration}: train {Names.Accuracy(model.TrainAccuracy)}, test {Names.Accuracy(model.TestAccuracy)}",
                [.. Enumerable.Range(0, Pictures).Select(row => new MarkedImage(
                    pixels.AsMemory(row * features, features),
                    [.. Enumerable.Range(0, features).Where(feature => masks[row, feature]).Select(feature => feature / channels).Distinct()]))]);
        });
        var grid = new MarkedImageGrid(toy.Data.Image.Value, [.. groups], MostInARow: 8);
        return new ReportFigure(
            "explanations",
            "What three models look at (the paper's Figure 4)",
            "Sixteen test images for each model; dots mark pixels in M₀.₆₇.",
            "Groups of sixteen small images with dots. Shares of M₀.₆₇ in the corners and in the top middle, over 1,000 images: " + string.Join("; ", shares.Select(static (s, i) => $"θ{i} {ReportNumbers.Share(s[0])} and {ReportNumbers.Share(s[1])}")) + ".",
            ThemedPicture.Of(theme => grid.Draw(theme)),
            grid.ToCsv());
    }

    private static ReportTable Models(ExperimentContext context, FindAnotherResult[] found, double[][][] shares) => new(
        "models",
        "The models",
        "Train and test are accuracies; A is the share of entries that were forbidden in training. Corners and top middle are the shares of M₀.₆₇ that lie there, the mean over 1,000 test images.",
        [new("model"), new("seed", true), new("λ₁", true), new("train", true), new("test", true), new("A", true), new("corners", true), new("top middle", true)],
        [.. found.SelectMany((result, i) => result.Models.Select(model => (IReadOnlyList<string>)
        [
            $"θ{model.Iteration}",
            context.Seeds[i].ToString(CultureInfo.InvariantCulture),
            model.Lambda1.ToString("0.#", CultureInfo.InvariantCulture),
            Names.Accuracy(model.TrainAccuracy),
            Names.Accuracy(model.TestAccuracy),
            Names.Accuracy(model.MaskFraction),
            Names.Accuracy(shares[i][model.Iteration][0]),
            Names.Accuracy(shares[i][model.Iteration][1]),
        ]))]);
}
