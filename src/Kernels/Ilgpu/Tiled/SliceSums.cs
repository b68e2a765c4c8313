using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>Sums of four slices of the rows in shared memory: thread slice · places + place leaves its 4 × 4 there, and takes one of their rows away.</summary>
/// <param name="values">Shared memory, of 4 · threads quads.</param>
/// <param name="places">Threads of a slice.</param>
internal readonly struct SliceSums(ArrayView<Quad> values, int places)
{
    private readonly ArrayView<Quad> _values = values;
    private readonly int _places = places;

    /// <summary>Puts a slice's sums down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int slice, int place, Block sum)
    {
        var quads = _values.SubView(slice * Quad.Count * _places + place);
        quads[0] = sum.R0;
        quads[_places] = sum.R1;
        quads[2 * _places] = sum.R2;
        quads[3 * _places] = sum.R3;
    }

    /// <summary>Row <paramref name="row"/> of all slices, added in their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quad Total(int row, int place)
    {
        var quads = _values.SubView(row * _places + place);
        var total = quads[0];
        total.Add(quads[Quad.Count * _places]);
        total.Add(quads[2 * Quad.Count * _places]);
        total.Add(quads[3 * Quad.Count * _places]);
        return total;
    }
}
