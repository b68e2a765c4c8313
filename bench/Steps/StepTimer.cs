using System.Diagnostics;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Steps;

/// <summary>How long a training step of the annotated Decoy MNIST model takes on a device, without data loading or evaluation.</summary>
internal sealed class StepTimer : IDisposable
{
    private const double MinimumSeconds = 0.5;

    private readonly IRowSet _rows;
    private readonly IEnsemble _ensemble;
    private readonly DecoyWorkload _workload;

    /// <summary>Opens the device and takes a step on it, so that kernels are compiled.</summary>
    public StepTimer(string device, DecoyWorkload workload, int models = 1, bool asGpu = false, bool tf32 = false)
    {
        _workload = workload;
        Engine = asGpu ? BenchDevices.OpenAsGpu(device) : BenchDevices.Open(device, tf32);
        _rows = Engine.Upload(workload.Rows);
        _ensemble = workload.CreateEnsemble(Engine, models, penalised: true);
        TakeSteps(1);
    }

    /// <summary>What runs the steps.</summary>
    public IEngine Engine { get; }

    /// <summary>The device.</summary>
    public DeviceDescription Device => Engine.Device;

    /// <summary>Milliseconds a step, over as many steps as fill half a second and at least two.</summary>
    public double MillisecondsPerStep()
    {
        var clock = Stopwatch.StartNew();
        var steps = 0;
        for (var next = 2; clock.Elapsed.TotalSeconds < MinimumSeconds; next = Math.Min(2 * next, DecoyWorkload.Batches))
        {
            TakeSteps(next);
            steps += next;
        }

        return clock.Elapsed.TotalMilliseconds / steps;
    }

    /// <summary>Takes steps from the first minibatch on, and waits for them.</summary>
    public void TakeSteps(int steps)
    {
        _ensemble.Train(_rows, _workload.Schedule, 0, steps);
        _ensemble.ReadState(0); // waits for the device
    }

    /// <summary>The first model's state, once all steps are taken.</summary>
    public OptimizerState ReadState() => _ensemble.ReadState(0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ensemble.Dispose();
        _rows.Dispose();
        Engine.Dispose();
    }
}
