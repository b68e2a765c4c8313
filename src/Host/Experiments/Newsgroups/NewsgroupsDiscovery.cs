using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 10 (middle) of Ross, Hughes and Doshi-Velez (IJCAI 2017): find-another-explanation on 20 Newsgroups, whose words are so
/// redundant that one model after another is accurate in training by other words than the last.
/// </summary>
internal static class NewsgroupsDiscovery
{
    private const int Iterations = 6;
    private const int QuickIterations = 3;
    private const float Lambda1 = 250;
    private const int WordsAClass = 10;

    public static Experiment Definition { get; } = new(
        "20news-find-another", "20 Newsgroups: other words, the same accuracy in training (Figure 10, middle)", Run, NewsgroupsAtHand.Missing);

    private static Report Run(ExperimentContext context)
    {
        var data = NewsgroupsAtHand.Load(context).Data;
        var settings = new TrainingSettings();
        var search = new FindAnotherSettings { Iterations = context.Quick ? QuickIterations : Iterations, Cutoff = ExperimentRun.Cutoff, Lambda1 = [Lambda1], AccuracyFall = null, UnchangedOverlap = null, SaturatedFraction = null };
        var found = context.Seeds.Select(seed => new FindAnotherExplanation(context.Engine).Search(data, settings, search, new ModelRun(seed), new FindAnotherSurroundings
        {
            Train = static (name, train) => TrainingDisplay.Show(name, progress => train(progress)),
            Cancellation = context.Cancellation,
        }).Models.ToArray()).ToArray();
        var words = Array.ConvertAll(found, models => Array.ConvertAll(models, model => ClassWords.Of(context, model, data)));
        return new Report(
            "20news-find-another",
            "20 Newsgroups: other words",
            "Each model is forbidden the words that those before it used, post by post. The next ones tell the posts that they learned from apart by other words, mostly as well, though single models lose more; on new posts all are worse, and unevenly so.",
            ExperimentRun.Describe(context, data, settings, new ReportSetting("find another", $"cutoff 0.67; λ₁ = {Lambda1}")),
            Verdicts(found, words),
            [Accuracy(found), Words(found[0], words[0], data)],
            [Table(context, found, words)],
            [ExperimentRun.Paper("section 3.2, Figure 10")]);
    }

    // From searches of seeds 0 to 4. Training accuracy of θ₁ to θ₆ was 0.956, 0.986, 0.959, 0.987 and 0.866 in the mean (0.83 where only θ₁ to θ₃ are trained), when
    // guessing gives 0.56; the words of θ₁ were all others than those of θ₀; masks overlapped by 0.00 to 0.14; test accuracy fell by 0.13 to 0.32.
    private static Verdict[] Verdicts(FoundModel[][] found, ClassWords[][] words) =>
    [
        new("test accuracy of θ₀", 0.947, found.Average(static f => f[0].TestAccuracy), 0.93, 0.96),
        new("training accuracy, mean of θ₁ and those after it", null, found.Average(static f => f.Skip(1).Average(static m => m.TrainAccuracy)), 0.8, 1),
        new($"overlap of the {2 * WordsAClass} strongest words of θ₀ and θ₁", null, words.Average(static w => w[0].Overlap(w[1], WordsAClass)), 0, 0.1),
        new("overlap of M₀.₆₇ with that of the model before, mean", null, found.Average(static f => f.Skip(1).Average(static m => m.ExplanationOverlap!.Value)), 0, 0.25),
        new("test accuracy, θ₀ less the least of those after it", null, found.Average(static f => f[0].TestAccuracy - f.Skip(1).Min(static m => m.TestAccuracy)), 0.08, 0.4),
    ];

    private static ReportFigure Accuracy(FoundModel[][] found)
    {
        string[] names = [.. found[0].Select(static model => "θ" + ReportNumbers.Subscript(model.Iteration))];
        var chart = new LineChart(
            new ChartAxis("iteration", Categories: names),
            new ChartAxis("accuracy"),
            [Series("train", static m => m.TrainAccuracy), Series("test", static m => m.TestAccuracy)]);
        return new ReportFigure(
            "accuracy",
            "Accuracy over iterations (the paper's Figure 10, middle)",
            found.Length > 1 ? "Means over seeds; whiskers are the least and the greatest." : "One search.",
            "Two lines over the iterations: accuracy in training and in test.",
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());

        LineSeries Series(string name, Func<FoundModel, double> value) => new(name, [.. Enumerable.Range(0, names.Length).Select(i =>
        {
            double[] of = [.. found.Select(f => value(f[i]))];
            return of.Length == 1 ? new LinePoint(i, of[0]) : new LinePoint(i, of.Average(), of.Min(), of.Max());
        })]);
    }

    private static ReportFigure Words(FoundModel[] models, ClassWords[] words, DataSet data)
    {
        var texts = new ShadedWords([.. models.Select((model, i) => words[i].Shade(
            $"θ{ReportNumbers.Subscript(model.Iteration)}: train {Names.Accuracy(model.TrainAccuracy)}, test {Names.Accuracy(model.TestAccuracy)}", data.ClassNames!, WordsAClass))]);
        return new ReportFigure(
            "words",
            "The words most associated with either group (the paper's Figure 10, middle)",
            $"The {WordsAClass} words of largest weight for each group: the gradient of the log-odds of {data.ClassNames![1]}, the mean over the test posts. “For the class” is for that group, “against it” for the other; the opacity is the weight over the model's largest.",
            "For each model two lists of shaded words, one a group; they change from model to model.",
            texts,
            texts.ToCsv());
    }

    private static ReportTable Table(ExperimentContext context, FoundModel[][] found, ClassWords[][] words) => new(
        "models",
        "The models",
        $"Train and test are accuracies; A is the share of entries that were forbidden in training. Overlaps with the model before are intersections over unions: of M₀.₆₇ in the training posts, and of the {2 * WordsAClass} strongest words.",
        [new("model"), new("seed", true), new("train", true), new("test", true), new("cross-entropy", true), new("right reasons", true), new("A", true), new("M₀.₆₇", true), new("overlap of M₀.₆₇", true), new("of words", true)],
        [.. found.SelectMany((models, s) => models.Select((model, i) => (IReadOnlyList<string>)
        [
            "θ" + ReportNumbers.Subscript(model.Iteration),
            ReportNumbers.Whole(context.Seeds[s]),
            Names.Accuracy(model.TrainAccuracy),
            Names.Accuracy(model.TestAccuracy),
            Names.Loss(model.CrossEntropy),
            Names.Loss(model.RightReasons),
            ReportNumbers.Percent(model.MaskFraction),
            ReportNumbers.Percent(model.OwnMaskFraction),
            ReportNumbers.Overlap(model.ExplanationOverlap),
            i == 0 ? ReportNumbers.Overlap(null) : ReportNumbers.Overlap(words[s][i].Overlap(words[s][i - 1], WordsAClass)),
        ]))]);
}
