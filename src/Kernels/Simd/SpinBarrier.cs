namespace RrrGpu.Kernels.Simd;

/// <summary>
/// A barrier that spins. A step of less than a millisecond has two of them; putting a thread to sleep and waking it again would
/// take a good part of it.
/// </summary>
internal sealed class SpinBarrier(int participants)
{
    private const int SpinsBeforeYield = 2000;
    private const int SpinIterations = 2;
    private int _waiting;
    private volatile int _generation;
    private volatile bool _broken;

    /// <summary>Waits until all participants have arrived; false if one of them has failed and never will.</summary>
    public bool Wait()
    {
        if (participants == 1)
            return !_broken;
        var generation = _generation;
        if (Interlocked.Increment(ref _waiting) == participants)
        {
            _waiting = 0;
            _generation = generation + 1;
            return !_broken;
        }

        // Spins for some tens of microseconds, as long as phases of well-shared work differ, and only then yields: to give up the
        // processor costs the other threads more than this one gains. Never Sleep(1), which waits a hundred times too long.
        for (var spins = 0; _generation == generation; spins++)
        {
            if (_broken)
                return false;
            if (spins < SpinsBeforeYield)
                Thread.SpinWait(SpinIterations);
            else
                Thread.Yield();
        }

        return !_broken;
    }

    /// <summary>Releases everybody for good, after a failure.</summary>
    public void Break() => _broken = true;
}
