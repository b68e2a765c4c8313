using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>
/// One device at work on a sweep, on a thread of its own: it takes groups of trials, trains them and records what became of them, until
/// every trial has ended or the device is left out.
/// </summary>
internal sealed class SweepWorker(
    SweepStore store, SweepCheckpoints checkpoints, ClaimDesk desk, SweepDevice device, SweepProgress progress, CancellationToken cancellation)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(300);
    private readonly int _trials = progress.Trials;
    private int _groupSize = device.Size.Models;

    /// <summary>Works to the end; trials that others train are waited for.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the group in progress waits with its checkpoint for whoever goes on.</exception>
    public void Run()
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var ended = desk.CountEnded();
            progress.Ended(ended);
            if (ended == _trials)
                return;
            if (desk.TryClaim(device.Tally, _groupSize) is { } group)
            {
                if (!Train(group))
                    return;
                continue;
            }

            progress.Waiting(desk.Others());
            cancellation.WaitHandle.WaitOne(s_betweenLooks);
        }
    }

    /// <summary>Trains a group; false where the device is left out.</summary>
    private bool Train(ClaimedGroup group)
    {
        var ended = 0;
        try
        {
            return TrainOrDivide(group, out ended);
        }
        catch (ClaimLostException e)
        {
            // The other process ends with the same bits.
            progress.Say($"group {group.Id}: {e.Message}; its results are not recorded twice", device.Tally);
            return true;
        }
        catch (OperationCanceledException)
        {
            store.Release(group);
            throw;
        }
        catch (Exception e) when (DeviceFault.IsLoss(e))
        {
            var isOut = LeaveOut(e);
            if (!isOut)
                progress.Say($"group {group.Id}: the device failed; the group waits for whoever goes on: {e.Message.ReplaceLineEndings(" ")}", device.Tally);
            store.Release(group);
            if (isOut)
                return false;
            throw;
        }
        finally
        {
            device.Tally.End(ended);
        }
    }

    private bool TrainOrDivide(ClaimedGroup group, out int ended)
    {
        ended = 0;
        try
        {
            using var heartbeat = new Heartbeat(store.Path, group.Id);
            progress.Begin(group, device.Tally);
            var results = device.Trainer.Train(group.Trials, checkpoints.Of(group), device.Tally, cancellation);
            store.Complete(group, results);
            checkpoints.Remove(group);
            ended = group.Trials.Count;
            return true;
        }
        catch (Exception e) when (IsOfTheModels(e))
        {
            if (group.Trials.Count == 1 && MayLieInTheDevice(e) && LeaveOut(e))
            {
                store.Abandon(group, SweepDevice.LineOf(e));
                checkpoints.Remove(group);
                return false;
            }

            ended = Divide(group, e);
            return true;
        }
    }

    /// <summary>
    /// What a device says no to for many models it may say yes to for few. A single trial that still fails is recorded as failed,
    /// and the rest goes on. Returns how many trials have ended by that.
    /// </summary>
    private int Divide(ClaimedGroup group, Exception failure)
    {
        var reason = SweepDevice.LineOf(failure);
        var isSingle = group.Trials.Count == 1;
        if (isSingle)
        {
            progress.Say($"group {group.Id}: failed: {reason}", device.Tally);
            store.Complete(group, [new TrialResult(group.Trials[0], TrialStatus.Failed, reason, null, null, null, null, null, null, 0, 0, null, 1, 0)]);
        }
        else
        {
            _groupSize = Math.Max(1, Math.Min(_groupSize, group.Trials.Count) / 2);
            progress.Say($"group {group.Id}: {Names.Of(group.Trials.Count)} models failed together: {reason}; on in groups of {Names.Of(_groupSize)}", device.Tally);
            store.Abandon(group, reason);
        }

        checkpoints.Remove(group);
        return isSingle ? 1 : 0;
    }

    /// <summary>Has the other devices do without this one, and says so; false where there is no other.</summary>
    private bool LeaveOut(Exception failure)
    {
        var reason = SweepDevice.LineOf(failure);
        if (!desk.TryLeaveOut(device.Tally, reason))
            return false;
        progress.Say($"the device failed and is left out; the others take its trials: {reason}", device.Tally);
        return true;
    }

    /// <summary>
    /// Whether another device may train a trial that failed alone on this one: this one is too small for it, or has not trained
    /// anything yet and may be unable to.
    /// </summary>
    private bool MayLieInTheDevice(Exception e) =>
        DeviceFault.IsShortage(e) || (device.Tally.Trials == 0 && e is not (ArgumentException or OverflowException));

    /// <summary>Whether a failure may lie in the models; files, claims and a device that is lost concern all of them.</summary>
    private static bool IsOfTheModels(Exception e) =>
        e is not (BadInputException or IOException or UnauthorizedAccessException or ClaimLostException or OperationCanceledException) && !DeviceFault.IsLoss(e);
}
