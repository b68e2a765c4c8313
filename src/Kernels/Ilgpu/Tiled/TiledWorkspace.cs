using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>The memory of <see cref="TiledActivations"/>.</summary>
internal sealed class TiledWorkspace : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly int _models;
    private MemoryBuffer1D<float, Stride1D.Dense>? _penalties;
    private TiledActivations _views;
    private long _next;
    private int _entries;

    /// <summary>Allocates.</summary>
    /// <param name="memory">Where.</param>
    /// <param name="shape">The layer widths.</param>
    /// <param name="models">M.</param>
    /// <param name="rows">B, the most rows.</param>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public TiledWorkspace(DeviceMemory memory, NetworkShape shape, int models, int rows)
    {
        (_memory, _models, Rows) = (memory, models, rows);
        var (hidden1, hidden2, classes) = (Quad.Of(shape.Hidden1), Quad.Of(shape.Hidden2), Quad.Of(shape.Classes));
        var quads = 4L * (hidden1 + hidden2) + 2L * classes;
        _buffer = memory.Allocate<float>((long)models * rows * quads * Quad.Count, $"{models} × {rows} rows of activations");
        (_views.A1, _views.V1, _views.U1, _views.Error1) = (Next(hidden1), Next(hidden1), Next(hidden1), Next(hidden1));
        (_views.A2, _views.V2, _views.U2, _views.Error2) = (Next(hidden2), Next(hidden2), Next(hidden2), Next(hidden2));
        (_views.C, _views.Error) = (Next(classes), Next(classes));
    }

    /// <summary>The most rows.</summary>
    public int Rows { get; }

    /// <summary>What kernels get.</summary>
    public TiledActivations Views => _views;

    /// <summary>Makes room for <see cref="TiledActivations.H"/>.</summary>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public void RequireEntries(int entries)
    {
        if (_penalties is not null && entries <= _entries)
            return;
        _penalties?.Dispose();
        _penalties = null;
        _penalties = _memory.Allocate<float>((long)_models * entries, $"{_models} × {entries} marked entries");
        _entries = entries;
        _views.H = new ModelMatrix(_penalties.View.BaseView, entries, 0, entries);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffer.Dispose();
        _penalties?.Dispose();
    }

    private QuadMatrix Next(int columns)
    {
        var view = _buffer.View.BaseView.Cast<Quad>();
        view = view.SubView(_next, view.Length - _next);
        _next += (long)_models * Rows * columns;
        return new QuadMatrix(view, Rows * columns, 0, columns);
    }
}
