using System.Diagnostics;
using RrrGpu.Bench.Comparison;
using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Ptx;
using RrrGpu.Bench.Steps;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.KernelTimes;

/// <summary>Times every kernel of a training step with the arguments that it has there.</summary>
internal static class KernelProfile
{
    private const int Rounds = 5;
    private const int MostRepetitions = 50;
    private const double SecondsARound = 0.002;

    // One look at a launch that takes this long is exact enough.
    private const double LongLaunch = 0.01;

    /// <summary>Measures a step for each number of models.</summary>
    /// <param name="device">Where.</param>
    /// <param name="mode">What it launches.</param>
    /// <param name="models">The numbers of models.</param>
    /// <param name="commit">The commit that was built.</param>
    public static KernelReport Run(string device, LaunchMode mode, IReadOnlyList<int> models, string commit)
    {
        DevicePeak peak;
        DeviceDescription description;
        using (var session = IlgpuSession.Open(device))
            (peak, description) = (DevicePeak.Measure(session), session.Device);
        var workload = DecoyWorkload.Create();
        StepProfile[] steps = [.. models.Select(count => Step(device, mode, workload, count))];
        var inSteps = steps.SelectMany(static step => step.Kernels).Select(static kernel => kernel.Kernel).ToHashSet();
        var others = Others(device, mode is LaunchMode.AsGpu, workload).Where(kernel => !inSteps.Contains(kernel.Kernel)).ToArray();
        var launched = inSteps.Concat(others.Select(static kernel => kernel.Kernel)).Select(static kernel => kernel.Split('.')[0]).ToHashSet();
        return new(
            commit, description.Id, description.Name, mode is LaunchMode.Tf32 ? OwnTimes.TwoPartsOfTf32 : OwnTimes.Float32, peak, steps, others,
            [.. DeviceKernel.All.Select(static kernel => kernel.Name).Where(kernel => !launched.Contains(kernel.Split('.')[0]))]);
    }

    private static KernelTime[] Others(string device, bool asGpu, DecoyWorkload workload)
    {
        using var engine = asGpu ? BenchDevices.OpenAsGpu(device) : BenchDevices.Open(device);
        using var passes = new OtherPasses(engine, workload);
        passes.Run();
        return
        [
            .. Times((IlgpuEngine)engine, passes.Run).OrderByDescending(static time => time.Value.Seconds)
                .Select(static time => new KernelTime(time.Key, time.Value.Launches, 1e6 * time.Value.Seconds, null, null)),
        ];
    }

    /// <summary>Every kernel that <paramref name="work"/> launches.</summary>
    private static Dictionary<string, (int Launches, double Seconds)> Times(IlgpuEngine engine, Action work)
    {
        var watch = LaunchWatch.On(engine);
        var times = new Dictionary<string, (int Launches, double Seconds)>();
        watch.During(work, (kernel, launch) =>
        {
            var (launches, seconds) = times.GetValueOrDefault(kernel);
            times[kernel] = (launches + 1, seconds + Seconds(launch, watch.Accelerator!.Synchronize));
        });
        return times;
    }

    private static StepProfile Step(string device, LaunchMode mode, DecoyWorkload workload, int models)
    {
        using var timer = new StepTimer(device, workload, models, mode is LaunchMode.AsGpu, mode is LaunchMode.Tf32);
        var microseconds = 1000 * Enumerable.Range(0, Rounds).Select(_ => timer.MillisecondsPerStep()).ToArray().Median();
        var times = Times((IlgpuEngine)timer.Engine, () => timer.TakeSteps(1));
        var size = StepSize.Of(workload, models);
        var kernels = times.Select(time =>
        {
            var work = KernelWork.Of(time.Key, time.Value.Launches, size);
            return (Work: work, Time: new KernelTime(
                time.Key, time.Value.Launches, 1e6 * time.Value.Seconds, work?.Operations / time.Value.Seconds / 1e9, work?.Bytes / time.Value.Seconds / 1e9));
        }).OrderByDescending(static kernel => kernel.Time.Microseconds).ToArray();
        return new(
            models, microseconds, 1e6 * models / microseconds,
            kernels.Sum(static kernel => kernel.Work?.Operations ?? 0) / microseconds / 1e3,
            kernels.Sum(static kernel => kernel.Work?.Bytes ?? 0) / microseconds / 1e3,
            [.. kernels.Select(static kernel => kernel.Time)]);
    }

    /// <summary>
    /// A launch's time among launches of the same kernel. That it runs again and again changes what is in its matrices, not what there is
    /// to do.
    /// </summary>
    private static double Seconds(Action launch, Action wait)
    {
        double Repeat(int count)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < count; i++)
                launch();
            wait();
            return clock.Elapsed.TotalSeconds / count;
        }

        wait();
        var first = Repeat(1);
        if (first > LongLaunch)
            return first;
        var count = (int)Math.Clamp(SecondsARound / first, 1, MostRepetitions);
        return Enumerable.Range(0, Rounds).Select(_ => Repeat(count)).ToArray().Median();
    }
}
