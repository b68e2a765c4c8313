using System.Diagnostics;
using System.Globalization;
using RrrGpu.Bench.Peak;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Scaling;

/// <summary>Times steps of problems of growing size.</summary>
internal sealed class ScalingRun(IEngine engine, int rounds, TextWriter progress)
{
    private const double MinimumSeconds = 0.1;

    /// <summary>Measures every series.</summary>
    public ScalingReport Run(string commit)
    {
        var peak = FmaPeak.Measure();
        return new(
            commit, Machine.ProcessorName, engine.Device.Id, engine.Device.Name, peak,
            [.. ScalingSeries.All.Select(series => new MeasuredSeries(series.Name, Measure(series)))]);
    }

    private ScalingPoint[] Measure(ScalingSeries series)
    {
        var times = series.Cases.Select(@case => Time(@case.Case)).ToArray();
        var points = new ScalingPoint[times.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var ((value, problem), time) = (series.Cases[i], times[i].Median());
            double? slope = i == 0 ? null : Math.Log(time / times[i - 1].Median()) / Math.Log(value / series.Cases[i - 1].Value);
            points[i] = new(value, time, slope, problem.Models * problem.UsefulOperations / time / 1e6, times[i]);
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{series.Name} {value}: {time:0.000} ms a step, {points[i].UsefulGflops:0.0} GFLOP/s, slope {slope:0.00}"));
        }

        return points;
    }

    private double[] Time(ScalingCase problem)
    {
        var (rows, annotation) = problem.Draw();
        using var uploaded = engine.Upload(rows);
        using var ensemble = problem.CreateEnsemble(engine, annotation);
        IReadOnlyList<RowSchedule> schedule = [RowSchedule.InOrder(rows.Count, problem.Batch)];
        Steps(ensemble, uploaded, schedule);
        Steps(ensemble, uploaded, schedule);
        var times = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            var epochs = 0;
            do
            {
                Steps(ensemble, uploaded, schedule);
                epochs++;
            }
            while (clock.Elapsed.TotalSeconds < MinimumSeconds);
            times[round] = clock.Elapsed.TotalMilliseconds / (epochs * ScalingCase.Batches);
        }

        return times;
    }

    private static void Steps(IEnsemble ensemble, IRowSet rows, IReadOnlyList<RowSchedule> schedule)
    {
        ensemble.Train(rows, schedule, 0, ScalingCase.Batches);
        ensemble.ReadState(0); // waits for the device
    }
}
