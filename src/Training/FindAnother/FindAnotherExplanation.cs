using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Find-another-explanation (Ross et al. 2017, section 2.2): θ₀ is trained with A = 0, and each further model with an A that forbids
/// what its predecessors used on the training rows: A₁ = M_c[θ₀], A_{i+1} = M_c[θ_i] ∪ A_i. What the data set or its user annotated
/// from the start is united into every A, that of θ₀ too. All models start from the same seed: they differ by A and λ₁ alone.
/// </summary>
/// <param name="engine">Where the passes run; it stays the caller's.</param>
public sealed class FindAnotherExplanation(IEngine engine)
{
    /// <summary>Finds one model after another until a rule of <paramref name="settings"/> says stop.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="training">How each model is trained.</param>
    /// <param name="settings">How to go on and when to stop.</param>
    /// <param name="first">Seed, λ₂ and learning rate of every model, and the annotation they all have; its λ₁ is not used.</param>
    /// <param name="surroundings">Who hears of it.</param>
    /// <exception cref="ArgumentException">A setting or part of the data is unusable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; models found so far have been reported.</exception>
    public FindAnotherResult Search(
        DataSet data, TrainingSettings training, FindAnotherSettings settings, ModelRun first, FindAnotherSurroundings? surroundings = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(first);
        settings.Validated();
        surroundings ??= new FindAnotherSurroundings();
        using var gallery = new ModelGallery(engine, data, settings);
        var chance = Chance.Of(data.Train);
        FeatureMasks? forbidden = null;
        for (var iteration = 0; ; iteration++)
        {
            var annotation = Unite(first.Annotation, forbidden);
            if (iteration < surroundings.Earlier.Count)
                gallery.Readmit(surroundings.Earlier[iteration]);
            else
            {
                var run = first with { Lambda1 = annotation is null ? 0 : settings.Lambda1Of(iteration), Annotation = annotation };
                var result = surroundings.Train($"theta-{iteration}", progress => new Trainer(engine).Train(data, training, [run], progress: progress, cancellation: surroundings.Cancellation));
                if (result.Models[0].Diverged)
                    return gallery.Close(FindAnotherStop.Diverged, FormattableString.Invariant($"θ{iteration} (λ₁ {run.Lambda1}) diverged: {result.Models[0].Failure}"));
                surroundings.Found(gallery.Admit(result, 0, iteration), result);
            }

            forbidden = gallery.AddLastMasksTo(forbidden);
            // What was found earlier stays found, whatever the rules say now.
            if (iteration + 1 >= surroundings.Earlier.Count && StopAfter(gallery.Models, settings, chance, () => Unite(first.Annotation, forbidden)!.Fraction) is var (stop, reason))
                return gallery.Close(stop, reason);
            surroundings.Cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Whether, and why, the model found last is the last.</summary>
    private static (FindAnotherStop Stop, string Reason)? StopAfter(IReadOnlyList<FoundModel> models, FindAnotherSettings settings, Chance chance, Func<double> nextFraction)
    {
        var last = models[^1];
        var best = models.SkipLast(1).Select(static model => model.TrainAccuracy).DefaultIfEmpty(0).Max();
        if (settings.AccuracyFall is { } fall && chance.Lost(best, last.TrainAccuracy) is var lost && lost >= fall)
            return (FindAnotherStop.AccuracyFell, FormattableString.Invariant($"θ{last.Iteration} has training accuracy {last.TrainAccuracy:0.0000} and so has lost {lost:0.00}, at least {fall}, of what the best before it ({best:0.0000}) was above chance ({chance.Accuracy:0.0000})"));
        if (settings.UnchangedOverlap is { } unchanged && last.ExplanationOverlap >= unchanged)
            return (FindAnotherStop.ExplanationsUnchanged, FormattableString.Invariant($"the masks of θ{last.Iteration} overlap those of the model before by {last.ExplanationOverlap:0.0000}, at least {unchanged}"));
        if (last.Iteration == settings.Iterations)
            return (FindAnotherStop.Iterations, FormattableString.Invariant($"all of θ0 to θ{last.Iteration} are trained"));
        if (settings.SaturatedFraction is { } saturated && nextFraction() is var fraction && fraction >= saturated)
            return (FindAnotherStop.AnnotationSaturated, FormattableString.Invariant($"after θ{last.Iteration}, A marks {fraction:0.0000} of all entries, at least {saturated}"));
        return null;
    }

    private static Annotation? Unite(Annotation? always, FeatureMasks? forbidden)
    {
        if (forbidden is null)
            return always;
        var masks = forbidden.ToAnnotation();
        return always is null ? masks : Annotation.Union(always, masks);
    }
}
