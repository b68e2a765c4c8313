using System.Globalization;
using Microsoft.Data.Sqlite;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>
/// Trials, their results, and who trains what, in one SQLite file that several processes may use at once, and several threads of this
/// one. Each change is one transaction that takes the write lock at its beginning, so that what it read still holds when it writes.
/// </summary>
internal sealed partial class SweepStore : IDisposable
{
    private readonly SqliteConnection _connection;

    // A connection serves one thread at a time.
    private readonly Lock _lock = new();

    private SweepStore(string path, SqliteConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens a store, and creates it where there is none.</summary>
    /// <exception cref="BadInputException">The path cannot be used.</exception>
    public static SweepStore Open(string path) => new(path, StoreFile.OpenOrCreate(path));

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    /// <summary>
    /// Enters trials that are not there yet and returns every trial's number, in the order given. One that a sweep over other kinds of
    /// device has completed, on a kind that this sweep covers too, is that one.
    /// </summary>
    /// <param name="sweep">What they share.</param>
    /// <param name="trials">The trials.</param>
    /// <param name="hashes">The SHA-256 of each annotation by name: a file may change.</param>
    public EnteredTrials Enter(SweepDescription sweep, IReadOnlyList<Trial> trials, IReadOnlyDictionary<string, string> hashes) => Change(() =>
    {
        var (settings, objective) = (sweep.Settings, sweep.Settings.Objective);
        _connection.Execute(
            """
            INSERT OR IGNORE INTO sweeps (fingerprint, dataset, data_source, data_seed, device_kind, epochs, batch, hidden1, hidden2,
                explained, penalty, reduction, scale, shuffle, validation, patience, facts, created_at)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """,
            sweep.Fingerprint, sweep.DataSet, sweep.DataSource, sweep.DataSeed, sweep.DeviceKind, settings.Epochs, settings.BatchSize,
            settings.Hidden1, settings.Hidden2, Names.Of(objective.Explained), Names.Of(objective.Norm), Names.Of(objective.Reduction),
            Names.Of(settings.Scaling), settings.Shuffle, settings.Validation?.Fraction, settings.EarlyStop?.Patience, sweep.FactsJson, Now());
        var id = _connection.Whole("SELECT id FROM sweeps WHERE fingerprint = $0", sweep.Fingerprint);
        var known = ReadNumbers(id);
        var elsewhere = ReadCompletedElsewhere(id, sweep);
        foreach (var trial in trials)
        {
            if (known.ContainsKey((trial, hashes[trial.Annotations])) || elsewhere.ContainsKey((trial, hashes[trial.Annotations])))
                continue;
            _connection.Execute(
                "INSERT INTO trials (sweep_id, lambda1, lambda2, learning_rate, seed, annotations, annotations_sha256) VALUES ($0, $1, $2, $3, $4, $5, $6)",
                id, Decimal(trial.Lambda1), Decimal(trial.Lambda2), Decimal(trial.LearningRate), trial.Seed, trial.Annotations, hashes[trial.Annotations]);
        }

        known = ReadNumbers(id);
        var completed = ReadCompleted(id);
        var numbers = trials.Select(trial => Number((trial, hashes[trial.Annotations]))).ToArray();
        return new EnteredTrials(id, numbers, numbers.Except(known.Values).ToHashSet());

        // A result of its own comes before another sweep's, and that before a trial that has none.
        long Number((Trial, string) trial) =>
            known.TryGetValue(trial, out var own) && (completed.Contains(own) || !elsewhere.ContainsKey(trial)) ? own : elsewhere[trial];
    });

    /// <summary>Has failed trials wait to be trained again, and returns how many.</summary>
    public int Reopen(long sweep, IReadOnlySet<long> wanted) => Change(() =>
    {
        var failed = _connection.Rows(static row => row.GetInt64(0), "SELECT id FROM trials WHERE sweep_id = $0 AND status = 'failed'", sweep).Where(wanted.Contains).ToArray();
        foreach (var trial in failed)
            _connection.Execute("UPDATE trials SET status = 'pending', group_id = NULL, position = NULL, failure = NULL WHERE id = $0", trial);
        return failed.Length;
    });

    /// <summary>Records what became of a group's trials, all at once.</summary>
    /// <exception cref="ClaimLostException">The group is another process's by now; nothing is recorded.</exception>
    public void Complete(ClaimedGroup group, IReadOnlyList<TrialResult> results) => Change(() =>
    {
        RequireOwn(group.Id);
        for (var i = 0; i < results.Count; i++)
        {
            var result = results[i];
            _connection.Execute(
                """
                UPDATE trials SET status = $1, failure = $2, train_accuracy = $3, validation_accuracy = $4, test_accuracy = $5,
                    cross_entropy = $6, right_reasons = $7, initial_ratio = $8, epochs_trained = $9, steps = $10, parameters_sha256 = $11
                WHERE id = $0
                """,
                group.TrialIds[i], Names.Of(result.Status), result.Failure, result.TrainAccuracy, result.ValidationAccuracy, result.TestAccuracy,
                result.CrossEntropy, result.RightReasons, result.InitialRatio, result.Epochs, result.Steps, result.ParametersSha256);
        }

        _connection.Execute(
            "UPDATE groups SET state = 'done', seconds = $1, finished_at = $2, owner_machine = NULL, owner_process = NULL, owner_start = NULL WHERE id = $0",
            group.Id, results[0].GroupSeconds, Now());
        return true;
    });

    /// <summary>Gives a group up as a group: its trials wait for others.</summary>
    /// <exception cref="ClaimLostException">The group is another process's by now.</exception>
    public void Abandon(ClaimedGroup group, string failure) => Change(() =>
    {
        RequireOwn(group.Id);
        GiveUp(group.Id, failure);
        return true;
    });

    /// <summary>Leaves a group as it is for whoever comes next.</summary>
    public void Release(ClaimedGroup group) => Change(() => _connection.Execute(
        "UPDATE groups SET owner_machine = NULL, owner_process = NULL, owner_start = NULL WHERE id = $0 AND owner_machine = $1 AND owner_process = $2 AND owner_start = $3",
        group.Id, ProcessIdentity.Own.Machine, ProcessIdentity.Own.Process, ProcessIdentity.Own.Start));

    /// <summary>The folders of checkpoints that groups may still need.</summary>
    public HashSet<string> CheckpointsInUse() =>
        Read(() => _connection.Rows(static row => row.GetString(0), "SELECT checkpoint FROM groups WHERE state = 'running'").ToHashSet());

    /// <summary>How many of the wanted trials have ended.</summary>
    public int CountEnded(long sweep, IReadOnlyDictionary<long, int> wanted) => Read(() =>
        _connection.Rows(static row => row.GetInt64(0), "SELECT id FROM trials WHERE sweep_id = $0 AND status IN ('completed', 'failed')", sweep)
            .Count(wanted.ContainsKey));

    /// <summary>How many of the wanted trials wait for somebody to train them.</summary>
    public int CountWaiting(long sweep, IReadOnlyDictionary<long, int> wanted) => Read(() =>
        _connection.Rows(static row => row.GetInt64(0), "SELECT id FROM trials WHERE sweep_id = $0 AND status = 'pending'", sweep).Count(wanted.ContainsKey));

    /// <summary>Every wanted trial's result, in the order of <paramref name="trials"/>; null where it has none yet.</summary>
    public StoredResult?[] Results(IReadOnlyList<long> trials) => Read(() =>
    {
        var rows = _connection.Rows(
            static row => (Id: row.GetInt64(0), Result: StoredResult.From(row, 1)),
            $"SELECT trial, {StoredResult.Columns} FROM results WHERE status IN ('completed', 'failed')").ToDictionary(static row => row.Id, static row => row.Result);
        return trials.Select(rows.GetValueOrDefault).ToArray();
    });

    /// <summary>All that the store knows, other sweeps' trials included.</summary>
    public Table Table() => StoreTable.Read(_connection, Path);

    private Dictionary<(Trial Trial, string Sha256), long> ReadCompletedElsewhere(long own, SweepDescription sweep)
    {
        var found = new Dictionary<(Trial, string), long>();
        foreach (var (other, facts) in _connection.Rows(static row => (row.GetInt64(0), row.GetString(1)), "SELECT id, facts FROM sweeps WHERE id <> $0 ORDER BY id", own))
        {
            if (!sweep.IsLike(facts))
                continue;
            var completed = _connection.Rows(
                static row => (Trial: (StoredResult.TrialAt(row, 0), row.GetString(5)), Id: row.GetInt64(6), Device: row.GetString(7)),
                """
                SELECT lambda1, lambda2, learning_rate, seed, annotations, annotations_sha256, trials.id, device
                FROM trials JOIN groups ON groups.id = group_id WHERE trials.sweep_id = $0 AND status = 'completed'
                """,
                other);
            foreach (var (trial, id, device) in completed)
            {
                if (sweep.Covers(device))
                    found.TryAdd(trial, id);
            }
        }

        return found;
    }

    private HashSet<long> ReadCompleted(long sweep) =>
        _connection.Rows(static row => row.GetInt64(0), "SELECT id FROM trials WHERE sweep_id = $0 AND status = 'completed'", sweep).ToHashSet();

    private Dictionary<(Trial Trial, string Sha256), long> ReadNumbers(long sweep) => _connection.Rows(
        static row => ((StoredResult.TrialAt(row, 0), row.GetString(5)), Id: row.GetInt64(6)),
        "SELECT lambda1, lambda2, learning_rate, seed, annotations, annotations_sha256, id FROM trials WHERE sweep_id = $0",
        sweep).ToDictionary(static row => row.Item1, static row => row.Id);

    private void GiveUp(long group, string failure)
    {
        _connection.Execute("UPDATE trials SET status = 'pending', group_id = NULL, position = NULL WHERE group_id = $0", group);
        _connection.Execute(
            "UPDATE groups SET state = 'abandoned', failure = $1, finished_at = $2, owner_machine = NULL, owner_process = NULL, owner_start = NULL WHERE id = $0",
            group, failure, Now());
    }

    private void RequireOwn(long group)
    {
        var own = ProcessIdentity.Own;
        var mine = _connection.Whole(
            "SELECT count(*) FROM groups WHERE id = $0 AND state = 'running' AND owner_machine = $1 AND owner_process = $2 AND owner_start = $3",
            group, own.Machine, own.Process, own.Start);
        if (mine == 0)
            throw new ClaimLostException();
    }

    private T Change<T>(Func<T> work) => Read(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        var result = work();
        transaction.Commit();
        return result;
    });

    private T Read<T>(Func<T> work)
    {
        try
        {
            lock (_lock)
                return work();
        }
        catch (SqliteException e)
        {
            throw StoreFile.Refusal(Path, e);
        }
    }

    private static double Decimal(float value) => SqliteCommands.Decimal(value);

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}

/// <summary>Where the trials of a grid stand in a store.</summary>
/// <param name="Sweep">The sweep's number.</param>
/// <param name="Trials">The trials' numbers, in the grid's order.</param>
/// <param name="Elsewhere">Those among them that another sweep has completed.</param>
internal sealed record EnteredTrials(long Sweep, IReadOnlyList<long> Trials, IReadOnlySet<long> Elsewhere);
