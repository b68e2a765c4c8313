using System.Globalization;
using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// Weighs the right-reasons term against cross-entropy before the first step, on all rows that are trained on. Ross 2018,
/// appendix 2.A, advises a λ₁ that makes the two alike early on; an order of magnitude more or less changes little.
/// </summary>
/// <remarks>
/// "Early" means at initialisation. On Decoy MNIST, raw pixels, the λ₁ that balances the two is 137, 122 and 152 there (seeds 0, 1,
/// 2), in the middle of the 30 to 3000 that test best (figure 2.11). It moves as soon as a model trains: without annotations to
/// 81, 87 and 131 after 5 steps and 11, 12 and 65 after an epoch; with pixels from 0 to 1, from 380…1313 to 1e-3. What training
/// does to the ratio is the very thing that λ₁ is to influence, so the one moment that no λ₁ has touched is taken.
/// </remarks>
public static class InitialBalance
{
    /// <summary>Models that are looked at together.</summary>
    private const int Together = 64;

    /// <summary>
    /// The right-reasons term at λ₁ = 1 over cross-entropy for each of <paramref name="runs"/>, before the first step, both reduced
    /// over rows as the objective says; null where nothing is annotated. The runs' own λ₁ have no part in it.
    /// </summary>
    /// <param name="engine">Where <paramref name="rows"/> are.</param>
    /// <param name="rows">The rows to train on.</param>
    /// <param name="runs">The models; those of equal seed and annotation are looked at once.</param>
    /// <param name="cancellation">Looked at now and then.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double?[] Ratios(IEngine engine, ResidentData rows, IReadOnlyList<ModelRun> runs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(runs);
        var distinct = runs
            .Where(static run => run.Annotation is { Count: > 0 })
            .Select(static run => new ModelRun(run.Seed, Lambda1: 1, Annotation: run.Annotation))
            .Distinct()
            .ToArray();
        var known = new Dictionary<(long, Annotation), double?>();
        foreach (var part in distinct.Chunk(Together))
        {
            cancellation.ThrowIfCancellationRequested();
            var models = rows.Data.TrainSettings(part);
            // Alone, whatever couples them in training: the two terms are each model's own.
            using var ensemble = engine.CreateEnsemble(rows.Settings.Objective with { Similarity = null }, rows.Settings.Adam, models, [.. part.Select(rows.InitialState)]);
            var terms = ensemble.Evaluate(rows.Train, withAnnotations: true);
            for (var i = 0; i < part.Length; i++)
                known[(part[i].Seed, part[i].Annotation!)] = Ratio(terms[i], models[i].Annotation!, rows.Settings.Objective.Reduction);
        }

        return [.. runs.Select(run => run.Annotation is { Count: > 0 } annotation ? known[(run.Seed, annotation)] : null)];
    }

    /// <summary>
    /// The λ₁ of ratio 1, to three digits (so that devices which round differently choose alike): what <c>--lambda1 auto</c> means.
    /// </summary>
    /// <param name="ratio">The ratio at λ₁ = 1; null, for nothing annotated, gives 0.</param>
    /// <exception cref="ArgumentException">The ratio is zero or not finite: no λ₁ balances the terms.</exception>
    public static float Balance(double? ratio)
    {
        if (ratio is null)
            return 0;
        var lambda1 = (float)double.Parse((1 / ratio.Value).ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        if (!float.IsFinite(lambda1) || lambda1 <= 0)
            throw new ArgumentException($"lambda1: expected annotated entries whose gradients are not zero before the first step, so that auto can balance the terms, got a ratio of {ratio.Value.ToString(CultureInfo.InvariantCulture)}");
        return lambda1;
    }

    private static double? Ratio(in LossTerms terms, Annotation annotation, Reduction reduction)
    {
        var ratio = terms.RightReasons / terms.CrossEntropy;
        return reduction is Reduction.MeanByAnnotation ? ratio * terms.Rows / Math.Max(1, ActiveEnsemble.SumOf(annotation)) : ratio;
    }
}
