using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>One column of a product's right factor, as a thread reads it: a quad a row, zeros beyond the last row and in gaps.</summary>
internal readonly struct RightSource(QuadMatrix matrix, ColumnSpan columns, int column, int rows)
{
    private readonly QuadMatrix _matrix = matrix;
    private readonly int _model = columns.Model(column);
    private readonly int _quad = columns.Quad(column);
    private readonly int _rows = columns.Has(column) ? rows : 0;

    /// <summary>The quad of <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Quad At(int row) => row < _rows ? _matrix[_model, row, _quad] : default;
}
