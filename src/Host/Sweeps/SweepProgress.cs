using System.Diagnostics;
using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>
/// How a sweep goes on, on standard error: trials done, the group in progress, the rate and the time left. On a terminal one line
/// that changes several times a second, elsewhere a line every few seconds.
/// </summary>
internal sealed class SweepProgress : IProgress<TrainingProgress>
{
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(5);
    private readonly string _what;
    private readonly int _trials;
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();
    private readonly Stopwatch _sinceReport = new();
    private ClaimedGroup? _group;
    private int _ended;
    private double _modelSteps;
    private double _seconds;
    private long _stepsOfGroup;
    private int _widthOfLine;
    private bool _waits;

    public SweepProgress(string what, int trials)
    {
        _what = what;
        _trials = trials;
    }

    /// <summary>Hears how many trials have ended.</summary>
    public void Ended(int trials)
    {
        if (trials != _ended && _group is not null)
            Line($"{_what}: {Names.Of(trials)}/{Names.Of(_trials)} trials");
        (_ended, _group) = (trials, null);
    }

    /// <summary>Hears that a group begins, or goes on.</summary>
    public void Begin(ClaimedGroup group)
    {
        _group = group;
        _stepsOfGroup = -1;
        _waits = false;
        if (group.IsAdopted)
            Say($"group {group.Id}: {Count(group)} of an interrupted group go on");
    }

    /// <summary>Hears that all that is left is with others.</summary>
    public void Waiting(IReadOnlyList<(ProcessIdentity Owner, int Trials)> others)
    {
        if (_waits || others.Count == 0)
            return;
        _waits = true;
        Say("waiting for " + string.Join(", ", others.Select(static other => string.Create(CultureInfo.InvariantCulture, $"process {other.Owner.Process} on {other.Owner.Host} ({other.Trials} trials)"))));
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        var group = _group!;
        if (_stepsOfGroup >= 0)
        {
            _modelSteps += (double)(value.StepsDone - _stepsOfGroup) * group.Trials.Count;
            _seconds += _sinceReport.Elapsed.TotalSeconds;
        }

        _sinceReport.Restart();
        _stepsOfGroup = value.StepsDone;
        if (!_isTerminal && _sinceLine.Elapsed < s_lineInterval)
            return;
        var rate = _seconds > 0 ? _modelSteps / _seconds : 0;
        var stepsLeft = (double)(value.StepsTotal - value.StepsDone) * group.Trials.Count + (double)value.StepsTotal * Math.Max(0, _trials - _ended - group.Trials.Count);
        var left = rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {stepsLeft / rate:0} s left") : "";
        Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{_what}: {_ended}/{_trials} trials, group {group.Id} of {Count(group)}, epoch {value.Epoch}/{value.Epochs}, {rate:0} model steps/s{left}"), isLasting: false);
    }

    /// <summary>Writes a line that stays.</summary>
    public void Say(string text) => Line($"{_what}: {text}");

    private static string Count(ClaimedGroup group) => group.Trials.Count == 1 ? "1 model" : $"{Names.Of(group.Trials.Count)} models";

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
