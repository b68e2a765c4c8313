namespace RrrGpu.Host.Sweeps;

/// <summary>Hands groups of trials to the devices of this process, one device at a time, sized by what each can do.</summary>
internal sealed class ClaimDesk
{
    private readonly SweepStore _store;
    private readonly SweepPlan _plan;
    private readonly Dictionary<long, int> _wanted;
    private readonly bool _areAlike;
    private readonly Lock _lock = new();
    private readonly List<DeviceTally> _working;

    public ClaimDesk(SweepStore store, SweepPlan plan, IReadOnlyList<DeviceTally> devices)
    {
        _store = store;
        _plan = plan;
        _working = [.. devices];
        _areAlike = devices.DistinctBy(static device => device.Device.Kind).Count() == 1;
        _wanted = plan.Trials.Trials.Select(static (id, i) => (id, i)).Where(trial => !plan.Trials.Elsewhere.Contains(trial.id)).ToDictionary();
    }

    /// <summary>How many trials of the grid have ended.</summary>
    public int CountEnded() => _store.CountEnded(_plan.Trials.Sweep, _wanted) + _plan.Trials.Elsewhere.Count;

    /// <summary>Other processes that train trials of the grid.</summary>
    public IReadOnlyList<(ProcessIdentity Owner, int Trials)> Others() =>
        [.. _store.Others(_plan.Trials.Sweep, _wanted).Where(static other => other.Owner != ProcessIdentity.Own)];

    /// <summary>A group for an idle device; null where none waits, or the other devices end sooner without this one.</summary>
    /// <param name="device">The device.</param>
    /// <param name="most">The most trials that it takes.</param>
    public ClaimedGroup? TryClaim(DeviceTally device, int most)
    {
        lock (_lock)
        {
            var others = _working.Where(other => other != device).Select(static other => other.Load).ToArray();
            var size = others.Length == 0 ? most : ClaimSize.Of(_store.CountWaiting(_plan.Trials.Sweep, _wanted), most, device.Load, others, _areAlike);
            var kinds = _working.Select(static working => working.Device.Kind).ToHashSet();
            var group = _store.TryClaim(_plan.Trials.Sweep, _wanted, _plan.Hashes, size, device.Device, kinds);
            if (group is not null)
                device.Begin(group);
            return group;
        }
    }

    /// <summary>Leaves a device out from here on; false where it is the last one.</summary>
    public bool TryLeaveOut(DeviceTally device, string reason)
    {
        lock (_lock)
        {
            if (_working.Count == 1)
                return false;
            _working.Remove(device);
            device.Fail(reason);
            return true;
        }
    }
}
