using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>What passes hand to each other about the rows of a minibatch, named as in the mathematics; B × width for each model.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly int _slots;
    private readonly int _modelStride;
    private MemoryBuffer1D<float, Stride1D.Dense>? _penalties;
    private long _next;

    /// <summary>Allocates.</summary>
    /// <param name="memory">Where.</param>
    /// <param name="shape">The layer widths.</param>
    /// <param name="slots">How many models work at once.</param>
    /// <param name="rows">B, the most rows.</param>
    /// <param name="takeTurns">Whether models take turns in one slot, rather than each having its own.</param>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public Workspace(DeviceMemory memory, NetworkShape shape, int slots, int rows, bool takeTurns = false)
    {
        _memory = memory;
        _slots = slots;
        _modelStride = takeTurns ? 0 : rows;
        Rows = rows;
        // As wide as the parameters' rows.
        var (hidden1, hidden2) = (ParameterLayout.Width(shape.Hidden1), ParameterLayout.Width(shape.Hidden2));
        _buffer = memory.Allocate<float>((long)slots * rows * ValuesPerRow(shape), $"{slots} × {rows} rows of activations");
        (A1, A2) = (Next(hidden1), Next(hidden2));
        Logits = _buffer.View.BaseView.SubView(_next, (long)slots * rows * shape.Classes);
        Z = Next(shape.Classes);
        (P, Error, Error2, Error1) = (Next(shape.Classes), Next(shape.Classes), Next(hidden2), Next(hidden1));
        (C, V2, V1, Target) = (Next(shape.Classes), Next(hidden2), Next(hidden1), Next(1));
        (U1, U2, U) = (Next(hidden1), Next(hidden2), Next(shape.Classes));
    }

    /// <summary>The most rows.</summary>
    public int Rows { get; }

    /// <summary>The most entries that <see cref="Penalties"/> holds.</summary>
    public int Entries { get; private set; }

    /// <summary>First layer's activations.</summary>
    public ModelMatrix A1 { get; }

    /// <summary>Second layer's activations.</summary>
    public ModelMatrix A2 { get; }

    /// <summary>Logits.</summary>
    public ModelMatrix Z { get; }

    /// <summary>The memory of <see cref="Z"/>.</summary>
    public ArrayView<float> Logits { get; }

    /// <summary>softmax(z).</summary>
    public ModelMatrix P { get; }

    /// <summary>δ.</summary>
    public ModelMatrix Error { get; }

    /// <summary>δ2.</summary>
    public ModelMatrix Error2 { get; }

    /// <summary>δ1.</summary>
    public ModelMatrix Error1 { get; }

    /// <summary>c = ds/dz.</summary>
    public ModelMatrix C { get; }

    /// <summary>v2 = (c·W3ᵀ)∘D2.</summary>
    public ModelMatrix V2 { get; }

    /// <summary>v1 = (v2·W2ᵀ)∘D1.</summary>
    public ModelMatrix V1 { get; }

    /// <summary>The class that each row's explained scalar is about.</summary>
    public ModelMatrix Target { get; }

    /// <summary>u1 = (h·W1)∘D1.</summary>
    public ModelMatrix U1 { get; }

    /// <summary>u2 = (u1·W2)∘D2.</summary>
    public ModelMatrix U2 { get; }

    /// <summary>u = u2·W3.</summary>
    public ModelMatrix U { get; }

    /// <summary>h, or terms of the penalty: one row of a value for each marked entry.</summary>
    public ModelMatrix Penalties { get; private set; }

    /// <summary>Values that a row of one model takes.</summary>
    public static int ValuesPerRow(NetworkShape shape) => 4 * (ParameterLayout.Width(shape.Hidden1) + ParameterLayout.Width(shape.Hidden2)) + 5 * shape.Classes + 1;

    /// <summary>Makes room in <see cref="Penalties"/>.</summary>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public void RequireEntries(int entries)
    {
        if (_penalties is not null && entries <= Entries)
            return;
        _penalties?.Dispose();
        _penalties = null;
        _penalties = _memory.Allocate<float>((long)_slots * entries, $"{_slots} × {entries} marked entries");
        Entries = entries;
        Penalties = new ModelMatrix(_penalties.View.BaseView, _modelStride == 0 ? 0 : entries, 0, entries);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _penalties?.Dispose();
    }

    private ModelMatrix Next(int columns)
    {
        var view = _buffer.View.BaseView.SubView(_next, _buffer.Length - _next);
        _next += (long)_slots * Rows * columns;
        return new ModelMatrix(view, _modelStride * columns, 0, columns);
    }
}
