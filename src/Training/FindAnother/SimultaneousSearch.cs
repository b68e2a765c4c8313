using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Simultaneous find-another-explanation (Ross 2018, section 2.C): models of consecutive seeds are trained as one ensemble whose
/// objective penalises that they explain themselves alike (see <see cref="SimilarityPenalty"/>).
/// </summary>
/// <param name="engine">Where the passes run; it stays the caller's.</param>
public sealed class SimultaneousSearch(IEngine engine)
{
    /// <summary>Trains the models.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="training">How they are trained; the objective carries the similarity penalty.</param>
    /// <param name="settings">The cutoff of masks, and when a model counts as diverse; nothing is iterated.</param>
    /// <param name="models">How many; at least 2.</param>
    /// <param name="first">The first model; the others have the seeds after its own.</param>
    /// <param name="surroundings">Who hears of it.</param>
    /// <exception cref="ArgumentException">A setting or part of the data is unusable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public FindAnotherResult Search(
        DataSet data, TrainingSettings training, FindAnotherSettings settings, int models, ModelRun first, FindAnotherSurroundings? surroundings = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(first);
        settings.Validated();
        if (models < 2)
            throw new ArgumentException($"simultaneous models: expected at least 2, got {models}");
        if (first.Seed > long.MaxValue - (models - 1))
            throw new ArgumentException($"seed: expected at most {long.MaxValue - (models - 1)} with {models} simultaneous models, got {first.Seed}");
        surroundings ??= new FindAnotherSurroundings();
        var runs = Enumerable.Range(0, models).Select(model => first with { Seed = first.Seed + model }).ToArray();
        var result = surroundings.Train(
            $"{models} models", progress => new Trainer(engine).Train(data, training, runs, progress: progress, cancellation: surroundings.Cancellation));
        using var gallery = new ModelGallery(engine, data, settings);
        for (var model = 0; model < models; model++)
        {
            if (result.Models[model].Diverged)
                return Close(FindAnotherStop.Diverged, FormattableString.Invariant($"the model of seed {runs[model].Seed} diverged: {result.Models[model].Failure}"));
            surroundings.Found(gallery.Admit(result, model, model), result);
        }

        return Close(FindAnotherStop.Iterations, FormattableString.Invariant($"all {models} models are trained"));

        FindAnotherResult Close(FindAnotherStop stop, string reason) => gallery.Close(stop, reason) with { IsSimultaneous = true };
    }
}
