using System.Diagnostics;
using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Sweeps;

/// <summary>
/// How a sweep goes on, on standard error: trials done, the group in progress on each device, rates and the time left. On a terminal
/// one line that changes several times a second, elsewhere a line every few seconds. Devices' threads share it.
/// </summary>
internal sealed class SweepProgress
{
    /// <summary>Devices whose groups fit on one line.</summary>
    private const int DevicesOnALine = 2;

    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(5);
    private readonly string _what;
    private readonly Lock _lock = new();
    private readonly List<DeviceTally> _devices = [];
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private int _ended = -1;
    private int _widthOfLine;
    private bool _waits;
    private int _trials;

    public SweepProgress(string what) => _what = what;

    /// <summary>Trials of the grid.</summary>
    public int Trials => _trials;

    /// <summary>The devices.</summary>
    public IReadOnlyList<DeviceTally> Devices => _devices;

    /// <summary>A group's models in words.</summary>
    public static string Count(ClaimedGroup group) => Count(group.Trials.Count, "model");

    /// <summary>Hears how many trials the grid has, before the sweep begins.</summary>
    public void Expect(int trials) => _trials = trials;

    /// <summary>Adds a device, before the sweep begins.</summary>
    public DeviceTally Add(DeviceDescription device)
    {
        var tally = new DeviceTally(device, ShowRates);
        _devices.Add(tally);
        return tally;
    }

    /// <summary>Hears how many trials have ended.</summary>
    public void Ended(int trials)
    {
        lock (_lock)
        {
            if (trials != _ended && _ended >= 0)
                Line($"{_what}: {Names.Of(trials)}/{Names.Of(_trials)} trials");
            _ended = trials;
        }
    }

    /// <summary>Hears that a group begins, or goes on.</summary>
    public void Begin(ClaimedGroup group, DeviceTally device)
    {
        lock (_lock)
            _waits = false;
        if (group.IsAdopted)
            Say($"group {group.Id}: {Count(group)} of an interrupted group go on", device);
    }

    /// <summary>Hears that all that is left is with other processes.</summary>
    public void Waiting(IReadOnlyList<(ProcessIdentity Owner, int Trials)> others)
    {
        lock (_lock)
        {
            if (_waits || others.Count == 0 || _devices.Exists(static device => device.Group is not null))
                return;
            _waits = true;
            Line($"{_what}: waiting for " + string.Join(", ", others.Select(static other => string.Create(CultureInfo.InvariantCulture, $"process {other.Owner.Process} on {other.Owner.Host} ({other.Trials} trials)"))));
        }
    }

    /// <summary>Writes a line that stays; one about a device names it where there are several.</summary>
    public void Say(string text, DeviceTally? device = null)
    {
        lock (_lock)
            Line(device is null || _devices.Count == 1 ? $"{_what}: {text}" : $"{_what}: {device.Device.Id}: {text}");
    }

    /// <summary>Says what each device did, where there are several.</summary>
    public void Summarize()
    {
        if (_devices.Count == 1)
            return;
        foreach (var device in _devices)
        {
            var done = device.Summarize();
            var rate = done.ModelStepsPerSecond is { } steps ? string.Create(CultureInfo.InvariantCulture, $", {steps:0} model steps/s") : "";
            Say($"{Count(done.Trials, "trial")} in {Count(done.Groups, "group")}, {Names.Seconds(done.Seconds)}{rate}{(done.Failure is null ? "" : "; left out before the end")}", device);
        }
    }

    private static string Count(int count, string what) => $"{Names.Of(count)} {what}{(count == 1 ? "" : "s")}";

    private void ShowRates()
    {
        lock (_lock)
        {
            if (!_isTerminal && _sinceLine.Elapsed < s_lineInterval)
                return;
            var atWork = _devices.Select(static device => (device.Device.Id, Text: device.Describe())).Where(static device => device.Text is not null).ToArray();
            var rate = _devices.Sum(static device => device.Group is null ? 0 : device.Rate);
            var groups = _devices.Count == 1 ? $", {atWork.FirstOrDefault().Text}"
                : atWork.Length <= DevicesOnALine ? "; " + string.Join("; ", atWork.Select(static device => $"{device.Id}: {device.Text}"))
                : string.Create(CultureInfo.InvariantCulture, $", {atWork.Length} devices at work, {rate:0} model steps/s");
            Line(string.Create(CultureInfo.InvariantCulture, $"{_what}: {Math.Max(0, _ended)}/{_trials} trials{groups}{TimeLeft()}"), isLasting: false);
        }
    }

    private string TimeLeft()
    {
        var loads = _devices.Select(static device => device.Load).Where(static load => load.TrialsLeft > 0).ToArray();
        var speed = loads.Sum(static load => load.TrialsPerSecond ?? 0);
        var inGroups = _devices.Sum(static device => device.Group?.Trials.Count ?? 0);
        var left = loads.Sum(static load => load.TrialsLeft) + Math.Max(0, _trials - Math.Max(0, _ended) - inGroups);
        return speed > 0 ? string.Create(CultureInfo.InvariantCulture, $", {left / speed:0} s left") : "";
    }

    private void Line(string text, bool isLasting = true)
    {
        _sinceLine.Restart();
        if (!_isTerminal)
        {
            Console.Error.WriteLine(text);
            return;
        }

        Console.Error.Write("\r" + text.PadRight(_widthOfLine) + (isLasting ? Environment.NewLine : ""));
        _widthOfLine = isLasting ? 0 : text.Length;
    }
}
