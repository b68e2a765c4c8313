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
    private const float Cutoff = 0.67f;
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
        var runs = context.Seeds.Select(seed => new ModelRun(seed, lambda1, Annotation: annotation)).ToArray();
        var result = TrainingDisplay.Show(name, progress => new Trainer(context.Engine).Train(data, settings, runs, progress: progress, cancellation: context.Cancellation));
        Console.Error.WriteLine($"{name}: test accuracy {Names.Accuracy(result.Models.Average(static m => m.Test.Accuracy))}, {result.TrainSeconds:0.0} s of training");
        var first = result.Models[0].State;
        using var ensemble = context.Engine.CreateEnsemble(settings.Objective, settings.Adam, [new ModelSettings()], [first]);
        using var test = context.Engine.Upload(data.Test);
        var masks = ensemble.Masks(0, test, Cutoff);
        // The pictures show the gradient of the predicted class's log-probability: its direction is that of the probability's,
        // and it does not vanish where the model is certain.
        using var shown = context.Engine.Upload(data.Test.Select([.. Enumerable.Range(0, Math.Min(Pictures, data.Test.Count))]));
        var gradients = ensemble.InputGradients(0, shown, ExplainedScalar.LogMax);
        var logits = ensemble.Logits(0, shown);
        return new DecoyMnistGroup(name, data, result, masks.Count / ((double)masks.Rows * masks.Columns), SwatchShare(masks, data.TestAnnotation), Explain(shown.Rows, gradients, logits));
    }

    /// <summary>The share of marked entries that lie in the swatches; null where there are none.</summary>
    private static double? SwatchShare(FeatureMasks masks, Annotation? swatches)
    {
        if (swatches is null)
            return null;
        long inside = 0;
        for (var row = 0; row < masks.Rows; row++)
        {
            foreach (var feature in swatches.RowFeatures(row))
                inside += masks[row, feature] ? 1 : 0;
        }

        return masks.Count == 0 ? 0 : (double)inside / masks.Count;
    }

    private static ExplainedPicture[] Explain(LabeledRows rows, float[] gradients, float[] logits)
    {
        var pixels = rows.Inputs.ToArray();
        var (features, classes) = (rows.Inputs.Columns, rows.Classes);
        return [.. Enumerable.Range(0, rows.Count).Select(row =>
        {
            var z = logits.AsSpan(row * classes, classes);
            var predicted = 0;
            for (var k = 1; k < z.Length; k++)
                predicted = z[k] > z[predicted] ? k : predicted;
            return new ExplainedPicture(
                pixels.AsMemory(row * features, features), gradients.AsMemory(row * features, features), Names.Of(rows.Labels[row]), Names.Of(predicted));
        })];
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
