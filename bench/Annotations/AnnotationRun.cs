using System.Diagnostics;
using System.Globalization;
using RrrGpu.Bench.Scaling;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Annotations;

/// <summary>Times steps with annotations in both forms, at random places, in alternation.</summary>
/// <param name="device">The device; it is taken for a GPU.</param>
/// <param name="rounds">Times that each is timed.</param>
/// <param name="progress">Where progress goes.</param>
internal sealed class AnnotationRun(string device, int rounds, TextWriter progress)
{
    private const double MinimumSeconds = 0.05;
    private const double Always = 0;
    private const double Never = 2;

    /// <summary>Measures every share with every number of models.</summary>
    public AnnotationReport Run(IReadOnlyList<int> models, IReadOnlyList<double> shares, string commit)
    {
        using var engine = BenchDevices.OpenAsGpu(device);
        return new(commit, engine.Device.Id, engine.Device.Name, engine.DenseFrom, [.. models.Select(count => Measure(engine, count, shares))]);
    }

    private AnnotationGroup Measure(IlgpuEngine engine, int models, IReadOnlyList<double> shares)
    {
        var plain = Times(engine, new ScalingCase(models, MarkDensity: 0), [Never])[0];
        var points = new List<AnnotationPoint>();
        foreach (var share in shares.Order())
        {
            var times = Times(engine, new ScalingCase(models, MarkDensity: share), [Never, Always]);
            points.Add(new(share, times[0], times[1]));
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{models} models, {share} annotated: lists {times[0]:0} µs, dense {times[1]:0} µs"));
        }

        return new(models, plain, points);
    }

    /// <summary>Microseconds of a step with each form, the median of the rounds.</summary>
    private double[] Times(IlgpuEngine engine, ScalingCase problem, double[] denseFrom)
    {
        var (data, annotation) = problem.Draw();
        RowSchedule[] schedule = [RowSchedule.InOrder(data.Count, problem.Batch)];
        using var rows = engine.Upload(data);
        var ensembles = new List<IEnsemble>();
        try
        {
            foreach (var from in denseFrom)
            {
                ensembles.Add(problem.CreateEnsemble(engine, annotation, from));
                Seconds(ensembles[^1], rows, schedule);
            }

            var times = ensembles.Select(_ => new double[rounds]).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < times.Length; i++)
                    times[i][round] = 1e6 * Seconds(ensembles[i], rows, schedule);
            }

            return [.. times.Select(static values => values.Median())];
        }
        finally
        {
            foreach (var ensemble in ensembles)
                ensemble.Dispose();
        }
    }

    /// <summary>Seconds of a step, over as many as take a while.</summary>
    private static double Seconds(IEnsemble ensemble, IRowSet rows, RowSchedule[] schedule)
    {
        var clock = Stopwatch.StartNew();
        var taken = 0;
        do
        {
            ensemble.Train(rows, schedule, 0, ScalingCase.Batches);
            taken += ScalingCase.Batches;
        }
        while (clock.Elapsed.TotalSeconds < MinimumSeconds);
        return clock.Elapsed.TotalSeconds / taken;
    }
}
