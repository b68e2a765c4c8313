using System.Numerics;
using Columns = MathNet.Numerics.LinearAlgebra.Matrix<double>;

namespace RrrGpu.Training;

/// <summary>
/// XᵀX of a tall dense matrix: with hundreds of words and thousands of neighbours it is nearly all of what fitting costs, and
/// a general product neither uses its symmetry nor the processor's vectors.
/// </summary>
internal static class GramMatrix
{
    /// <summary>Columns whose products with one other are summed at once: each of the other's values is then loaded once for all.</summary>
    private const int Width = 4;

    /// <summary>Computes XᵀX; every sum runs in the order of the rows' lanes, however many threads there are.</summary>
    /// <param name="samples">X, n × d.</param>
    public static Columns Of(Columns samples)
    {
        var values = samples.AsColumnMajorArray() ?? samples.ToColumnMajorArray();
        var (rows, columns) = (samples.RowCount, samples.ColumnCount);
        var gram = new double[columns * columns];
        // The last columns have the most products: they go first, so that threads end together.
        Parallel.For(0, columns, step =>
        {
            var column = columns - 1 - step;
            var own = values.AsSpan(column * rows, rows);
            var first = 0;
            for (; first + Width <= column + 1; first += Width)
                Products(own, values.AsSpan(first * rows, Width * rows), gram.AsSpan(column * columns + first, Width));
            for (; first <= column; first++)
                gram[column * columns + first] = Product(own, values.AsSpan(first * rows, rows));
        });
        for (var column = 0; column < columns; column++)
        {
            for (var other = 0; other < column; other++)
                gram[other * columns + column] = gram[column * columns + other];
        }

        return Columns.Build.Dense(columns, columns, gram);
    }

    private static void Products(ReadOnlySpan<double> own, ReadOnlySpan<double> others, Span<double> sums)
    {
        var rows = own.Length;
        ReadOnlySpan<double> b0 = others[..rows], b1 = others.Slice(rows, rows), b2 = others.Slice(2 * rows, rows), b3 = others.Slice(3 * rows, rows);
        var (s0, s1, s2, s3) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
        var row = 0;
        for (; row + Vector<double>.Count <= rows; row += Vector<double>.Count)
        {
            var a = new Vector<double>(own[row..]);
            s0 += a * new Vector<double>(b0[row..]);
            s1 += a * new Vector<double>(b1[row..]);
            s2 += a * new Vector<double>(b2[row..]);
            s3 += a * new Vector<double>(b3[row..]);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector.Sum(s0), Vector.Sum(s1), Vector.Sum(s2), Vector.Sum(s3));
        for (; row < rows; row++)
        {
            sums[0] += own[row] * b0[row];
            sums[1] += own[row] * b1[row];
            sums[2] += own[row] * b2[row];
            sums[3] += own[row] * b3[row];
        }
    }

    private static double Product(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = Vector<double>.Zero;
        var row = 0;
        for (; row + Vector<double>.Count <= a.Length; row += Vector<double>.Count)
            sum += new Vector<double>(a[row..]) * new Vector<double>(b[row..]);
        var result = Vector.Sum(sum);
        for (; row < a.Length; row++)
            result += a[row] * b[row];
        return result;
    }
}
