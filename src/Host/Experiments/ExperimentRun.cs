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

    /// <summary>LIME, as reports cite it.</summary>
    public const string Lime = "LIME: M. T. Ribeiro, S. Singh, C. Guestrin, “Why Should I Trust You?”, KDD 2016; here its algorithm in this program, not its library.";

    /// <summary>Trains an ensemble, with progress and a line at the end.</summary>
    public static TrainingResult Train(ExperimentContext context, string name, DataSet data, TrainingSettings settings, IReadOnlyList<ModelRun> runs)
    {
        var result = TrainingDisplay.Show(name, progress => new Trainer(context.Engine).Train(data, settings, runs, progress: progress, cancellation: context.Cancellation));
        Console.Error.WriteLine($"{name}: {Names.Seconds(result.TrainSeconds)} of training");
        return result;
    }

    /// <summary>What was run, for a report of one data set.</summary>
    /// <param name="context">With what.</param>
    /// <param name="trained">On what, how, and from which seeds.</param>
    /// <param name="more">What else it takes to repeat it.</param>
    public static ReportRun Describe(ExperimentContext context, TrainedOn trained, params IEnumerable<ReportSetting> more)
    {
        var (data, settings) = (trained.Data, trained.Settings);
        return Describe(
            context,
            trained.Seeds,
            [
                new("data", data.Source ?? data.Name),
                new("rows", trained.Rows),
                new("network", $"{data.Train.Inputs.Columns}-{settings.Hidden1}-{settings.Hidden2}-{data.Train.Classes}, ReLU, weights and biases from N(0, {settings.InitialDeviation}²)"),
                new("training", $"{trained.Epochs} epochs, minibatches of {settings.BatchSize} in fixed order, Adam {new ModelRun().LearningRate}, λ₂ = {new ModelRun().Lambda2}, raw inputs"),
                .. more,
            ]);
    }

    /// <summary>What was run, for a report.</summary>
    /// <param name="context">With what.</param>
    /// <param name="seeds">The seeds that were used; where they are fewer than were asked for, the report says so.</param>
    /// <param name="settings">What else it takes to repeat it.</param>
    public static ReportRun Describe(ExperimentContext context, IReadOnlyList<long> seeds, params IEnumerable<ReportSetting> settings) => new(
        $"{context.Engine.Device.Id} ({context.Engine.Device.Name})",
        string.Join(", ", seeds) + (seeds.Count < context.Seeds.Count ? $" (this experiment uses only the first of {string.Join(", ", context.Seeds)})" : ""),
        DateTimeOffset.Now,
        [.. settings],
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

/// <summary>What an experiment trained on, for its report.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Settings">How models were trained.</param>
/// <param name="Seeds">The seeds that they were trained from.</param>
internal sealed record TrainedOn(DataSet Data, TrainingSettings Settings, IReadOnlyList<long> Seeds)
{
    /// <summary>How many rows a model was trained on and tested on; unless said otherwise, all those of the data set.</summary>
    public string Rows { get; init; } = $"{Data.Train.Count} to train on, {Data.Test.Count} to test on";

    /// <summary>For how many epochs; unless said otherwise, as the settings say.</summary>
    public string Epochs { get; init; } = $"{Settings.Epochs}";
}
