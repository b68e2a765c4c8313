using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>A zeroed array that never moves and begins on a cache line, so that kernels may hold pointers into it.</summary>
internal sealed unsafe class AlignedArray<T>
    where T : unmanaged
{
    private const int CacheLine = 64;
    private readonly byte[] _memory;

    public AlignedArray(long length)
    {
        Length = length;
        _memory = GC.AllocateArray<byte>(checked((int)(length * sizeof(T) + CacheLine)), pinned: true);
        var start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        Pointer = (T*)((start + CacheLine - 1) & ~(nuint)(CacheLine - 1));
    }

    /// <summary>Elements.</summary>
    public long Length { get; }

    /// <summary>The first element; valid while this object is reachable.</summary>
    public T* Pointer { get; }

    /// <summary>The elements as a span.</summary>
    public Span<T> Span => new(Pointer, checked((int)Length));
}
