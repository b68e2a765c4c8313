using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// The rows of a minibatch in four parts, of which hᵀv1 has a sum each, so that four threads can share it. The sums are added in
/// the order of rows, whoever forms them.
/// </summary>
internal static class RowSlices
{
    /// <summary>How many there are; the last ones are empty where a minibatch has few rows.</summary>
    public const int Count = 4;

    // What takes rows in tiles of a power of two finds every slice's end at the end of a tile.
    private const int Unit = 64;

    /// <summary>Rows of a slice in a minibatch of <paramref name="rows"/>: 64, or a multiple of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int RowsOf(int rows) => (rows + Count * Unit - 1) / (Count * Unit) * Unit;
}
