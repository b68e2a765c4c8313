using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// A row-major matrix of every model: element (r, c) of model m lies at m · ModelStride + Offset + r · Columns + c.
/// A model stride of 0 lets models take turns in one place. Eight columns from any element of the matrix on may be read:
/// what lies beyond it is never used, and buffers end with <see cref="DeviceMemory.Slack"/> elements for this.
/// </summary>
internal readonly struct ModelMatrix(ArrayView<float> values, int modelStride, int offset, int columns)
{
    private readonly ArrayView<float> _values = values;
    private readonly int _modelStride = modelStride;
    private readonly int _offset = offset;
    private readonly int _columns = columns;

    /// <summary>The same matrix by quads.</summary>
    /// <exception cref="InvalidOperationException">Rows are not made of whole quads.</exception>
    public QuadMatrix Quads =>
        _columns % Quad.Count == 0 && _offset % Quad.Count == 0 && _modelStride % Quad.Count == 0
            ? new(_values.Cast<Quad>(), _modelStride / Quad.Count, _offset / Quad.Count, _columns / Quad.Count)
            : throw new InvalidOperationException($"rows of {_columns} values from {_offset} on, {_modelStride} a model, are not whole quads");

    /// <summary>Columns of a row.</summary>
    public int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _columns;
    }

    /// <summary>Element (<paramref name="row"/>, <paramref name="column"/>) of <paramref name="model"/>.</summary>
    public ref float this[int model, int row, int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref At(Place(model, row, column));
    }

    /// <summary>Where that element lies. 64-bit from here on: a compiler can then see that neighbouring columns are neighbours in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Place(int model, int row, int column) =>
        (long)model * _modelStride + _offset + (long)row * _columns + column;

    /// <summary>The element that lies at <paramref name="place"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float At(long place) => ref _values[place];

    /// <summary>The elements from <paramref name="place"/> on: see <see cref="QuadMatrix.From"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayView<float> From(long place) => _values.SubView(place);

    /// <summary>The eight elements from (<paramref name="row"/>, <paramref name="column"/>) on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lanes Load(int model, int row, int column) => Lanes.Load(_values, Place(model, row, column));

    /// <summary>
    /// Writes the eight elements from (<paramref name="row"/>, <paramref name="column"/>) on, or those of them that the row has.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(int model, int row, int column, Lanes lanes)
    {
        var index = Place(model, row, column);
        if (column + Lanes.Count <= _columns)
        {
            _values[index] = lanes.V0;
            _values[index + 1] = lanes.V1;
            _values[index + 2] = lanes.V2;
            _values[index + 3] = lanes.V3;
            _values[index + 4] = lanes.V4;
            _values[index + 5] = lanes.V5;
            _values[index + 6] = lanes.V6;
            _values[index + 7] = lanes.V7;
        }
        else
        {
            for (var lane = 0; lane < _columns - column; lane++)
                _values[index + lane] = lanes.At(lane);
        }
    }
}
