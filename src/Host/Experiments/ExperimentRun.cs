using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>What experiments have in common: training with progress, and saying what was run.</summary>
internal static class ExperimentRun
{
    /// <summary>The cutoff of the paper's masks.</summary>
    public const float Cutoff = 0.67f;

    /// <summary>Trains an ensemble, with progress and a line at the end.</summary>
    public static TrainingResult Train(ExperimentContext context, string name, DataSet data, TrainingSettings settings, IReadOnlyList<ModelRun> runs)
    {
        var result = TrainingDisplay.Show(name, progress => new Trainer(context.Engine).Train(data, settings, runs, progress: progress, cancellation: context.Cancellation));
        Console.Error.WriteLine($"{name}: {Names.Seconds(result.TrainSeconds)} of training");
        return result;
    }

    /// <summary>What was run, for a report.</summary>
    /// <param name="context">With what.</param>
    /// <param name="data">On what.</param>
    /// <param name="settings">How.</param>
    /// <param name="more">What else it takes to repeat it.</param>
    public static ReportRun Describe(ExperimentContext context, DataSet data, TrainingSettings settings, params IEnumerable<ReportSetting> more) => new(
        $"{context.Engine.Device.Id} ({context.Engine.Device.Name})",
        string.Join(", ", context.Seeds),
        DateTimeOffset.Now,
        [
            new("data", data.Source ?? data.Name),
            new("rows", $"{data.Train.Count} to train on, {data.Test.Count} to test on"),
            new("network", $"{data.Train.Inputs.Columns}-{settings.Hidden1}-{settings.Hidden2}-{data.Train.Classes}, ReLU, weights and biases from N(0, {settings.InitialDeviation}²)"),
            new("training", $"{settings.Epochs} epochs, minibatches of {settings.BatchSize} in fixed order, Adam {new ModelRun().LearningRate}, λ₂ = {new ModelRun().Lambda2}, raw inputs"),
            .. more,
        ],
        context.Command,
        ProgramVersion.Commit);

    /// <summary>How much of a model's M_c over some rows lies in each region.</summary>
    public static double[] RegionShares(ExperimentContext context, NetworkParameters parameters, InputScale scale, LabeledRows rows, params IEnumerable<int[]> regions)
    {
        using var explainer = new Explainer(context.Engine, parameters, scale);
        var masks = explainer.Masks(rows, Cutoff);
        return [.. regions.Select(region => RuleScore.Of(masks, region).MeanOfRows)];
    }

    /// <summary>Numbers from one to another, evenly spaced on a logarithmic scale, both ends included.</summary>
    public static double[] Logarithmic(double low, double high, int count) =>
        [.. Enumerable.Range(0, count).Select(i => count == 1 ? low : low * Math.Pow(high / low, i / (count - 1.0)))];

    /// <summary>The paper, as reports cite it.</summary>
    public static string Paper(string where) =>
        $"Published figures: A. S. Ross, M. C. Hughes, F. Doshi-Velez, Right for the Right Reasons: Training Differentiable Models by Constraining their Explanations, IJCAI 2017, {where}.";

    /// <summary>The thesis, as reports cite it.</summary>
    public static string Thesis(string where) =>
        $"Published figures: A. S. Ross, Training Machine Learning Models by Regularizing their Explanations, Harvard University, 2018, {where}.";
}
