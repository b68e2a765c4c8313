using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// The comparison of loss functions in the notebooks of Ross, Hughes and Doshi-Velez (2017): which scalar's input gradient should be
/// penalised.
/// </summary>
internal static class DecoyMnistLosses
{
    private const int QuickEpochs = 8;

    private static readonly float[] s_lambdas = [1e3f, 1e5f];
    private static readonly ExplainedScalar[] s_scalars = [ExplainedScalar.LogSum, ExplainedScalar.LogMax, ExplainedScalar.ProbSum, ExplainedScalar.ProbMax];

    public static Experiment Definition { get; } = new(
        "decoy-mnist-losses", "Decoy MNIST: which scalar's gradient to penalise", Run);

    private static Report Run(ExperimentContext context)
    {
        var data = DecoyMnistCase.Load(context);
        var settings = DecoyMnistCase.Settings(context, QuickEpochs);
        var models = s_scalars.Select(scalar => Train(context, data, settings, scalar)).ToArray();
        return new Report(
            "decoy-mnist-losses",
            "Decoy MNIST: what to penalise",
            "The right-reasons term penalises the input gradient of some scalar of the network's output. The paper takes the sum of all log-probabilities, which works at either weight; "
            + "the sum of the probabilities is always 1, has no gradient and changes nothing.",
            ExperimentRun.Describe(context, data, settings, new("annotation", "the swatch of every training row"), new("λ₁", "10³ and 10⁵")),
            Verdicts(context.Quick, models),
            [Figure(models)],
            [Table(models)],
            ["Published: the sum of log-probabilities is best and least sensitive to λ₁, the sum of probabilities does nothing (no figures): A. S. Ross and others, notebooks beside the paper of 2017.", DecoyMnistCase.Credit]);
    }

    private static Compared Train(ExperimentContext context, DataSet data, TrainingSettings settings, ExplainedScalar scalar)
    {
        var runs = s_lambdas.SelectMany(lambda1 => context.Seeds.Select(seed => new ModelRun(seed, lambda1, Annotation: data.Annotation))).ToArray();
        var result = ExperimentRun.Train(context, Names.Of(scalar), data, settings with { Objective = new ObjectiveDefinition(scalar) }, runs);
        return new Compared(scalar, [.. result.Models.Chunk(context.Seeds.Count)]);
    }

    private static Verdict[] Verdicts(bool quick, Compared[] models) => [new("x", null, models[0].Test(0), null, null)];

    private static ReportFigure Figure(Compared[] models)
    {
        var chart = new BarChart(
            "test accuracy",
            [.. models.Select(static m => Names.Of(m.Scalar))],
            [.. s_lambdas.Select((lambda1, l) => new BarSeries("λ₁ = " + Whole(lambda1), [.. models.Select(m => Bar(m.ByLambda[l]))]))]);
        return new ReportFigure(
            "accuracy",
            "Test accuracy by explained scalar",
            "Full A. log-sum is Σ log p, log-max and prob-max are of the predicted class, prob-sum is Σ p." + (models[0].ByLambda[0].Length > 1 ? " Bars are means over seeds, whiskers the lowest and highest." : ""),
            "Bars of test accuracy: " + string.Join("; ", models.Select(static m => $"{Names.Of(m.Scalar)} {Names.Accuracy(m.Test(0))} and {Names.Accuracy(m.Test(1))}")),
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    private static BarValue Bar(TrainedModel[] models)
    {
        double[] test = [.. models.Select(static m => m.Test.Accuracy)];
        return test.Length > 1 ? new BarValue(test.Average(), test.Min(), test.Max()) : new BarValue(test[0]);
    }

    private static ReportTable Table(Compared[] models) => new(
        "models",
        "The models",
        "Train and test are accuracies; cross-entropy and the right-reasons term are sums over the training rows after the last step.",
        [new("explained scalar"), new("λ₁", true), new("seed", true), new("train", true), new("test", true), new("cross-entropy", true), new("right reasons", true)],
        [.. models.SelectMany(static m => m.ByLambda.SelectMany(static group => group).Select(model => (IReadOnlyList<string>)
        [
            Names.Of(m.Scalar),
            Whole(model.Run.Lambda1),
            model.Run.Seed.ToString(CultureInfo.InvariantCulture),
            Names.Accuracy(model.Train.Accuracy),
            Names.Accuracy(model.Test.Accuracy),
            Names.Loss(model.Train.CrossEntropy),
            Names.Loss(model.Train.RightReasons),
        ]))]);

    private static string Whole(float value) => value.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>The models of one explained scalar: for each λ₁, one a seed.</summary>
    private sealed record Compared(ExplainedScalar Scalar, IReadOnlyList<TrainedModel[]> ByLambda)
    {
        /// <summary>Mean test accuracy at a λ₁.</summary>
        public double Test(int lambda) => ByLambda[lambda].Average(static m => m.Test.Accuracy);
    }
}
