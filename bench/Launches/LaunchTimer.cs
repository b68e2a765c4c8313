using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Bench.Launches;

/// <summary>Times launches on one device.</summary>
internal sealed class LaunchTimer : IDisposable
{
    // Drivers queue about a thousand launches before the host must wait.
    private const int MostQueued = 500;
    private const int FewestQueued = 10;
    private const int WaitedFor = 10;
    private const double SecondsQueued = 0.01;
    private const double SpinFactor = 4;
    private const int MostSpins = 1 << 28;
    private const double Microsecond = 1e6;

    private readonly Accelerator _accelerator;
    private readonly int _rounds;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _result;
    private readonly Action<KernelConfig, ArrayView<float>, int, float, float> _spin;

    public LaunchTimer(Accelerator accelerator, int rounds)
    {
        (_accelerator, _rounds) = (accelerator, rounds);
        _result = accelerator.Allocate1D<float>(1);
        _spin = accelerator.LoadStreamKernel<ArrayView<float>, int, float, float>(DevicePeak.FmaKernel);
    }

    /// <summary>Times the kernel that does nothing with these parameters.</summary>
    public LaunchCost Measure(string name, IReadOnlyList<Type> parameters)
    {
        var launch = IdleKernels.Load(_accelerator, parameters);
        Enqueue(launch, FewestQueued);
        _accelerator.Synchronize();
        var queued = (int)Math.Clamp(SecondsQueued * FewestQueued / Enqueue(launch, FewestQueued), FewestQueued, MostQueued);
        _accelerator.Synchronize();
        var enqueue = Median(() =>
        {
            var seconds = Enqueue(launch, queued);
            _accelerator.Synchronize();
            return seconds;
        });
        var waited = Median(() => Timed(() =>
        {
            for (var i = 0; i < WaitedFor; i++)
            {
                launch();
                _accelerator.Synchronize();
            }
        }));
        return new(name, parameters.Count, Microsecond * enqueue / queued, Microsecond * BehindSpin(launch, queued, enqueue) / queued, Microsecond * waited / WaitedFor);
    }

    /// <inheritdoc/>
    public void Dispose() => _result.Dispose();

    /// <summary>
    /// What launches add to a kernel that runs while they are queued, so that the device finds each one waiting; null where the
    /// host cannot queue them while it runs.
    /// </summary>
    private double? BehindSpin(Action launch, int count, double enqueue)
    {
        var spins = 1 << 10;
        Spin(spins);
        while (Spin(spins) < SpinFactor * enqueue && spins < MostSpins)
            spins *= 2;
        var added = new List<double>();
        for (var round = 0; round < _rounds; round++)
        {
            var alone = Spin(spins);
            var clock = Stopwatch.StartNew();
            QueueSpin(spins);
            Enqueue(launch, count);
            var isAhead = clock.Elapsed.TotalSeconds < alone;
            _accelerator.Synchronize();
            if (isAhead)
                added.Add(clock.Elapsed.TotalSeconds - alone);
        }

        return added.Count > _rounds / 2 ? Math.Max(0, added.Median()) : null;
    }

    private double Spin(int spins) => Timed(() =>
    {
        QueueSpin(spins);
        _accelerator.Synchronize();
    });

    private void QueueSpin(int spins) => _spin(new KernelConfig(1, 1), _result.View.BaseView, spins, 0.999999f, 1e-6f);

    private double Median(Func<double> measure) => Enumerable.Range(0, _rounds).Select(_ => measure()).ToArray().Median();

    private static double Enqueue(Action launch, int count) => Timed(() =>
    {
        for (var i = 0; i < count; i++)
            launch();
    });

    private static double Timed(Action work)
    {
        var clock = Stopwatch.StartNew();
        work();
        return clock.Elapsed.TotalSeconds;
    }
}
