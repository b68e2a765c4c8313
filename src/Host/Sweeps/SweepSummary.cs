namespace RrrGpu.Host.Sweeps;

/// <summary>What a sweep came to: the JSON of <c>rrr sweep</c>.</summary>
/// <param name="Dataset">The data set.</param>
/// <param name="Store">The store's file.</param>
/// <param name="Trials">Trials of the grid.</param>
/// <param name="Completed">Trials that have ended by now, whenever that was; failed ones count.</param>
/// <param name="Resumed">Those of them that had ended before this command began.</param>
/// <param name="Failed">Those of them that failed.</param>
/// <param name="Seconds">Seconds of this command, once the data were there.</param>
/// <param name="Rows">Each trial's result, in grid order.</param>
internal sealed record SweepSummary(
    string Dataset, string Store, int Trials, int Completed, int Resumed, int Failed, double Seconds, IReadOnlyList<StoredResult> Rows)
{
    public SweepSummary(string dataset, string store, int trials, int completed, int resumed, double seconds, IReadOnlyList<StoredResult> rows)
        : this(dataset, store, trials, completed, resumed, rows.Count(static row => row.Status == "failed"), seconds, rows)
    {
    }
}
