using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Trains groups of trials, each group as one ensemble, on rows that stay where they are.</summary>
/// <param name="engine">Where they are.</param>
/// <param name="rows">The rows.</param>
/// <param name="annotations">The annotations that trials name.</param>
/// <param name="time">The clock; null takes the system's.</param>
public sealed class TrialTrainer(IEngine engine, ResidentData rows, IReadOnlyDictionary<string, Annotation?> annotations, TimeProvider? time = null)
{
    /// <summary>Trains a group to its end.</summary>
    /// <param name="trials">Its trials; at least one.</param>
    /// <param name="checkpoints">Where its checkpoints are kept.</param>
    /// <param name="progress">Hears of it about four times a second.</param>
    /// <param name="cancellation">Stops it; what is done goes to <paramref name="checkpoints"/> first.</param>
    /// <returns>The trials' results in their order; one that diverged is failed, and has what could be measured.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<TrialResult> Train(
        IReadOnlyList<Trial> trials,
        ICheckpointStore? checkpoints = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trials);
        var runs = trials.Select(Run).ToArray();
        var ratios = InitialBalance.Ratios(engine, rows, runs, cancellation);
        var result = new Trainer(engine, time).Train(rows, runs, checkpoints, progress, cancellation);
        return [.. trials.Select((trial, i) => Result(trial, result.Models[i], trial.Lambda1 * ratios[i], result))];
    }

    /// <summary>The λ₁ that balances the terms of a model, for each of its seeds and annotations by name.</summary>
    /// <exception cref="ArgumentException">No λ₁ balances them.</exception>
    public Dictionary<(long Seed, string Annotations), float> Balance(IReadOnlyList<long> seeds, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var pairs = (from name in names from seed in seeds select (seed, name)).Distinct().ToArray();
        var ratios = InitialBalance.Ratios(engine, rows, [.. pairs.Select(pair => new ModelRun(pair.seed, Annotation: annotations[pair.name]))], cancellation);
        return pairs.Zip(ratios).ToDictionary(static both => both.First, static both => InitialBalance.Balance(both.Second));
    }

    private ModelRun Run(Trial trial) => new(trial.Seed, trial.Lambda1, trial.Lambda2, trial.LearningRate, annotations[trial.Annotations]);

    private static TrialResult Result(Trial trial, TrainedModel model, double? initialRatio, TrainingResult group) => new(
        trial,
        model.Diverged ? TrialStatus.Failed : TrialStatus.Completed,
        model.Failure,
        model.Train.Accuracy,
        model.Validation?.Accuracy,
        model.Test.Accuracy,
        Finite(model.Train.CrossEntropy),
        Finite(model.Train.RightReasons),
        initialRatio is { } ratio ? Finite(ratio) : null,
        model.Epochs,
        model.Steps,
        model.ParametersSha256(),
        group.Models.Count,
        group.TrainSeconds);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
