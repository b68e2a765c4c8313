namespace RrrGpu.Host.Sweeps;

/// <summary>How busy and how fast a device of a sweep is.</summary>
/// <param name="TrialsLeft">What is left of the group that it trains, in trials.</param>
/// <param name="TrialsPerSecond">Its speed; null before it is known.</param>
/// <param name="IsGpu">Whether it is a GPU, which needs many models at once to be fast.</param>
/// <param name="HasBegun">Whether it has had a group.</param>
internal readonly record struct DeviceLoad(double TrialsLeft, double? TrialsPerSecond, bool IsGpu, bool HasBegun);

/// <summary>How many of the trials that wait a device takes next, such that all devices end at about the same time.</summary>
internal static class ClaimSize
{
    /// <summary>A processor of unknown speed beside other kinds of device takes one in so many of its even share.</summary>
    private const int ProbeShare = 8;

    /// <summary>The most trials by which such a device's speed is found out.</summary>
    private const int LargestProbe = 16;

    /// <summary>The size; 0 where the others end sooner without it.</summary>
    /// <param name="waiting">Trials that wait.</param>
    /// <param name="most">The most that the device takes at once.</param>
    /// <param name="own">The device, which is idle.</param>
    /// <param name="others">The other devices that work.</param>
    /// <param name="areAlike">Whether all are of one kind.</param>
    public static int Of(int waiting, int most, DeviceLoad own, IReadOnlyList<DeviceLoad> others, bool areAlike)
    {
        var limit = Math.Min(waiting, most);
        if (others.Count == 0 || limit == 0)
            return limit;
        if (own.TrialsPerSecond is not { } speed)
            return First(waiting, limit, own, others, areAlike);
        // Whoever has not had any yet, a thread that starts late or a driver that is slow to open, is left one.
        var free = waiting - others.Count(static other => !other.HasBegun);
        return free > 0 ? Next(free, Math.Min(free, limit), speed, others) : 0;
    }

    private static int First(int waiting, int limit, DeviceLoad own, IReadOnlyList<DeviceLoad> others, bool areAlike)
    {
        // Processors, simulated ones among them, differ in speed by a factor of hundreds; a GPU is no slower with many models.
        var probe = Math.Clamp(waiting / (ProbeShare * (others.Count + 1)), 1, LargestProbe);
        if (!areAlike && !own.IsGpu)
            return Math.Min(probe, limit);
        var probes = others.Count(other => !areAlike && !other.IsGpu && !other.HasBegun);
        var shares = 1 + others.Count(other => (areAlike || other.IsGpu) && !other.HasBegun);
        return Math.Clamp((waiting - probes * probe + shares - 1) / shares, 1, limit);
    }

    private static int Next(int waiting, int limit, double speed, IReadOnlyList<DeviceLoad> others)
    {
        var all = speed + others.Sum(other => other.TrialsPerSecond ?? speed);
        var even = (waiting + others.Sum(static other => other.TrialsLeft)) * speed / all;
        if (even >= 1)
            return (int)Math.Min(even, limit);
        // The last few: whoever has one done first takes it, even if that is a device that is busy now.
        var elsewhere = others.Min(other => (other.TrialsLeft + 1) / (other.TrialsPerSecond ?? speed));
        return 1 / speed <= elsewhere ? 1 : 0;
    }
}
