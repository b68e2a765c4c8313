using Microsoft.Data.Sqlite;
using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Sweeps;

/// <summary>A store of one small sweep, in a folder of the test's own.</summary>
internal sealed class StoreFixture : IDisposable
{
    public static readonly DeviceDescription Device = new("simd", DeviceKind.Simd, "a device");
    public static readonly Dictionary<string, string> Hashes = new() { ["none"] = "none", ["full"] = "abc" };
    public static readonly Trial[] Trials = [.. new SweepGrid([0.1f, 10], [1e-4f], [1e-3f], [0, 1], ["none", "full"]).Trials(static (_, _) => 0)];

    private static readonly SweepDescription s_description = new("digits", null, 0, "simd", new TrainingSettings(), [new("device", "simd"), new("batch size", "256")]);
    private readonly TempFolder _folder = new();

    public StoreFixture()
    {
        Path = _folder.Path("s.db");
        Store = SweepStore.Open(Path);
        Entered = Store.Enter(s_description, Trials, Hashes);
        (Sweep, Ids) = (Entered.Sweep, [.. Entered.Trials]);
        Wanted = Ids.Select(static (id, i) => (id, i)).ToDictionary();
    }

    public string Path { get; }

    public SweepStore Store { get; }

    public EnteredTrials Entered { get; }

    public long Sweep { get; }

    public long[] Ids { get; }

    public Dictionary<long, int> Wanted { get; }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }

    public (long Sweep, long[] Ids) Enter(IReadOnlyList<Trial> trials, string batch = "256", string fullHash = "abc")
    {
        var entered = Store.Enter(s_description with { Facts = [new("device", "simd"), new("batch size", batch)] }, trials, new Dictionary<string, string>(Hashes) { ["full"] = fullHash });
        return (entered.Sweep, [.. entered.Trials]);
    }

    /// <summary>Enters the same trials in a sweep over other kinds of device.</summary>
    public EnteredTrials EnterOn(string kinds) =>
        Store.Enter(s_description with { DeviceKind = kinds, Facts = [new("device", kinds), new("batch size", "256")] }, Trials, Hashes);

    /// <summary>Enters the same trials in a sweep whose first layer goes through tensor cores.</summary>
    public EnteredTrials EnterOnTensorCores() =>
        Store.Enter(s_description with { Facts = [.. s_description.Facts, new(TrainingFingerprint.TensorCoresFact, "TF32 in two parts")] }, Trials, Hashes);

    public ClaimedGroup? Claim(int size = 3) => Store.TryClaim(Sweep, Wanted, Hashes, size, Device);

    public static TrialResult[] ResultsOf(ClaimedGroup group) =>
        [.. group.Trials.Select(trial => new TrialResult(trial, TrialStatus.Completed, null, 0.9, null, 0.8, 1.5, trial.Lambda1, 0.1f * trial.Lambda1, 4, 8, "f00d", group.Trials.Count, 2.5))];

    /// <summary>Has the group's owner be another process.</summary>
    public void GiveTo(ClaimedGroup group, ProcessIdentity owner, TimeSpan sinceHeartbeat) => Sql(
        $"UPDATE groups SET owner_machine = '{owner.Machine}', owner_process = {owner.Process}, owner_start = {owner.Start}, heartbeat = {(DateTimeOffset.UtcNow - sinceHeartbeat).ToUnixTimeMilliseconds()} WHERE id = {group.Id}");

    public long Sql(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() as long? ?? 0;
    }
}
