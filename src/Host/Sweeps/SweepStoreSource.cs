using System.Globalization;
using Microsoft.Data.Sqlite;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>Reports on a store of sweeps. A store may hold several; their curves are then named after their numbers.</summary>
internal sealed class SweepStoreSource : IReportSource
{
    private const string Query =
        $"""
        SELECT {StoredResult.Columns}, sweep, dataset, data_source, data_seed, epochs, batch, hidden1, hidden2, explained, scale, validation
        FROM results WHERE status IN ('completed', 'failed') ORDER BY sweep, trial
        """;

    // The columns of the query behind those of a result.
    private const int First = 24;

    /// <inheritdoc/>
    public string Reads => "a store that sweep wrote";

    /// <summary>Any file may be meant as a store; what is wrong with one, the store's own reader tells best.</summary>
    public bool Accepts(string path) => File.Exists(path);

    /// <inheritdoc/>
    public Report Build(ReportRequest request)
    {
        (SweptTrial[] trials, long waiting) = Read(request.Path);
        if (trials.Length == 0)
            throw BadInputException.At(request.Path, "a store with at least one trial that has ended", $"none, and {Names.Of((int)waiting)} that wait");
        bool isOne = trials.DistinctBy(static trial => trial.Sweep).Count() == 1;
        return SweepReport.Write(
            string.Join(" and ", trials.Select(static trial => trial.DataSet).Distinct()),
            [.. trials.Select(trial => isOne ? trial.Result : trial.Result with { Trial = trial.Result.Trial with { Annotations = $"{trial.Result.Trial.Annotations} of sweep {Whole(trial.Sweep)}" } })],
            Describe(request.Path, trials, waiting));
    }

    private static (SweptTrial[] Trials, long Waiting) Read(string path)
    {
        using SqliteConnection connection = StoreFile.OpenToRead(path);
        try
        {
            SweptTrial[] trials = [.. connection.Rows(SweptTrial.From, Query)];
            return (trials, connection.Whole("SELECT count(*) FROM results WHERE status NOT IN ('completed', 'failed')"));
        }
        catch (SqliteException e)
        {
            throw StoreFile.Refusal(path, e);
        }
    }

    private static ReportRun Describe(string path, SweptTrial[] trials, long waiting)
    {
        StoredResult[] stored = [.. trials.Select(static trial => trial.Stored)];
        string? last = stored.Select(static trial => trial.FinishedAt).OfType<string>().Max(StringComparer.Ordinal);
        int groups = stored.DistinctBy(static trial => trial.GroupId).Count();
        double seconds = stored.DistinctBy(static trial => trial.GroupId).Sum(static trial => trial.GroupSeconds ?? 0);
        return new ReportRun(
            Joined(stored, static trial => $"{trial.Device} ({trial.DeviceName})"),
            Joined(stored.OrderBy(static trial => trial.Seed), static trial => Whole(trial.Seed)),
            last is null ? File.GetLastWriteTimeUtc(path) : DateTimeOffset.Parse(last, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
            [
                new("store", Path.GetFileName(path)),
                .. trials.DistinctBy(static trial => trial.Sweep).Select(static trial => new ReportSetting($"sweep {Whole(trial.Sweep)}", trial.Settings)),
                .. waiting > 0 ? [new ReportSetting("trials that have not ended", Whole(waiting))] : Array.Empty<ReportSetting>(),
                new("training time", $"{Names.Seconds(seconds)} in {Names.Of(groups)} {(groups == 1 ? "group" : "groups")} of models trained together"),
                new("rrr", Joined(stored, static trial => trial.Version)),
            ],
            Commit: stored.Any(static trial => trial.Commit is not null) ? Joined(stored, static trial => trial.Commit ?? "not known") : null);
    }

    private static string Joined(IEnumerable<StoredResult> trials, Func<StoredResult, string> value) => string.Join(", ", trials.Select(value).Distinct());

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A trial with the sweep that it belongs to.</summary>
    private sealed record SweptTrial(StoredResult Stored, long Sweep, string DataSet, string Settings)
    {
        /// <summary>The result as reports read it.</summary>
        public TrialResult Result => new(
            new Trial(Stored.Lambda1, Stored.Lambda2, Stored.LearningRate, Stored.Seed, Stored.Annotations),
            Names.Parse<TrialStatus>("status", Stored.Status),
            Stored.Failure,
            Stored.TrainAccuracy,
            Stored.ValidationAccuracy,
            Stored.TestAccuracy,
            Stored.CrossEntropy,
            Stored.RightReasons,
            Stored.InitialRatio,
            Stored.Epochs,
            Stored.Steps,
            Stored.ParametersSha256,
            Stored.GroupSize,
            Stored.GroupSeconds ?? 0);

        public static SweptTrial From(SqliteDataReader row)
        {
            string data = row.GetString(First + 1);
            string source = row.TextAt(First + 2) is { } text ? $" ({text}), data seed {Whole(row.GetInt64(First + 3))}" : $", data seed {Whole(row.GetInt64(First + 3))}";
            string held = row.RealAt(First + 10) is { } share ? $", {ReportNumbers.Percent(share)} of the rows held out" : "";
            return new SweptTrial(
                StoredResult.From(row, 0),
                row.GetInt64(First),
                data,
                $"{data}{source}; {Whole(row.GetInt64(First + 4))} epochs, minibatches of {Whole(row.GetInt64(First + 5))}, hidden layers of {Whole(row.GetInt64(First + 6))} and {Whole(row.GetInt64(First + 7))}, explained scalar {row.GetString(First + 8)}, inputs {row.GetString(First + 9)}{held}");
        }
    }
}
