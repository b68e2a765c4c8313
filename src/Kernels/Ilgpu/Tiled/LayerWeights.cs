using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The weights that rows meet between a1 and δ1, each with its bias as its last row.</summary>
internal struct LayerWeights
{
    /// <summary>W1, D × H1.</summary>
    public QuadMatrix W1;

    /// <summary>W2, H1 × H2, by quads.</summary>
    public QuadMatrix W2;

    /// <summary>The same, value by value.</summary>
    public ModelMatrix W2Values;

    /// <summary>W3, H2 × K.</summary>
    public ModelMatrix W3;

    /// <summary>
    /// Brings W2, W3 and their transposes into shared memory. Threads stand as they do in a tile, <paramref name="rowQuad"/> and
    /// <paramref name="unit"/>, of which there are enough for every quad of units: so nothing has to be divided to know who brings what.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Load(int model, RowTile tile, ArrayView<Quad> pool, int rowQuad, int unit)
    {
        var units = Group.DimX / tile.RowQuads;
        var w2 = W2.From(W2.Place(model, 0, 0));
        for (var i = Group.IdxX; i < (tile.Hidden1 + 1) * tile.Hidden2Quads; i += Group.DimX)
            pool[tile.W2 + i] = w2[i];

        var columns2 = W2Values.From(W2Values.Place(model, IntrinsicMath.Min(unit, tile.Hidden1Quads - 1) * Quad.Count, 0));
        for (var column = unit < tile.Hidden1Quads ? rowQuad : tile.Hidden2; column < tile.Hidden2; column += tile.RowQuads)
            pool[tile.W2Transposed + column * tile.Hidden1Quads + unit] = Column(columns2.SubView(column), W2Values.Columns);

        for (var row = unit; row <= tile.Hidden2; row += units)
        {
            for (var quad = rowQuad; quad < tile.ClassQuads; quad += tile.RowQuads)
            {
                var k = quad * Quad.Count;
                var classes = W3.From(W3.Place(model, row, k));
                pool[tile.W3 + row * tile.ClassQuads + quad] = new Quad(
                    classes[0],
                    k + 1 < tile.Classes ? classes[1] : 0f,
                    k + 2 < tile.Classes ? classes[2] : 0f,
                    k + 3 < tile.Classes ? classes[3] : 0f);
            }
        }

        for (var k = unit; k < tile.ClassQuads * Quad.Count; k += units)
        {
            for (var quad = rowQuad; quad < tile.Hidden2Quads; quad += tile.RowQuads)
            {
                Quad column = default;
                if (k < tile.Classes)
                    column = Column(W3.From(W3.Place(model, quad * Quad.Count, k)), W3.Columns);
                pool[tile.W3Transposed + k * tile.Hidden2Quads + quad] = column;
            }
        }
    }

    /// <summary>The first four rows of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Quad Column(ArrayView<float> values, int pitch) => new(values[0], values[pitch], values[2 * pitch], values[3 * pitch]);
}
