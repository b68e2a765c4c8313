using System.Runtime.ExceptionServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>The threads of an engine: the caller's own and as many sleeping ones as are needed to make up the number.</summary>
internal sealed class ThreadTeam : IDisposable
{
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim[] _start;
    private readonly CountdownEvent _done;
    private Action<int>? _work;
    private Exception? _failure;
    private bool _stopping;

    public ThreadTeam(int size)
    {
        Size = size;
        _done = new CountdownEvent(Math.Max(1, size - 1));
        _start = new SemaphoreSlim[size - 1];
        _threads = new Thread[size - 1];
        for (var i = 0; i < size - 1; i++)
        {
            var index = i;
            _start[i] = new SemaphoreSlim(0);
            _threads[i] = new Thread(() => Loop(index)) { IsBackground = true, Name = $"simd-{index + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Runs <paramref name="work"/> once on every thread, given its number, and waits; rethrows the first failure.</summary>
    public void Run(Action<int> work)
    {
        if (Size == 1)
        {
            work(0);
            return;
        }

        _failure = null;
        _work = work;
        _done.Reset();
        foreach (var start in _start)
            start.Release();
        Invoke(work, 0);
        _done.Wait();
        _work = null;
        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
    }

    /// <summary>Calls <paramref name="work"/> for every item below <paramref name="items"/>, spread over the threads.</summary>
    public void ForEach(int items, Action<int, int> work)
    {
        var next = new WorkCursor();
        Run(thread =>
        {
            for (var item = next.Take(); item < items; item = next.Take())
                work(thread, item);
        });
    }

    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        foreach (var start in _start)
            start.Release();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var start in _start)
            start.Dispose();
        _done.Dispose();
    }

    private void Loop(int index)
    {
        while (true)
        {
            _start[index].Wait();
            if (_stopping)
                return;
            Invoke(_work!, index + 1);
            _done.Signal();
        }
    }

    private void Invoke(Action<int> work, int thread)
    {
        try
        {
            work(thread);
        }
#pragma warning disable CA1031 // Whatever a thread throws is thrown again by Run.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, failure, null);
        }
    }
}
