using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Memory from the operating system that begins on a 2 MB boundary and, where the system allows, is made of 2 MB pages. The
/// kernels walk through matrix rows in the order of a row's non-zero inputs; with pages of 4 KB their address translations do
/// not fit the processor's first-level buffer, and on a virtual machine such a miss is dear.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Blocks below this size are not worth a page of their own.</summary>
    public const long LeastBytes = 256 << 10;

    private const nuint PageBytes = 2 << 20;
    private const int AdviseHugePage = 14;

    /// <summary>A zeroed block.</summary>
    /// <exception cref="OutOfMemoryException">There is no room.</exception>
    public static void* Allocate(long bytes)
    {
        var size = ((nuint)bytes + PageBytes - 1) / PageBytes * PageBytes;
        var block = NativeMemory.AlignedAlloc(size, PageBytes);
        if (OperatingSystem.IsLinux())
            AskForLargePages(block, size);
        NativeMemory.Clear(block, (nuint)bytes);
        return block;
    }

    /// <summary>Gives a block back.</summary>
    public static void Free(void* block) => NativeMemory.AlignedFree(block);

    // Where it is refused, pages are small and everything works all the same.
    private static void AskForLargePages(void* block, nuint size)
    {
        try
        {
            _ = Advise(block, size, AdviseHugePage);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            System.Diagnostics.Trace.TraceInformation($"large pages: {e.Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
