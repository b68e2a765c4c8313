using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// What a thread has read of the next <see cref="TileGeometry.Depth"/> terms and not yet written to shared memory: a chunk of
/// inputs, if it brings one, and its share of the right factor.
/// </summary>
internal struct TileStage<TChunk, TTile>
    where TChunk : unmanaged
    where TTile : struct, ITile
{
    public TChunk Inputs;
    private Quad _right0;
    private Quad _right1;
    private Quad _right2;
    private Quad _right3;

    /// <summary>Reads this thread's quads of the right factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FetchRight(RightSource source)
    {
        TTile tile = default;
        var step = tile.TermsPerLoad();
        _right0 = source.At(0);
        if (tile.RightLoads() > 1)
            _right1 = source.At(step);
        if (tile.RightLoads() > 2)
        {
            _right2 = source.At(2 * step);
            _right3 = source.At(3 * step);
        }
    }

    /// <summary>Writes them into one of the two buffers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PutRight(ArrayView<Quad> right, int buffer, int thread)
    {
        TTile tile = default;
        var place = tile.RightPitch() == tile.AllColumnQuads()
            ? thread
            : thread / tile.AllColumnQuads() * tile.RightPitch() + PowerOfTwo.Remainder(thread, tile.AllColumnQuads());
        var places = right.SubView(buffer * TileGeometry.Depth * tile.RightPitch() + place);
        var step = tile.TermsPerLoad() * tile.RightPitch();
        places[0] = _right0;
        if (tile.RightLoads() > 1)
            places[step] = _right1;
        if (tile.RightLoads() > 2)
        {
            places[2 * step] = _right2;
            places[3 * step] = _right3;
        }
    }
}
