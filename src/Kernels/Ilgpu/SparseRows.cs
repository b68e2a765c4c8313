using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The memory of <see cref="SparseInputs"/>: offsets, features and values of a data set's non-zero inputs.</summary>
internal sealed class SparseRows : IDisposable
{
    private readonly List<IDisposable> _buffers = [];

    /// <summary>Uploads the <paramref name="count"/> inputs that are not zero.</summary>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public SparseRows(DeviceMemory memory, InputMatrix inputs, int count)
    {
        var what = $"{count} non-zero inputs of {inputs.Rows} × {inputs.Columns}";
        var (start, features, values) = (new int[inputs.Rows + 1], new int[count], new float[count]);
        var row = new float[inputs.Columns];
        for (int i = 0, next = 0; i < inputs.Rows; i++)
        {
            inputs.CopyRow(i, row);
            for (var feature = 0; feature < row.Length; feature++)
            {
                if (row[feature] == 0)
                    continue;
                features[next] = feature;
                values[next++] = row[feature];
            }

            start[i + 1] = next;
        }

        try
        {
            Views = new SparseInputs(Upload<int>(memory, start, what), Upload<int>(memory, features, what), Upload<float>(memory, values, what));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What kernels get.</summary>
    public SparseInputs Views { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }

    private ArrayView<T> Upload<T>(DeviceMemory memory, ReadOnlySpan<T> values, string what)
        where T : unmanaged
    {
        var buffer = memory.Upload(values, what);
        _buffers.Add(buffer);
        return buffer.View.BaseView;
    }
}
