using RrrGpu.Host.Data;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 7 of Ross, Hughes and Doshi-Velez (IJCAI 2017): rows of Iris-Cancer, explained for both classes by gradients of
/// probabilities and by LIME.
/// </summary>
internal static class IrisCancerExplanations
{
    private const int Classes = 2;

    /// <summary>Explains one test row of each class of a split.</summary>
    /// <param name="context">With what.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="split">The split that the model belongs to.</param>
    /// <param name="parameters">The model.</param>
    public static IReadOnlyList<ExplainedSample> Explain(ExperimentContext context, LabeledRows rows, RowSplit split, NetworkParameters parameters)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var features = rows.Inputs.Columns;
        var train = rows.Select(split.Train).Inputs;
        var examples = rows.Select([.. Enumerable.Range(0, Classes).Select(k => split.Test.First(row => rows.Labels[row] == k))]);
        var scale = InputScale.Raw(features);
        using var explainer = new Explainer(context.Engine, parameters, scale);
        using var network = new PredictingNetwork(context.Engine, parameters, scale);
        var lime = new LimeExplainer(network.Predict, Classes, new LimeSettings { Features = features, Seed = context.Seeds[0] });
        var statistics = FeatureStatistics.Of(train);
        var values = examples.Inputs.ToArray();
        var gradients = Enumerable.Range(0, Classes).Select(k => explainer.InputGradients(examples, ExplainedScalar.ProbClass, k).Single().Gradients).ToArray();
        return [.. Enumerable.Range(0, examples.Count).Select(row =>
        {
            var explanations = lime.Explain(new ContinuousTable(values.AsSpan(row * features, features), statistics), 0, 1);
            return new ExplainedSample(
                [.. gradients.Select(of => Array.ConvertAll(of.AsSpan(row * features, features).ToArray(), static g => (double)g))],
                [.. explanations.Select(explanation => Spread(explanation, features))]);
        })];
    }

    // Three standard deviations, of a share of 20 rows and so wide, around seeds 6 to 9: 0.85 to 0.94 by gradients, none by
    // LIME. The published numbers are those of the two rows that the paper shows.
    /// <summary>Whether what the paper says of its two rows is so of most: gradients find Iris and change their signs, LIME misses it.</summary>
    /// <param name="explained">Rows of networks trained with A = 0.</param>
    public static Verdict[] Verdicts(IReadOnlyList<ExplainedSample> explained)
    {
        var none = explained.Count == 0;
        double Share(Func<ExplainedSample, bool> holds) => none ? double.NaN : explained.Average(e => holds(e) ? 1.0 : 0);
        return
        [
            new($"share of {explained.Count} test rows in which the gradient of a feature of Iris is large", 1, Share(static e => e.Gradients.All(IsLargeInIris)), 0.7, 1, "0.00"),
            new("share of them in which LIME's weight of a feature of Iris is large", 0, Share(static e => e.Lime.Any(IsLargeInIris)), 0, 0.1, "0.00"),
            new("share of gradients that change their sign from one class to the other", 1, none ? double.NaN : explained.Average(static e => e.FlippedSigns), 0.95, 1, "0.00"),
        ];
    }

    /// <summary>The first split's rows as a figure.</summary>
    public static ReportFigure Figure(IReadOnlyList<ExplainedSample> explained)
    {
        var panels = Enumerable.Range(0, Classes).SelectMany(k => explained.Select((e, row) =>
            new FeaturePanel($"row {row + 1}, class {k}", [Relative(e.Gradients[k]), Relative(e.Lime[k])])));
        var chart = new FeatureBars(IrisCancer.FeatureNames, ["input gradient", "LIME"], [.. panels], new FeatureRegion("Iris", IrisCancer.FlowerFeatures), HasOneScale: true, MostInARow: 4);
        return new ReportFigure(
            "explanations",
            "What two predictions rest on (the paper's Figure 7)",
            "Gradients of either class's probability, and LIME's weights (continuous table), each relative to its largest; a test row of each class, A = 0. With two classes the gradients of one are those of the other with their signs turned.",
            "Four columns of bars over 34 features. " + string.Join("; ", explained.Select(static (e, row) => $"row {row + 1}: the largest gradient is {Name(e.Gradients[0])}, LIME's largest weight {Name(e.Lime[0])}")) + ".",
            ThemedPicture.Of(theme => chart.Draw(theme, 720)),
            chart.ToCsv());
    }

    /// <summary>Whether a feature of Iris has a weight above the cutoff of masks times the largest weight.</summary>
    private static bool IsLargeInIris(double[] weights) => IrisCancer.FlowerFeatures.Any(d => Math.Abs(weights[d]) > ExperimentRun.Cutoff * Math.Abs(weights[Largest(weights)]));

    private static string Name(double[] weights) => IrisCancer.FeatureNames[Largest(weights)];

    private static int Largest(double[] weights) => Enumerable.Range(0, weights.Length).MaxBy(d => Math.Abs(weights[d]));

    private static double[] Spread(LimeExplanation explanation, int features)
    {
        var weights = new double[features];
        foreach (var (feature, weight) in explanation.Weights)
            weights[feature] = weight;
        return weights;
    }

    private static double[] Relative(double[] values)
    {
        var largest = values.Max(Math.Abs);
        return largest == 0 ? values : Array.ConvertAll(values, value => value / largest);
    }
}

/// <summary>A row's explanations: for each class the weights of all features.</summary>
/// <param name="Gradients">The gradient of the class's probability.</param>
/// <param name="Lime">LIME's weights; 0 for features that it does not name.</param>
internal sealed record ExplainedSample(IReadOnlyList<double[]> Gradients, IReadOnlyList<double[]> Lime)
{
    /// <summary>The share of features with a gradient whose sign is not the same for both classes.</summary>
    public double FlippedSigns
    {
        get
        {
            var pairs = Gradients[0].Zip(Gradients[1]).Where(static g => g.First != 0 || g.Second != 0).ToArray();
            return pairs.Length == 0 ? double.NaN : pairs.Average(static g => Math.Sign(g.First) == -Math.Sign(g.Second) ? 1.0 : 0);
        }
    }
}
