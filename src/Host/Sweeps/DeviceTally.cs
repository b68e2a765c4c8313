using System.Diagnostics;
using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Sweeps;

/// <summary>Counts what one device of a sweep does; its own thread tells, and any thread may ask.</summary>
internal sealed class DeviceTally : IProgress<TrainingProgress>
{
    private readonly Lock _lock = new();
    private readonly Action _changed;
    private readonly Stopwatch _busy = new();
    private readonly Stopwatch _sinceReport = new();
    private ClaimedGroup? _group;
    private TrainingProgress? _last;
    private int _groups;
    private int _trials;
    private long _modelSteps;
    private double _steppingSeconds;
    private long _stepsTimed;
    private string? _failure;

    /// <param name="device">The device.</param>
    /// <param name="changed">Called whenever steps were taken.</param>
    public DeviceTally(DeviceDescription device, Action changed)
    {
        Device = device;
        _changed = changed;
    }

    /// <summary>The device.</summary>
    public DeviceDescription Device { get; }

    /// <summary>The group that is being trained; null where there is none.</summary>
    public ClaimedGroup? Group
    {
        get
        {
            lock (_lock)
                return _group;
        }
    }

    /// <summary>Trials whose end is in the store.</summary>
    public int Trials
    {
        get
        {
            lock (_lock)
                return _trials;
        }
    }

    /// <summary>Steps of models a second while steps are taken; 0 where that is not known yet.</summary>
    public double Rate
    {
        get
        {
            lock (_lock)
                return StepRate;
        }
    }

    /// <summary>How busy and how fast it is, to divide what is left by.</summary>
    public DeviceLoad Load
    {
        get
        {
            lock (_lock)
            {
                var left = _group is null ? 0 : _group.Trials.Count * (IsOfGroup ? 1 - (double)_last!.StepsDone / _last.StepsTotal : 1);
                double? speed = _last is { StepsTotal: > 0 } && StepRate > 0 ? StepRate / _last.StepsTotal : null;
                return new DeviceLoad(left, speed, Device.IsGpu, _group is not null || _groups > 0 || _last is not null);
            }
        }
    }

    // Until there are two reports to take the time between, the seconds of whole groups must do.
    private double StepRate => _steppingSeconds > 0 ? _stepsTimed / _steppingSeconds : _busy.Elapsed.TotalSeconds > 0 ? _modelSteps / _busy.Elapsed.TotalSeconds : 0;

    private bool IsOfGroup { get; set; }

    /// <summary>Hears that a group begins, or goes on.</summary>
    public void Begin(ClaimedGroup group)
    {
        lock (_lock)
        {
            (_group, IsOfGroup) = (group, false);
            _busy.Start();
        }
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        lock (_lock)
        {
            // Steps that an adopted group took before are not this device's.
            var before = IsOfGroup ? _last!.StepsDone : _group!.IsAdopted ? value.StepsDone : 0;
            var steps = (value.StepsDone - before) * _group!.Trials.Count;
            _modelSteps += steps;
            if (IsOfGroup)
            {
                _stepsTimed += steps;
                _steppingSeconds += _sinceReport.Elapsed.TotalSeconds;
            }

            _sinceReport.Restart();
            (_last, IsOfGroup) = (value, true);
        }

        _changed();
    }

    /// <summary>Hears that the group has left the device.</summary>
    /// <param name="trials">How many of its trials have ended.</param>
    public void End(int trials)
    {
        lock (_lock)
        {
            _busy.Stop();
            (_group, IsOfGroup) = (null, false);
            _trials += trials;
            _groups += trials > 0 ? 1 : 0;
        }
    }

    /// <summary>Hears why the device is left out from here on.</summary>
    public void Fail(string reason)
    {
        lock (_lock)
            _failure = reason;
    }

    /// <summary>The group in progress, in a few words; null where there is none.</summary>
    public string? Describe()
    {
        lock (_lock)
        {
            return _group is null || !IsOfGroup ? null
                : string.Create(CultureInfo.InvariantCulture, $"group {_group.Id} of {SweepProgress.Count(_group)}, epoch {_last!.Epoch}/{_last.Epochs}, {StepRate:0} model steps/s");
        }
    }

    /// <summary>What it came to.</summary>
    public DeviceSummary Summarize()
    {
        lock (_lock)
        {
            var seconds = _busy.Elapsed.TotalSeconds;
            return new DeviceSummary(
                Device.Id, Names.Of(Device.Kind), Device.Name, Device.UsesTf32, _groups, _trials, _modelSteps, seconds, _modelSteps > 0 && seconds > 0 ? _modelSteps / seconds : null, _failure);
        }
    }
}
