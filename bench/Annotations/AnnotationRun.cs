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
        using var listed = BenchDevices.OpenAsGpu(device, Never);
        using var dense = BenchDevices.OpenAsGpu(device, Always);
        using var usual = BenchDevices.OpenAsGpu(device);
        return new(commit, listed.Device.Id, listed.Device.Name, usual.DenseFrom, [.. models.Select(count => Measure(listed, dense, count, shares))]);
    }

    private AnnotationGroup Measure(IEngine listed, IEngine dense, int models, IReadOnlyList<double> shares)
    {
        var plain = Times([(listed, new ScalingCase(models, MarkDensity: 0))])[0];
        var points = new List<AnnotationPoint>();
        foreach (var share in shares.Order())
        {
            var problem = new ScalingCase(models, MarkDensity: share);
            var times = Times([(listed, problem), (dense, problem)]);
            points.Add(new(share, times[0], times[1]));
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{models} models, {share} annotated: lists {times[0]:0} µs, dense {times[1]:0} µs"));
        }

        return new(models, plain, points);
    }

    /// <summary>Microseconds of a step of each problem, the median of the rounds.</summary>
    private double[] Times((IEngine Engine, ScalingCase Problem)[] problems)
    {
        var steps = new List<(IEnsemble Ensemble, IRowSet Rows)>();
        try
        {
            var (rows, annotation) = problems[0].Problem.Draw();
            RowSchedule[] schedule = [RowSchedule.InOrder(rows.Count, problems[0].Problem.Batch)];
            foreach (var (engine, problem) in problems)
            {
                steps.Add((problem.CreateEnsemble(engine, annotation), engine.Upload(rows)));
                Seconds(steps[^1], schedule);
            }

            var times = steps.Select(_ => new double[rounds]).ToArray();
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < times.Length; i++)
                    times[i][round] = 1e6 * Seconds(steps[i], schedule);
            }

            return [.. times.Select(static values => values.Median())];
        }
        finally
        {
            foreach (var (ensemble, rows) in steps)
            {
                ensemble.Dispose();
                rows.Dispose();
            }
        }
    }

    /// <summary>Seconds of a step, over as many as take a while.</summary>
    private static double Seconds((IEnsemble Ensemble, IRowSet Rows) steps, RowSchedule[] schedule)
    {
        var clock = Stopwatch.StartNew();
        var taken = 0;
        do
        {
            steps.Ensemble.Train(steps.Rows, schedule, 0, ScalingCase.Batches);
            taken += ScalingCase.Batches;
        }
        while (clock.Elapsed.TotalSeconds < MinimumSeconds);
        return clock.Elapsed.TotalSeconds / taken;
    }
}
