using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Hands out the items 0, 1, 2, … of a phase. Each thread first takes those of its own share, the same in every step, so that
/// what it wrote last time is still in its cache; when they are done, it takes over what others have left.
/// </summary>
internal sealed class WorkShares(int threads)
{
    private readonly Cursor[] _next = new Cursor[threads];
    private int _items;

    /// <summary>Sets out the items of a phase, while no thread takes any.</summary>
    public void Begin(int items)
    {
        _items = items;
        for (var thread = 0; thread < threads; thread++)
            Volatile.Write(ref _next[thread].Value, First(thread));
    }

    /// <summary>The next item for <paramref name="thread"/>; −1 when there are none.</summary>
    public int Take(int thread)
    {
        for (var i = 0; i < threads; i++)
        {
            var owner = thread + i < threads ? thread + i : thread + i - threads;
            // A look first: taking from a share that is used up would cost its owner the cache line.
            if (Volatile.Read(ref _next[owner].Value) >= First(owner + 1))
                continue;
            var item = Interlocked.Increment(ref _next[owner].Value) - 1;
            if (item < First(owner + 1))
                return item;
        }

        return -1;
    }

    private int First(int thread) => (int)((long)_items * thread / threads);

    // Two cache lines apart, because processors fetch them in pairs.
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    private struct Cursor
    {
        [FieldOffset(0)]
        public int Value;
    }
}
