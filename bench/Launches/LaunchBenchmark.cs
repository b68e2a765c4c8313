using RrrGpu.Bench.Ptx;
using RrrGpu.Bench.Steps;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Launches;

/// <summary>What launches cost on a device, and what a training step of one model loses to them.</summary>
internal static class LaunchBenchmark
{
    /// <summary>Measures.</summary>
    public static LaunchReport Run(string device, int rounds, string commit)
    {
        var widest = DeviceKernel.All.MaxBy(static kernel => kernel.Method.GetParameters().Length)!;
        Type[] parameters = [.. widest.Method.GetParameters().Select(static parameter => parameter.ParameterType)];
        using var session = IlgpuSession.Open(device);
        using var timer = new LaunchTimer(session.Accelerator, rounds);
        LaunchCost[] costs = [timer.Measure("empty", [typeof(int)]), timer.Measure($"empty, with the parameters of {widest.Name}", parameters)];
        return new(commit, session.Device.Id, session.Device.Name, rounds, costs, Step(device, rounds, costs[^1]));
    }

    private static StepLaunches Step(string device, int rounds, LaunchCost cost)
    {
        using var timer = new StepTimer(device, DecoyWorkload.Create());
        var microseconds = 1000 * Enumerable.Range(0, rounds).Select(_ => timer.MillisecondsPerStep()).ToArray().Median();
        var launches = new SortedDictionary<string, int>(StringComparer.Ordinal);
        LaunchWatch.On((IlgpuEngine)timer.Engine).During(() => timer.TakeSteps(1), (kernel, launch) =>
        {
            launches[kernel] = launches.GetValueOrDefault(kernel) + 1;
            launch();
        });
        var count = launches.Values.Sum();
        return new(count, microseconds, count * cost.EnqueueMicroseconds / microseconds, count * cost.QueuedMicroseconds / microseconds, launches);
    }
}
