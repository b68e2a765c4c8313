using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// A zeroed array that never moves and begins on a cache line, so that kernels may hold pointers into it; a large one lies on
/// large pages.
/// </summary>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged
{
    private const int CacheLine = 64;

    // One of the two holds the memory.
    private readonly byte[]? _managed;
    private readonly void* _native;

    /// <exception cref="DeviceMemoryException">This machine has not that much memory.</exception>
    public AlignedArray(long length)
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (length > available / sizeof(T))
            throw TooLong(length, available);
        Length = length;
        if (length * sizeof(T) < HugePages.LeastBytes)
        {
            _managed = GC.AllocateArray<byte>((int)(length * sizeof(T)) + CacheLine, pinned: true);
            var start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_managed));
            Pointer = (T*)((start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
            GC.SuppressFinalize(this);
            return;
        }

        try
        {
            _native = HugePages.Allocate(length * sizeof(T));
        }
        catch (OutOfMemoryException)
        {
            throw TooLong(length, available);
        }

        GC.AddMemoryPressure(length * sizeof(T));
        Pointer = (T*)_native;
    }

    ~AlignedArray()
    {
        if (_native is null)
            return;
        HugePages.Free(_native);
        GC.RemoveMemoryPressure(Length * sizeof(T));
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>The first element; valid while this object is reachable, so whoever holds it alone ends with <see cref="GC.KeepAlive"/>.</summary>
    public T* Pointer { get; }

    /// <summary>The elements as a span.</summary>
    public Span<T> Span => new(Pointer, checked((int)Length));

    private static DeviceMemoryException TooLong(long length, long available) => new(
        $"device simd: expected an array within this machine's {available} bytes of memory, got {length} values of {sizeof(T)} bytes; smaller layers, minibatches or ensembles would fit");
}
