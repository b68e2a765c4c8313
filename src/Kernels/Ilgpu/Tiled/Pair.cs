using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Half a <see cref="Quad"/>, written as one 8-byte word.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Pair
{
    /// <summary>How many values there are.</summary>
    public const int Count = 2;

    public float X;
    public float Y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Pair(float x, float y) => (X, Y) = (x, y);
}
