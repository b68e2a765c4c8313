using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Tensor;

/// <summary>What a lane gives of the right factor of sixteen terms: a quad of every fourth, split.</summary>
internal readonly struct LaneTerms
{
    public readonly SplitQuad Term0;
    public readonly SplitQuad Term4;
    public readonly SplitQuad Term8;
    public readonly SplitQuad Term12;

    /// <param name="right">The right factor.</param>
    /// <param name="index">The first of the quads.</param>
    /// <param name="pitch">From one term to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public LaneTerms(ArrayView<Quad> right, int index, int pitch)
    {
        Term0 = new SplitQuad(right[index]);
        Term4 = new SplitQuad(right[index + 4 * pitch]);
        Term8 = new SplitQuad(right[index + 8 * pitch]);
        Term12 = new SplitQuad(right[index + 12 * pitch]);
    }
}
