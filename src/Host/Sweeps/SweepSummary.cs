namespace RrrGpu.Host.Sweeps;

/// <summary>What a sweep came to: the JSON of <c>rrr sweep</c>.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Store">The store's file.</param>
/// <param name="Trials">Trials of the grid.</param>
/// <param name="Completed">Trials that have ended by now, whenever that was; failed ones count.</param>
/// <param name="Resumed">Those of them that had ended before this command began.</param>
/// <param name="Failed">Those of them that failed.</param>
/// <param name="Seconds">Seconds of this command, once the data were there.</param>
/// <param name="Devices">What each device did in this command.</param>
/// <param name="Rows">Each trial's result, in grid order.</param>
internal sealed record SweepSummary(
    string Dataset, string Store, int Trials, int Completed, int Resumed, int Failed, double Seconds, IReadOnlyList<DeviceSummary> Devices, IReadOnlyList<StoredResult> Rows)
{
    public SweepSummary(string dataset, string store, int trials, int completed, int resumed, double seconds, IReadOnlyList<DeviceSummary> devices, IReadOnlyList<StoredResult> rows)
        : this(dataset, store, trials, completed, resumed, rows.Count(static row => row.Status == "failed"), seconds, devices, rows)
    {
    }
}

/// <summary>What one device did in a sweep.</summary>
/// <param name="Id">What <c>--device</c> calls it.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Tf32">Whether <c>--tf32</c> was asked of it.</param>
/// <param name="Groups">Groups that it finished.</param>
/// <param name="Trials">Trials in them.</param>
/// <param name="ModelSteps">Steps that it took, those of each model counted.</param>
/// <param name="Seconds">Seconds that it was at work, evaluation included.</param>
/// <param name="ModelStepsPerSecond">Steps of models a second of these; null where it took none.</param>
/// <param name="Failure">Why it was left out before the end; null where it was not.</param>
internal sealed record DeviceSummary(
    string Id, string Kind, string Name, bool Tf32, int Groups, int Trials, long ModelSteps, double Seconds, double? ModelStepsPerSecond, string? Failure);
