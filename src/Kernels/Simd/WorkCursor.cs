using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>Hands out the items 0, 1, 2, … to whichever thread asks; alone on its cache lines.</summary>
internal sealed class WorkCursor
{
    private Padded _next;

    /// <summary>The next item; never the same twice.</summary>
    public int Take() => Interlocked.Increment(ref _next.Value) - 1;

    [StructLayout(LayoutKind.Explicit, Size = 192)]
    private struct Padded
    {
        [FieldOffset(64)]
        public int Value;
    }
}
