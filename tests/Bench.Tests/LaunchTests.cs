using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Ptx;
using RrrGpu.Bench.Steps;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Tests;

public sealed class LaunchTests
{
    [Fact]
    public void AWatchSeesEveryLaunchAndChangesNone()
    {
        using var timer = new StepTimer("cpu", DecoyWorkload.Create());
        var watch = LaunchWatch.On((IlgpuEngine)timer.Engine);
        Assert.NotNull(watch.Accelerator);
        var launches = new Dictionary<string, int>();
        var before = timer.ReadState();
        watch.During(() => timer.TakeSteps(1), (kernel, launch) =>
        {
            launches[kernel] = launches.GetValueOrDefault(kernel) + 1;
            launch();
        });
        Assert.Equal(1, launches["Adam"]);
        Assert.Equal(2, launches["DenseWeightGradient"]);
        Assert.Contains(launches.Keys, static kernel => kernel.Contains("Layer1WeightGradient", StringComparison.Ordinal));
        var after = timer.ReadState();
        Assert.Equal(before.Steps + 1, after.Steps);
        Assert.NotEqual(before.Parameters.W1, after.Parameters.W1);

        // A launch that the observer keeps back does not happen.
        watch.During(() => timer.TakeSteps(1), static (_, _) => { });
        Assert.Equal(after.Parameters.W1, timer.ReadState().Parameters.W1);
    }

    [Fact]
    public void TheWidestKernelsParametersCanBeLaunched()
    {
        var widest = DeviceKernel.All.MaxBy(static kernel => kernel.Method.GetParameters().Length)!;
        using var session = IlgpuSession.Open("cpu");
        var launch = IdleKernels.Load(session.Accelerator, [.. widest.Method.GetParameters().Select(static parameter => parameter.ParameterType)]);
        launch();
        session.Accelerator.Synchronize();
        Assert.Throws<ArgumentException>(() => IdleKernels.Load(session.Accelerator, []));
    }

    [Fact]
    public void DevicesThatLaunchNoKernelsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => IlgpuSession.Open("simd"));
        Assert.Throws<ArgumentException>(() => IlgpuSession.Open("auto"));
        Assert.Throws<DeviceNotFoundException>(() => IlgpuSession.Open("cuda:99"));
    }
}
