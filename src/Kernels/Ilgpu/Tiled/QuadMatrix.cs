using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>A <see cref="ModelMatrix"/> whose rows are whole quads: quad (r, q) of model m lies at m · ModelStride + Offset + r · Columns + q.</summary>
internal readonly struct QuadMatrix(ArrayView<Quad> values, int modelStride, int offset, int columns)
{
    private readonly ArrayView<Quad> _values = values;
    private readonly int _modelStride = modelStride;
    private readonly int _offset = offset;
    private readonly int _columns = columns;

    /// <summary>Quads of a row.</summary>
    public int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _columns;
    }

    /// <summary>Quad (<paramref name="row"/>, <paramref name="quad"/>) of <paramref name="model"/>.</summary>
    public ref Quad this[int model, int row, int quad]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref At(Place(model, row, quad));
    }

    /// <summary>Where that quad lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Place(int model, int row, int quad) => (long)model * _modelStride + (_offset + row * _columns + quad);

    /// <summary>The quad that lies at <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref Quad At(long place) => ref _values[place];

    /// <summary>
    /// The quads from <paramref name="place"/> on: rows further down are <see cref="Columns"/> apart, and their addresses an addition
    /// each, where a place of its own would be a product and more for every one of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView<Quad> From(long place) => _values.SubView(place);
}
