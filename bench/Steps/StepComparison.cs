namespace RrrGpu.Bench.Steps;

/// <summary>Step times of one device.</summary>
/// <param name="Device">Its id.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="MsPerStep">Median over the rounds.</param>
/// <param name="TimesFaster">How many times faster it is than the slowest device here: the median of the rounds' ratios.</param>
/// <param name="Rounds">Each round's milliseconds a step.</param>
internal sealed record StepTimes(string Device, string Name, double MsPerStep, double TimesFaster, IReadOnlyList<double> Rounds);

/// <summary>Times the same training step on several devices in alternation.</summary>
internal static class StepComparison
{
    /// <summary>One result a device, in the order given.</summary>
    public static IReadOnlyList<StepTimes> Run(IReadOnlyList<string> devices, int rounds)
    {
        var workload = DecoyWorkload.Create();
        var timers = new List<StepTimer>();
        try
        {
            foreach (var device in devices)
                timers.Add(new StepTimer(device, workload));
            var times = timers.ConvertAll(static _ => new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < timers.Count; i++)
                    times[i].Add(timers[i].MillisecondsPerStep());
            }

            var slowest = times.MaxBy(static t => t.Median())!;
            return [.. timers.Select((timer, i) => new StepTimes(
                timer.Device.Id,
                timer.Device.Name,
                times[i].Median(),
                slowest.Zip(times[i], static (slow, own) => slow / own).Median(),
                times[i]))];
        }
        finally
        {
            timers.ForEach(static timer => timer.Dispose());
        }
    }
}
