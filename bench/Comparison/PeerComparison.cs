using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Peak;
using RrrGpu.Bench.Steps;

namespace RrrGpu.Bench.Comparison;

/// <summary>
/// Trains with <c>rrr</c> and with its peers in alternation, so that what else the machine does falls on both, and divides
/// times of the same round.
/// </summary>
internal sealed class PeerComparison(ComparisonOptions options, TextWriter progress)
{
    // Beyond what noise between two rounds of the same program amounts to.
    private const double OutrunFactor = 1.5;

    private readonly List<TrainingRun> _ours = [];
    private readonly Dictionary<Candidate, List<TrainingRun>> _peers = options.Candidates.ToDictionary(static c => c, static _ => new List<TrainingRun>());
    private readonly HashSet<Candidate> _outrun = [];
    private readonly Dictionary<string, string> _pythons = [];
    private readonly List<string> _failures = [];
    private readonly Dictionary<Candidate, TimeSpan> _lasted = [];
    private TimeSpan _oursLasted;
    private string? _deviceName;

    /// <summary>
    /// Runs every round for which there is time. A peer that fails is recorded and left out; the others go on.
    /// </summary>
    /// <param name="peak">What the processor could do at best.</param>
    /// <param name="devicePeak">What the device could.</param>
    /// <param name="steps">Step times of several devices.</param>
    /// <param name="keep">Gets what has been found after every run from which a ratio follows, so that nothing is lost with the rest.</param>
    /// <exception cref="ChildProcessException"><c>rrr</c> failed, or no peer ran.</exception>
    public ComparisonReport Run(FmaPeak peak, DevicePeak devicePeak, IReadOnlyList<StepTimes> steps, Action<ComparisonReport> keep)
    {
        var clock = Stopwatch.StartNew();
        for (var round = 0; round < options.Pairs && clock.Elapsed + NextRound() <= options.Within; round++)
        {
            // Who goes first changes, lest one side always finds the machine warm.
            if (round % 2 == 0)
                RunOurs(round);
            RunPeers(round, () => keep(Report(peak, devicePeak, steps)));
            if (round % 2 == 1)
                RunOurs(round);
            if (round == 0)
                KeepPromising();
        }

        return Report(peak, devicePeak, steps);
    }

    private ComparisonReport Report(FmaPeak peak, DevicePeak devicePeak, IReadOnlyList<StepTimes> steps) =>
        new(
            Machine.Commit(options.Repository), Machine.ProcessorName, Environment.ProcessorCount,
            options.Data, options.Models, options.Epochs, options.Lambda1, options.Annotations, peak,
            new OwnTimes(options.Device, _deviceName ??= DeviceName(), Median(_ours), _ours[^1].TestAccuracy, Times(_ours), options.Precision),
            Summarise(), _failures, steps, devicePeak, StepWork.Of(options));

    /// <summary>How long a round of those that are still to run would take, start and setup included, if each took as long as last time.</summary>
    private TimeSpan NextRound() => _peers.Keys.Except(_outrun).Aggregate(_oursLasted, (sum, peer) => sum + _lasted.GetValueOrDefault(peer));

    private void RunOurs(int round)
    {
        var started = Stopwatch.GetTimestamp();
        var run = options.Models == 1
            ? TrainingRun.Read(options.Rrr, ChildProcess.RunForJson(options.Rrr, ["train", options.Table ?? options.Data, .. Device(), .. Protocol(), "--json"], options.Limit))
            : RunSweep();
        _ours.Add(run);
        _oursLasted = Stopwatch.GetElapsedTime(started);
        Report(round, $"rrr on {options.Device}", run);
    }

    private TrainingRun RunSweep()
    {
        using var folder = new TemporaryFolder();
        string[] arguments =
        [
            "sweep", options.Table ?? options.Data, .. Device(), .. Protocol(), "--seeds", $"0..{options.Models - 1}", "--store", Path.Combine(folder.Path, "sweep.db"), "--json",
        ];
        return TrainingRun.ReadSweep(options.Rrr, ChildProcess.RunForJson(options.Rrr, arguments, options.Limit));
    }

    private void RunPeers(int round, Action done)
    {
        foreach (var candidate in _peers.Keys.Except(_outrun).ToArray())
        {
            try
            {
                var started = Stopwatch.GetTimestamp();
                var run = RunPeer(candidate);
                _lasted[candidate] = Stopwatch.GetElapsedTime(started);
                _peers[candidate].Add(run);
                Report(round, candidate.Name, run);
                done();
            }
            catch (ChildProcessException e)
            {
                _peers.Remove(candidate);
                _failures.Add($"{candidate.Name}: {e.Message}");
                progress.WriteLine(_failures[^1]);
            }
        }

        if (_peers.Count > 0)
            return;
        done();
        throw new ChildProcessException($"no peer ran: {string.Join("; ", _failures)}");
    }

    /// <summary>What cannot be its framework's best any more is not run again; its first round stays in the report.</summary>
    private void KeepPromising()
    {
        foreach (var framework in _peers.GroupBy(static peer => (peer.Key.Framework, peer.Key.IsReduced)))
        {
            var best = framework.Min(static peer => Median(peer.Value));
            _outrun.UnionWith(framework.Where(peer => Median(peer.Value) > OutrunFactor * best).Select(static peer => peer.Key));
        }
    }

    private TrainingRun RunPeer(Candidate candidate)
    {
        if (!_pythons.TryGetValue(candidate.Module, out var python))
            _pythons[candidate.Module] = python = options.Python ?? Python.With(candidate.Module);
        var script = Path.Combine(options.Repository, "bench", "peers", candidate.Script);
        string[] models = options.Models == 1 ? [] : ["--models", options.Models.ToString(CultureInfo.InvariantCulture)];
        string[] table = options.Table is null ? [] : ["--table", options.Table];
        return TrainingRun.Read(script, ChildProcess.RunForJson(python,
            [script, "--device", candidate.Device, "--threads", candidate.Threads.ToString(CultureInfo.InvariantCulture), .. candidate.VariantArguments, .. models, .. table, .. Protocol()],
            options.Limit));
    }

    private string[] Device() => options.Tf32 ? ["--device", options.Device, "--tf32"] : ["--device", options.Device];

    private string[] Protocol() =>
    [
        "--annotations", options.Annotations,
        "--lambda1", options.Lambda1.ToString(CultureInfo.InvariantCulture),
        "--epochs", options.Epochs.ToString(CultureInfo.InvariantCulture),
    ];

    private PeerTimes[] Summarise()
    {
        var ran = _peers.Where(static peer => peer.Value.Count > 0).ToArray();
        var best = ran.Where(static peer => !peer.Key.IsReduced).GroupBy(static peer => peer.Key.Framework).Select(static group => group.MinBy(static peer => Median(peer.Value)).Key).ToHashSet();
        return
        [
            .. ran.Select(peer =>
            {
                var (candidate, runs) = peer;
                var ratios = runs.Zip(_ours, static (theirs, ours) => theirs.MsPerStep / ours.MsPerStep).ToArray();
                return new PeerTimes(
                    candidate.Name, candidate.Framework, runs[^1].Text("version"), runs[^1].Text("variant"), candidate.Device,
                    runs[^1].Text("device_name"), candidate.Threads, Median(runs), ratios.Median(), best.Contains(candidate),
                    runs[^1].TestAccuracy, Times(runs), ratios, runs[^1].Text("precision"));
            }),
        ];
    }

    private string DeviceName()
    {
        var devices = ChildProcess.RunForJson(options.Rrr, ["devices", "--json"], options.Limit).GetProperty("devices").EnumerateArray();
        var id = options.Device is "cuda" or "opencl" ? options.Device + ":0" : options.Device;
        var device = devices.FirstOrDefault(device => device.GetProperty("id").GetString() == id);
        return device.ValueKind == JsonValueKind.Undefined ? options.Device : device.GetProperty("name").GetString() ?? options.Device;
    }

    private void Report(int round, string name, TrainingRun run) => progress.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"round {round + 1} of {options.Pairs}: {name}: {run.MsPerStep:0.000} ms a step"));

    private static double Median(IEnumerable<TrainingRun> runs) => Times(runs).Median();

    private static double[] Times(IEnumerable<TrainingRun> runs) => [.. runs.Select(static run => run.MsPerStep)];
}
