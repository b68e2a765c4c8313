using RrrGpu.Host.Data;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Figure 9 of Ross, Hughes and Doshi-Velez (IJCAI 2017): a network that may look at the swatches of Decoy MNIST is fooled in
/// test, one that is told not to is as good as on plain MNIST.
/// </summary>
internal static class DecoyMnistExperiment
{
    private const float Lambda1 = 1000;
    private const int QuickEpochs = 16;
    private const int Pictures = 3;

    public static Experiment Definition { get; } = new(
        "decoy-mnist", "Decoy MNIST: fooled by swatches with A = 0, right for the right reasons with A (Figure 9)", Run);

    private static Report Run(ExperimentContext context)
    {
        var settings = new TrainingSettings { Epochs = context.Quick ? QuickEpochs : new TrainingSettings().Epochs };
        var mnist = DataSetCatalog.Load("mnist", context.DataFolder);
        var decoy = DecoyMnist.From(mnist, context.DataSeed);
        var fooled = Train(context, "A = 0", decoy, settings, null);
        var right = Train(context, "full A", decoy, settings, decoy.Annotation);
        var plain = Train(context, "MNIST", mnist, settings, null);
        return DecoyMnistReport.Write(context, settings, decoy, fooled, right, plain);
    }

    private static DecoyMnistGroup Train(ExperimentContext context, string name, DataSet data, TrainingSettings settings, Annotation? annotation)
    {
        var lambda1 = annotation is null ? 0 : Lambda1;
        var result = ExperimentRun.Train(context, name, data, settings, [.. context.Seeds.Select(seed => new ModelRun(seed, lambda1, Annotation: annotation))]);
        using var explainer = new Explainer(context.Engine, result.Models[0].State.Parameters, result.Scale);
        var masks = explainer.Masks(data.Test, ExperimentRun.Cutoff);
        double? inSwatches = data.TestAnnotation is { } swatches ? RuleScore.Of(masks, swatches).Pooled : null;
        return new DecoyMnistGroup(name, data, result, masks.Fraction, inSwatches, Explain(explainer, data.Test));
    }

    private static ExplainedPicture[] Explain(Explainer explainer, LabeledRows test)
    {
        var rows = test.Select([.. Enumerable.Range(0, Math.Min(Pictures, test.Count))]);
        // The gradient of the predicted class's log-probability: its direction is that of the probability's, and it does not vanish
        // where the model is certain.
        var gradients = explainer.InputGradients(rows, ExplainedScalar.LogMax).Single().Gradients;
        var predictions = new Predictions(explainer.Logits(rows), rows.Classes);
        var (pixels, features) = (rows.Inputs.ToArray(), rows.Inputs.Columns);
        return [.. Enumerable.Range(0, rows.Count).Select(row => new ExplainedPicture(
            pixels.AsMemory(row * features, features), gradients.AsMemory(row * features, features), Names.Of(rows.Labels[row]), Names.Of(predictions.Predicted(row))))];
    }
}

/// <summary>One kind of model of the experiment, trained for every seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">What it was trained on.</param>
/// <param name="Result">The trained models.</param>
/// <param name="MaskFraction">Share of the test entries in M₀.₆₇ of the first seed's model.</param>
/// <param name="SwatchShare">Share of those that lie in swatches; null on plain MNIST.</param>
/// <param name="Pictures">The first test rows, explained by the first seed's model.</param>
internal sealed record DecoyMnistGroup(
    string Name, DataSet Data, TrainingResult Result, double MaskFraction, double? SwatchShare, IReadOnlyList<ExplainedPicture> Pictures)
{
    /// <summary>Test accuracies, a seed each.</summary>
    public IReadOnlyList<double> Test => [.. Result.Models.Select(static m => m.Test.Accuracy)];
}
