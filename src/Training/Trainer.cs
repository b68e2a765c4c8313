using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Trains one or many models as one ensemble. Equal seeds, settings and data give equal bits on one device, whether a model is
/// trained alone or in company, in one go or resumed from a checkpoint; under a similarity penalty, the company counts too.
/// </summary>
/// <param name="engine">Where the passes run; it stays the caller's.</param>
/// <param name="time">The clock behind rates and <see cref="TrainingResult.TrainSeconds"/>; null takes the system's.</param>
public sealed class Trainer(IEngine engine, TimeProvider? time = null)
{
    /// <summary>
    /// Whether to compile and lay rows out, with a step whose result is thrown away, before the clock of
    /// <see cref="TrainingResult.TrainSeconds"/> runs. Nothing that is trained depends on it.
    /// </summary>
    public bool WarmsUp { get; init; }

    /// <summary>Trains every run on the training rows of <paramref name="data"/> and evaluates it on all its rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="settings">How to train; shared by all models.</param>
    /// <param name="runs">The models; at least one.</param>
    /// <param name="checkpoints">
    /// Where checkpoints are kept; null keeps none. A checkpoint found there is resumed, one of a finished training only evaluated.
    /// </param>
    /// <param name="progress">Hears of each epoch, and about four times a second inside epochs.</param>
    /// <param name="cancellation">Stops between steps; what is done so far goes to <paramref name="checkpoints"/> first.</param>
    /// <returns>Every model, diverged ones included and marked, in the order of <paramref name="runs"/>.</returns>
    /// <exception cref="ArgumentException">
    /// A setting, run or part of the data is unusable, or the checkpoint belongs to other settings or data.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingResult Train(
        DataSet data,
        TrainingSettings settings,
        IReadOnlyList<ModelRun> runs,
        ICheckpointStore? checkpoints = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(runs);
        using var rows = Prepare(data, settings);
        return Train(rows, runs, checkpoints, progress, cancellation);
    }

    /// <summary>Cuts and scales a data set and takes it to the device, for trainings that follow one another.</summary>
    /// <exception cref="ArgumentException">A setting or part of the data is unusable.</exception>
    public ResidentData Prepare(DataSet data, TrainingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validated();
        ObjectiveDefinition.ValidateClass(settings.Objective.Explained, settings.Objective.Class, data.Train.Classes);
        return new ResidentData(engine, data, settings);
    }

    /// <summary>As above, on rows that were prepared before and go on to be the caller's.</summary>
    /// <exception cref="ArgumentException">A run is unusable, or the checkpoint belongs to other settings or data.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainingResult Train(
        ResidentData rows,
        IReadOnlyList<ModelRun> runs,
        ICheckpointStore? checkpoints = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(runs);
        RequireUsable(runs, rows.Source.Train.Inputs);
        RequireOwnRows(runs, rows.Source.Train.Count, rows.Settings);
        var settings = rows.Settings;
        var tracks = runs.Select(run => new ModelTrack(run, rows.InitialState(run), settings.EarlyStop)).ToArray();
        var fingerprint = checkpoints is null ? null : rows.Fingerprint.With(runs);
        var surroundings = new TrainingSurroundings(checkpoints, fingerprint, progress, time ?? TimeProvider.System, cancellation);
        using var session = new TrainingSession(engine, settings, rows, tracks, surroundings);
        session.Run(WarmsUp);
        var models = session.Evaluate();
        var (steps, seconds) = session.Effort;
        return new TrainingResult(settings, engine.Device, rows.Data.Scale, models, steps, seconds);
    }

    /// <summary>Checks rows of the runs' own.</summary>
    private static void RequireOwnRows(IReadOnlyList<ModelRun> runs, int rows, TrainingSettings settings)
    {
        if (runs.All(static run => run.Rows is null))
            return;
        if (settings.Validation is not null || settings.Scaling is not InputScaling.Raw)
            throw new ArgumentException("rows of a run: expected raw inputs and no validation rows, which are drawn and fitted on all training rows");
        var steps = Steps(runs[0]);
        for (var model = 0; model < runs.Count; model++)
        {
            if (runs[model].Rows is { } own && (own.Count == 0 || own.Any(row => (uint)row >= (uint)rows)))
                throw new ArgumentException($"model {model}: rows: expected at least one, from 0 to {rows - 1}, got {(own.Count == 0 ? "none" : own.First(row => (uint)row >= (uint)rows))}");
            if (Steps(runs[model]) != steps)
                throw new ArgumentException($"model {model}: rows: expected {steps} minibatches like the first model's, got {Steps(runs[model])}");
        }

        int Steps(ModelRun run) => ((run.Rows?.Count ?? rows) - 1) / settings.BatchSize + 1;
    }

    private static void RequireUsable(IReadOnlyList<ModelRun> runs, InputMatrix inputs)
    {
        if (runs.Count == 0)
            throw new ArgumentException("models: expected at least one to train, got none");
        for (var model = 0; model < runs.Count; model++)
        {
            try
            {
                runs[model].ToSettings(runs[model].Annotation).Validated();
                runs[model].Annotation?.RequireShapeOf(inputs);
            }
            catch (ArgumentException e) when (runs.Count > 1)
            {
                throw new ArgumentException($"model {model}: {e.Message}", e);
            }
        }
    }
}
