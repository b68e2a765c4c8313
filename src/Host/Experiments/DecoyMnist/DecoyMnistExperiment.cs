using RrrGpu.Host.Data;
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
        var settings = DecoyMnistCase.Settings(context, QuickEpochs);
        var mnist = DecoyMnistCase.LoadPlain(context);
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
        return new DecoyMnistGroup(name, data, result, masks.Fraction, inSwatches, Explain(explainer, data));
    }

    private static ExplainedPicture[] Explain(Explainer explainer, DataSet data)
    {
        var rows = data.Test.Select([.. Enumerable.Range(0, Math.Min(Pictures, data.Test.Count))]);
        return ExplainedPictures.Explain(explainer, rows) is var (gradients, predictions) ? ExplainedPictures.Of(data, rows, gradients, predictions) : [];
    }
}

/// <summary>One kind of model of the experiment, trained for every seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Data">What it was trained on.</param>
/// <param name="Result">The trained models.</param>
/// <param name="MaskFraction">Share of the test entries in M₀.₆₇ of the first seed's model.</param>
/// <param name="SwatchShare">Share of those that lie in swatches; null on plain MNIST.</param>
/// <param name="Pictures">The first test rows, explained by the first seed's model; none where that diverged.</param>
internal sealed record DecoyMnistGroup(
    string Name, DataSet Data, TrainingResult Result, double MaskFraction, double? SwatchShare, IReadOnlyList<ExplainedPicture> Pictures)
{
    /// <summary>Its name with its data set's.</summary>
    public string Title => SwatchShare is null ? "MNIST, A = 0" : Name == "A = 0" ? "Decoy MNIST, A = 0" : "Decoy MNIST, full A, λ₁ = 1000";

    /// <summary>Test accuracies, a seed each.</summary>
    public IReadOnlyList<double> Test => [.. Result.Models.Select(static m => m.Test.Accuracy)];
}
