using RrrGpu.Host.Data;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Figure 7 of Ross, Hughes and Doshi-Velez (IJCAI 2017): two rows of Iris-Cancer, explained by gradients and by LIME.</summary>
internal static class IrisCancerExplanations
{
    private const int Examples = 2;

    public static ReportFigure Figure(ExperimentContext context, LabeledRows rows, RowSplit split, TrainingResult result)
    {
        var parameters = result.Models[0].State.Parameters;
        var features = rows.Inputs.Columns;
        // One test row of each class.
        var examples = rows.Select([.. Enumerable.Range(0, Examples).Select(k => split.Test.First(row => rows.Labels[row] == k))]);
        using var uploaded = context.Engine.Upload(examples);
        using var ensemble = context.Engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [OptimizerState.Initial(parameters)]);
        using var network = new PredictingNetwork(context.Engine, parameters);
        var statistics = FeatureStatistics.Of(rows.Select(split.Train).Inputs);
        var values = examples.Inputs.ToArray();
        var lime = Enumerable.Range(0, Examples).Select(row => new LimeExplainer(network.Predict, rows.Classes, new LimeSettings { Features = features, Seed = context.Seeds[0] })
            .Explain(new ContinuousTable(values.AsSpan(row * features, features), statistics), 0, 1)).ToArray();
        var panels = new List<FeaturePanel>();
        for (var k = 0; k < rows.Classes; k++)
        {
            var gradients = ensemble.InputGradients(0, uploaded, ExplainedScalar.ProbClass, k);
            for (var row = 0; row < Examples; row++)
            {
                var byLime = new double[features];
                foreach (var (feature, weight) in lime[row][k].Weights)
                    byLime[feature] = weight;
                panels.Add(new FeaturePanel($"row {row + 1}, class {k}", [Relative(gradients.AsSpan(row * features, features)), Relative(byLime)]));
            }
        }

        var chart = new FeatureBars(IrisCancer.FeatureNames, ["input gradient", "LIME"], panels, new FeatureRegion("Iris", [0, 1, 2, 3]), HasOneScale: true, MostInARow: 4);
        return new ReportFigure(
            "explanations",
            "What two predictions rest on (the paper's Figure 7)",
            "Gradients of either class's probability, and LIME's weights (continuous table), each relative to its largest; a test row of each class, A = 0. With two classes the gradients of one are those of the other with their signs turned.",
            "Four columns of bars over 34 features; gradients are large in features of Iris.",
            ThemedPicture.Of(theme => chart.Draw(theme, 720)),
            chart.ToCsv());
    }

    private static double[] Relative(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = values[i];
        return Relative(wide);
    }

    private static double[] Relative(double[] values)
    {
        var largest = values.Max(Math.Abs);
        return largest == 0 ? values : Array.ConvertAll(values, value => value / largest);
    }
}
