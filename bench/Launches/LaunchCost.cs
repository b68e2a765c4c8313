namespace RrrGpu.Bench.Launches;

/// <summary>What one launch of a kernel that does nothing costs: medians over the rounds.</summary>
/// <param name="Kernel">Which.</param>
/// <param name="Parameters">How many parameters it has.</param>
/// <param name="EnqueueMicroseconds">The host's time to queue it.</param>
/// <param name="QueuedMicroseconds">The device's time for it when the next one is already queued; null where queuing waits for the device.</param>
/// <param name="WaitedMicroseconds">From queuing to the end of waiting for it, alone.</param>
internal sealed record LaunchCost(string Kernel, int Parameters, double EnqueueMicroseconds, double? QueuedMicroseconds, double WaitedMicroseconds);

/// <summary>What launches are of a training step of one model.</summary>
/// <param name="Launches">Launches of a step.</param>
/// <param name="StepMicroseconds">The step, with many queued: the median over the rounds.</param>
/// <param name="EnqueueShare">Queuing its launches, at the widest kernel's cost, as a share of the step: 1 where the host is what it waits for.</param>
/// <param name="QueuedShare">The device's own time between its launches, likewise.</param>
/// <param name="Kernels">Launches by kernel.</param>
internal sealed record StepLaunches(int Launches, double StepMicroseconds, double EnqueueShare, double? QueuedShare, IReadOnlyDictionary<string, int> Kernels);

/// <summary>Everything that <c>launches</c> found.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Device">The device's id.</param>
/// <param name="DeviceName">Its name.</param>
/// <param name="Rounds">Rounds of each measurement.</param>
/// <param name="Costs">The empty kernel's and the widest one's.</param>
/// <param name="Step">What a step of one model loses.</param>
internal sealed record LaunchReport(string Commit, string Device, string DeviceName, int Rounds, IReadOnlyList<LaunchCost> Costs, StepLaunches Step)
{
    /// <summary>As Markdown.</summary>
    public string ToMarkdown() => FormattableString.Invariant($"""
        Launches on {Device} ({DeviceName}), medians of {Rounds} rounds, commit {Commit}

        | kernel | parameters | host queues it, µs | device, when queued, µs | queued and waited for, µs |
        |---|---:|---:|---:|---:|
        {string.Join('\n', Costs.Select(static cost => FormattableString.Invariant($"| {cost.Kernel} | {cost.Parameters} | {cost.EnqueueMicroseconds:0.00} | {Text(cost.QueuedMicroseconds, "0.00")} | {cost.WaitedMicroseconds:0.0} |")))}

        A step of one model: {Step.Launches} launches, {Step.StepMicroseconds:0} µs; queuing them is {Step.EnqueueShare:0.0%} of it, the device's time between them {Text(Step.QueuedShare, "0.0%")}.
        """);

    private static string Text(double? value, string format) => value?.ToString(format, System.Globalization.CultureInfo.InvariantCulture) ?? "unknown";
}
