using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// The unit quads of all models side by side, as the columns of one wide product. Where models share the rows of a minibatch
/// they follow each other without a gap, and a tile may hold the end of one and the beginning of the next; where each has
/// rows of its own, a model takes whole tiles.
/// </summary>
/// <param name="models">M.</param>
/// <param name="quads">Unit quads of a model.</param>
/// <param name="pitch">Quads from one model to the next.</param>
internal readonly struct ColumnSpan(int models, int quads, int pitch)
{
    private readonly int _models = models;
    private readonly int _quads = quads;
    private readonly int _pitch = pitch;

    /// <summary>All columns, gaps included.</summary>
    public int Count => checked(_models * _pitch);

    /// <summary>The span of a product by tiles of <paramref name="tileQuads"/> quads.</summary>
    public static ColumnSpan Of(int models, int quads, int tileQuads, bool sharesRows) =>
        new(models, quads, sharesRows ? quads : Launch.Tiles(quads, tileQuads) * tileQuads);

    /// <summary>The model of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Model(int column) => column / _pitch;

    /// <summary>The quad of a column within its model.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Quad(int column) => column % _pitch;

    /// <summary>Whether there is such a column, and it is no gap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int column) => column < _models * _pitch && column % _pitch < _quads;
}
