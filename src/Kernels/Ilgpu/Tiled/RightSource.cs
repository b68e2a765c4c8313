using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// One column of a product's right factor, as a thread reads it from its first row on: a quad a row, zeros beyond the last row
/// and in gaps. Its place moves along: computed anew from model and column, it would cost the loop a division.
/// </summary>
internal struct RightSource
{
    private readonly QuadMatrix _matrix;
    private long _place;
    private int _rowsLeft;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RightSource(QuadMatrix matrix, ColumnSpan columns, int column, int firstRow, int rows)
    {
        _matrix = matrix;
        _place = matrix.Place(columns.Model(column), firstRow, columns.Quad(column));
        _rowsLeft = (columns.Has(column) ? rows : 0) - firstRow;
    }

    /// <summary>The quad <paramref name="ahead"/> rows on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Quad At(int ahead) => ahead < _rowsLeft ? _matrix.At(_place + ahead * _matrix.Columns) : default;

    /// <summary>Goes <paramref name="rows"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int rows)
    {
        _place += rows * _matrix.Columns;
        _rowsLeft -= rows;
    }
}
