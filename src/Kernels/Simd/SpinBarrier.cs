namespace RrrGpu.Kernels.Simd;

/// <summary>
/// A barrier that spins. A step of less than a millisecond has two of them; putting a thread to sleep and waking it again would
/// take a good part of it.
/// </summary>
internal sealed class SpinBarrier(int participants)
{
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

        var spinner = new SpinWait();
        while (_generation == generation)
        {
            if (_broken)
                return false;
            // Never Sleep(1): a lost time slice is a wait of microseconds, a sleep one of milliseconds.
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return !_broken;
    }

    /// <summary>Releases everybody for good, after a failure.</summary>
    public void Break() => _broken = true;
}
