namespace RrrGpu.Training;

/// <summary>Counts steps and the seconds spent in them, and chooses how many to take before the next look at progress.</summary>
internal sealed class StepClock(TimeProvider time, double secondsBefore)
{
    /// <summary>Progress is due about this often.</summary>
    private const double SecondsBetweenReports = 0.25;

    /// <summary>A first step is slow (code is compiled, rows are prepared), so trust in a rate grows by this factor at most.</summary>
    private const int Growth = 4;

    private long _steps;
    private double _seconds;
    private int _chunk = 1;

    /// <summary>Seconds in steps, those of earlier sessions included.</summary>
    public double TotalSeconds => secondsBefore + _seconds;

    /// <summary>Steps a second of this session; 0 before the first.</summary>
    public double Rate => _steps > 0 && _seconds > 0 ? _steps / _seconds : 0;

    /// <summary>Steps to take in one go: one at first, then as many as fill the time between reports.</summary>
    public int Chunk(int remaining) => Math.Min(_chunk, remaining);

    /// <summary>What <paramref name="steps"/> more steps take; null before the first.</summary>
    public TimeSpan? TimeFor(long steps) => Rate > 0 ? TimeSpan.FromSeconds(steps / Rate) : null;

    /// <summary>Times what belongs to training but takes no step; work that throws is timed too.</summary>
    public double Time(Action work)
    {
        var start = time.GetTimestamp();
        try
        {
            work();
        }
        finally
        {
            _seconds += time.GetElapsedTime(start).TotalSeconds;
        }

        return time.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Times <paramref name="work"/>, which takes <paramref name="steps"/> steps.</summary>
    public void TimeSteps(int steps, Action work)
    {
        var seconds = Time(work);
        _steps += steps;
        var most = Math.Min((long)_chunk * Growth, int.MaxValue);
        _chunk = seconds > 0 ? (int)Math.Clamp(steps / seconds * SecondsBetweenReports, 1, most) : (int)most;
    }
}
