using RrrGpu.Host.Output;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Sweeps;

/// <content>Who trains what.</content>
internal sealed partial class SweepStore
{
    /// <summary>
    /// Takes a group for this process: one whose owner is gone, to be continued from its checkpoint, or else a new one of the first
    /// wanted trials that wait; null where no wanted trial waits.
    /// </summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="wanted">The wanted trials and their places in the grid's order.</param>
    /// <param name="hashes">The SHA-256 of each annotation that this process can train with, by name.</param>
    /// <param name="size">The most trials of a new group; an adopted one keeps its own.</param>
    /// <param name="device">What it will be trained on.</param>
    /// <param name="working">
    /// The kinds of device that this process works with, null for that of <paramref name="device"/>: a group that was begun on one of
    /// them goes on there only, so that a trial's bits are those of one kind; one that was begun on another is taken apart.
    /// </param>
    public ClaimedGroup? TryClaim(
        long sweep,
        IReadOnlyDictionary<long, int> wanted,
        IReadOnlyDictionary<string, string> hashes,
        int size,
        DeviceDescription device,
        IReadOnlySet<DeviceKind>? working = null) =>
        Change(() => TryAdopt(sweep, wanted, hashes, device, working) ?? TryBegin(sweep, wanted, size, device));

    /// <summary>Whom the wanted trials that are being trained belong to; empty where none is.</summary>
    public IReadOnlyList<(ProcessIdentity Owner, int Trials)> Others(long sweep, IReadOnlyDictionary<long, int> wanted) => Read(() =>
        _connection.Rows(
            static row => (Trial: row.GetInt64(0), Owner: new ProcessIdentity(row.GetString(1), row.GetInt32(2), row.GetInt64(3))),
            """
            SELECT trials.id, owner_machine, owner_process, owner_start FROM trials JOIN groups ON groups.id = trials.group_id
            WHERE trials.sweep_id = $0 AND status = 'running' AND owner_machine IS NOT NULL
            """,
            sweep)
            .Where(row => wanted.ContainsKey(row.Trial))
            .GroupBy(static row => row.Owner)
            .Select(static rows => (rows.Key, rows.Count()))
            .ToArray());

    private ClaimedGroup? TryAdopt(
        long sweep, IReadOnlyDictionary<long, int> wanted, IReadOnlyDictionary<string, string> hashes, DeviceDescription device, IReadOnlySet<DeviceKind>? working)
    {
        var running = _connection.Rows(
            static row => (
                Id: row.GetInt64(0),
                Checkpoint: row.GetString(1),
                Owner: row.IsDBNull(2) ? null : new ProcessIdentity(row.GetString(2), row.GetInt32(3), row.GetInt64(4)),
                Heartbeat: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                DeviceKind: DeviceRequest.Parse(row.GetString(6)).Kind!.Value),
            "SELECT id, checkpoint, owner_machine, owner_process, owner_start, heartbeat, device FROM groups WHERE sweep_id = $0 AND state = 'running' ORDER BY id",
            sweep);
        foreach (var group in running)
        {
            if (group.Owner is not null && !group.Owner.IsGone(DateTimeOffset.UtcNow - group.Heartbeat))
                continue;
            var members = _connection.Rows(
                static row => (Id: row.GetInt64(0), Trial: StoredResult.TrialAt(row, 1), Sha256: row.GetString(6)),
                "SELECT id, lambda1, lambda2, learning_rate, seed, annotations, annotations_sha256 FROM trials WHERE group_id = $0 ORDER BY position",
                group.Id);
            if (!members.Exists(member => wanted.ContainsKey(member.Id)))
                continue;
            if (group.DeviceKind != device.Kind && working?.Contains(group.DeviceKind) == true)
                continue;
            Own(group.Id);
            if (group.DeviceKind != device.Kind)
            {
                GiveUp(group.Id, "interrupted, then wanted where no device of its kind works");
                continue;
            }

            if (!members.TrueForAll(member => hashes.TryGetValue(member.Trial.Annotations, out var hash) && hash == member.Sha256))
            {
                // It cannot go on here as it is, and must not keep the wanted trials among its own from being trained.
                GiveUp(group.Id, "interrupted, then wanted in part by a sweep without all of its annotations");
                continue;
            }

            _connection.Execute(
                "UPDATE groups SET device = $1, device_name = $2, version = $3, \"commit\" = $4 WHERE id = $0",
                group.Id, device.Id, device.Name, ProgramVersion.Number, ProgramVersion.Commit);
            return new ClaimedGroup(group.Id, group.Checkpoint, IsAdopted: true, [.. members.Select(static m => m.Id)], [.. members.Select(static m => m.Trial)]);
        }

        return null;
    }

    private ClaimedGroup? TryBegin(long sweep, IReadOnlyDictionary<long, int> wanted, int size, DeviceDescription device)
    {
        var trials = _connection.Rows(
            static row => (Id: row.GetInt64(0), Trial: StoredResult.TrialAt(row, 1)),
            "SELECT id, lambda1, lambda2, learning_rate, seed, annotations FROM trials WHERE sweep_id = $0 AND status = 'pending'",
            sweep)
            .Where(row => wanted.ContainsKey(row.Id))
            .OrderBy(row => wanted[row.Id])
            .Take(size)
            .ToArray();
        if (trials.Length == 0)
            return null;
        var checkpoint = Guid.NewGuid().ToString("N");
        var id = _connection.Whole(
            """
            INSERT INTO groups (sweep_id, state, size, checkpoint, device, device_name, version, "commit", started_at, heartbeat)
            VALUES ($0, 'running', $1, $2, $3, $4, $5, $6, $7, 0) RETURNING id
            """,
            sweep, trials.Length, checkpoint, device.Id, device.Name, ProgramVersion.Number, ProgramVersion.Commit, Now());
        Own(id);
        for (var position = 0; position < trials.Length; position++)
            _connection.Execute("UPDATE trials SET status = 'running', group_id = $1, position = $2 WHERE id = $0", trials[position].Id, id, position);
        return new ClaimedGroup(id, checkpoint, IsAdopted: false, [.. trials.Select(static t => t.Id)], [.. trials.Select(static t => t.Trial)]);
    }

    private void Own(long group)
    {
        var own = ProcessIdentity.Own;
        _connection.Execute(
            "UPDATE groups SET owner_machine = $1, owner_process = $2, owner_start = $3, heartbeat = $4 WHERE id = $0",
            group, own.Machine, own.Process, own.Start, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
    }
}
