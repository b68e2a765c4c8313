using System.Runtime.ExceptionServices;

namespace RrrGpu.Host.Sweeps;

/// <summary>What a sweep is to train.</summary>
/// <param name="Trials">The trials' numbers in the store.</param>
/// <param name="Hashes">The SHA-256 of each annotation by name.</param>
internal sealed record SweepPlan(EnteredTrials Trials, IReadOnlyDictionary<string, string> Hashes);

/// <summary>Has devices train every trial of a plan, each device on a thread of its own.</summary>
internal sealed class SweepRunner(SweepStore store, IReadOnlyList<SweepDevice> devices, SweepPlan plan, SweepProgress progress, CancellationToken cancellation)
{
    private readonly SweepCheckpoints _checkpoints = new(store.Path);

    /// <summary>Runs to the end; trials that other processes train are waited for.</summary>
    /// <returns>Every trial's result, in the plan's order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; groups in progress wait with their checkpoints for whoever goes on.</exception>
    public IReadOnlyList<StoredResult> Run()
    {
        _checkpoints.RemoveLeftovers(store);
        var desk = new ClaimDesk(store, plan, [.. devices.Select(static device => device.Tally)]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (devices.Count == 1)
            WorkerOf(devices[0], desk, stop.Token).Run();
        else
            RunTogether(desk, stop);
        progress.Summarize();
        return store.Results(plan.Trials.Trials)!;
    }

    private void RunTogether(ClaimDesk desk, CancellationTokenSource stop)
    {
        Exception? first = null;
        var threads = devices.Select(device => new Thread(() => Work(device)) { Name = device.Description.Id, IsBackground = true }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
        if (first is not null)
            ExceptionDispatchInfo.Throw(first);

        void Work(SweepDevice device)
        {
            try
            {
                WorkerOf(device, desk, stop.Token).Run();
            }
#pragma warning disable CA1031 // It is thrown again where the others have ended too, their groups released.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // What ends one device's work for another reason than the device, a full disk for one, ends it for all.
                Interlocked.CompareExchange(ref first, e, null);
                stop.Cancel();
            }
        }
    }

    private SweepWorker WorkerOf(SweepDevice device, ClaimDesk desk, CancellationToken stopping) => new(store, _checkpoints, desk, device, progress, stopping);
}
