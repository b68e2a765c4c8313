using System.Numerics;

namespace RrrGpu.Kernels;

/// <summary>
/// Rows × columns of input features, float32 or, where every value is a whole number from 0 to 255, one byte each:
/// images take a quarter of the memory and of the bandwidth. Values are finite.
/// </summary>
public sealed class InputMatrix
{
    private readonly float[]? _floats;
    private readonly byte[]? _bytes;

    /// <summary>Wraps row-major float32 values without copying.</summary>
    /// <exception cref="ArgumentException">The length is not rows × columns, or a value is not finite.</exception>
    public InputMatrix(float[] values, int rows, int columns)
        : this(rows, columns, (values ?? throw new ArgumentNullException(nameof(values))).LongLength)
    {
        if (FirstNotFinite(values) is >= 0 and var i)
            throw new ArgumentException($"inputs: row {i / columns}, column {i % columns}: expected a finite number, got {values[i]}");
        _floats = values;
    }

    /// <summary>Wraps row-major bytes without copying; byte b is the value b.</summary>
    /// <exception cref="ArgumentException">The length is not rows × columns.</exception>
    public InputMatrix(byte[] values, int rows, int columns)
        : this(rows, columns, (values ?? throw new ArgumentNullException(nameof(values))).LongLength) =>
        _bytes = values;

    private InputMatrix(int rows, int columns, long length)
    {
        if (rows < 1 || columns < 1)
            throw new ArgumentException($"inputs: expected at least one row and one column, got {rows} × {columns}");
        if (length != (long)rows * columns)
            throw new ArgumentException($"inputs: expected {rows} × {columns} = {(long)rows * columns} values, got {length}");
        Rows = rows;
        Columns = columns;
    }

    /// <summary>The number of rows, at least 1.</summary>
    public int Rows { get; }

    /// <summary>D, the number of features, at least 1.</summary>
    public int Columns { get; }

    /// <summary>The bytes behind this matrix, or null where it holds float32.</summary>
    public byte[]? Bytes => _bytes;

    /// <summary>The float32 values behind this matrix, or null where it holds bytes.</summary>
    internal float[]? Floats => _floats;

    /// <summary>Writes row <paramref name="row"/> to <paramref name="destination"/>, whose length is at least <see cref="Columns"/>.</summary>
    public void CopyRow(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        if (_floats is not null)
        {
            _floats.AsSpan(row * Columns, Columns).CopyTo(destination);
            return;
        }

        var source = _bytes.AsSpan(row * Columns, Columns);
        for (var i = 0; i < source.Length; i++)
            destination[i] = source[i];
    }

    /// <summary>How many values are not zero.</summary>
    public long CountNonZeros()
    {
        if (_bytes is not null)
            return _bytes.LongLength - _bytes.AsSpan().Count((byte)0);
        var count = 0L;
        foreach (var value in _floats!)
            count += value == 0 ? 0 : 1;
        return count;
    }

    /// <summary>All values as a new row-major array.</summary>
    public float[] ToArray()
    {
        if (_floats is not null)
            return (float[])_floats.Clone();
        return Array.ConvertAll(_bytes!, static b => (float)b);
    }

    /// <summary>A new matrix of the given rows, in the given order; repeats are allowed.</summary>
    /// <exception cref="ArgumentException">A row does not exist, or there are none.</exception>
    public InputMatrix Select(ReadOnlySpan<int> rows)
    {
        return _floats is not null
            ? new InputMatrix(Gather(_floats, rows), rows.Length, Columns)
            : new InputMatrix(Gather(_bytes!, rows), rows.Length, Columns);
    }

    /// <summary>The index of the first value that is not finite, −1 where there is none; a vector at a time, as there may be millions.</summary>
    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= values.Length; i += Vector<float>.Count)
        {
            if (!Vector.LessThanOrEqualAll(Vector.Abs(new Vector<float>(values[i..])), new Vector<float>(float.MaxValue)))
                break;
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }

    private T[] Gather<T>(T[] source, ReadOnlySpan<int> rows)
    {
        var result = new T[checked(rows.Length * Columns)];
        for (var i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)Rows)
                throw new ArgumentException($"inputs: expected a row from 0 to {Rows - 1}, got {rows[i]}");
            source.AsSpan(rows[i] * Columns, Columns).CopyTo(result.AsSpan(i * Columns));
        }

        return result;
    }
}
