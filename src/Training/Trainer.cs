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
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(runs);
        settings.Validated();
        ObjectiveDefinition.ValidateClass(settings.Objective.Explained, settings.Objective.Class, data.Train.Classes);
        RequireUsable(runs, data.Train.Inputs);

        var prepared = PreparedData.From(data, settings);
        var shape = new NetworkShape(prepared.Train.Inputs.Columns, settings.Hidden1, settings.Hidden2, prepared.Train.Classes);
        var tracks = runs.Select(run => new ModelTrack(run, InitialState(shape, run, settings), settings.EarlyStop)).ToArray();
        var fingerprint = checkpoints is null ? null : TrainingFingerprint.Of(data, settings, runs, engine.Device.Kind);
        var surroundings = new TrainingSurroundings(checkpoints, fingerprint, progress, time ?? TimeProvider.System, cancellation);
        using var session = new TrainingSession(engine, settings, prepared, tracks, surroundings);
        session.Run();
        var models = session.Evaluate();
        var (steps, seconds) = session.Effort;
        return new TrainingResult(settings, engine.Device, prepared.Scale, models, steps, seconds);
    }

    private static OptimizerState InitialState(NetworkShape shape, ModelRun run, TrainingSettings settings) =>
        OptimizerState.Initial(Initialization.Draw(shape, run.Seed, settings.InitialDeviation));

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
