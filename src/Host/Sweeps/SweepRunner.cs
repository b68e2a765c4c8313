using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>What a sweep is to train, and where.</summary>
/// <param name="Sweep">The sweep's number in the store.</param>
/// <param name="TrialIds">The trials' numbers there, in the grid's order.</param>
/// <param name="Hashes">The SHA-256 of each annotation by name.</param>
/// <param name="Device">The device.</param>
/// <param name="GroupSize">The most trials of a group.</param>
internal sealed record SweepPlan(
    long Sweep, IReadOnlyList<long> TrialIds, IReadOnlyDictionary<string, string> Hashes, DeviceDescription Device, int GroupSize);

/// <summary>Claims groups of trials, trains them and records what became of them, until every trial of the plan has ended.</summary>
internal sealed class SweepRunner(SweepStore store, TrialTrainer trainer, SweepPlan plan, SweepProgress progress, CancellationToken cancellation)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(300);
    private readonly SweepCheckpoints _checkpoints = new(store.Path);
    private readonly Dictionary<long, int> _wanted = plan.TrialIds.Select(static (id, i) => (id, i)).ToDictionary();
    private int _groupSize = plan.GroupSize;

    /// <summary>Runs to the end; trials that other processes train are waited for.</summary>
    /// <returns>Every trial's result, in the plan's order.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; the group in progress waits with its checkpoint for whoever goes on.</exception>
    public IReadOnlyList<StoredResult> Run()
    {
        _checkpoints.RemoveLeftovers(store);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var ended = store.CountEnded(plan.Sweep, _wanted);
            progress.Ended(ended);
            if (ended == _wanted.Count)
                return store.Results(plan.Sweep, plan.TrialIds)!;
            if (store.TryClaim(plan.Sweep, _wanted, plan.Hashes, _groupSize, plan.Device) is { } group)
            {
                Train(group);
                continue;
            }

            progress.Waiting(store.Others(plan.Sweep, _wanted));
            cancellation.WaitHandle.WaitOne(s_betweenLooks);
        }
    }

    private void Train(ClaimedGroup group)
    {
        try
        {
            TrainOrDivide(group);
        }
        catch (ClaimLostException e)
        {
            // The other process ends with the same bits.
            progress.Say($"group {group.Id}: {e.Message}; its results are not recorded twice");
        }
        catch (OperationCanceledException)
        {
            store.Release(group);
            throw;
        }
        catch (Exception e) when (DeviceFault.IsLoss(e))
        {
            progress.Say($"group {group.Id}: the device failed; the group waits for whoever goes on: {e.Message.ReplaceLineEndings(" ")}");
            store.Release(group);
            throw;
        }
    }

    private void TrainOrDivide(ClaimedGroup group)
    {
        try
        {
            using var heartbeat = new Heartbeat(store.Path, group.Id);
            progress.Begin(group);
            var results = trainer.Train(group.Trials, _checkpoints.Of(group), progress, cancellation);
            store.Complete(group, results);
            _checkpoints.Remove(group);
        }
        catch (Exception e) when (IsOfTheModels(e))
        {
            Divide(group, e);
        }
    }

    /// <summary>
    /// What a device says no to for many models it may say yes to for few. A single trial that still fails is recorded as failed,
    /// and the rest goes on.
    /// </summary>
    private void Divide(ClaimedGroup group, Exception failure)
    {
        var reason = failure is DeviceMemoryException or OutOfMemoryException or ArgumentException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}";
        reason = reason.ReplaceLineEndings(" ");
        if (group.Trials.Count == 1)
        {
            progress.Say($"group {group.Id}: failed: {reason}");
            store.Complete(group, [new TrialResult(group.Trials[0], TrialStatus.Failed, reason, null, null, null, null, null, null, 0, 0, null, 1, 0)]);
        }
        else
        {
            _groupSize = Math.Max(1, Math.Min(_groupSize, group.Trials.Count) / 2);
            progress.Say($"group {group.Id}: {Names.Of(group.Trials.Count)} models failed together: {reason}; on in groups of {Names.Of(_groupSize)}");
            store.Abandon(group, reason);
        }

        _checkpoints.Remove(group);
    }

    /// <summary>Whether a failure may lie in the models; files, claims and a device that is lost concern all of them.</summary>
    private static bool IsOfTheModels(Exception e) =>
        e is not (BadInputException or IOException or UnauthorizedAccessException or ClaimLostException or OperationCanceledException) && !DeviceFault.IsLoss(e);
}
