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

    /// <summary>Brings W2, W3 and their transposes into shared memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Load(int model, RowTile tile, ArrayView<Quad> pool, int thread)
    {
        var count2 = (tile.Hidden1 + 1) * tile.Hidden2Quads;
        for (var i = thread; i < count2; i += Group.DimX)
            pool[tile.W2 + i] = W2[model, 0, i];

        var count2Transposed = tile.Hidden1Quads * tile.Hidden2;
        for (var i = thread; i < count2Transposed; i += Group.DimX)
        {
            var (row, column) = (i / tile.Hidden2 * Quad.Count, i % tile.Hidden2);
            pool[tile.W2Transposed + column * tile.Hidden1Quads + row / Quad.Count] = new Quad(
                W2Values[model, row, column], W2Values[model, row + 1, column], W2Values[model, row + 2, column], W2Values[model, row + 3, column]);
        }

        var count3 = (tile.Hidden2 + 1) * tile.ClassQuads;
        for (var i = thread; i < count3; i += Group.DimX)
        {
            var (row, k) = (i / tile.ClassQuads, i % tile.ClassQuads * Quad.Count);
            pool[tile.W3 + i] = new Quad(
                W3[model, row, k],
                k + 1 < tile.Classes ? W3[model, row, k + 1] : 0f,
                k + 2 < tile.Classes ? W3[model, row, k + 2] : 0f,
                k + 3 < tile.Classes ? W3[model, row, k + 3] : 0f);
        }

        var count3Transposed = tile.ClassQuads * Quad.Count * tile.Hidden2Quads;
        for (var i = thread; i < count3Transposed; i += Group.DimX)
        {
            var (k, row) = (i / tile.Hidden2Quads, i % tile.Hidden2Quads * Quad.Count);
            Quad column = default;
            if (k < tile.Classes)
                column = new Quad(W3[model, row, k], W3[model, row + 1, k], W3[model, row + 2, k], W3[model, row + 3, k]);
            pool[tile.W3Transposed + i] = column;
        }
    }
}
