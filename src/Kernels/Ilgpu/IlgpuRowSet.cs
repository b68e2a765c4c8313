using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>Rows on an ILGPU device: inputs as bytes where they are bytes, else as float32, and labels.</summary>
internal sealed class IlgpuRowSet : IRowSet
{
    private readonly MemoryBuffer1D<byte, Stride1D.Dense>? _bytes;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _floats;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _labels;
    private bool _isDisposed;

    public IlgpuRowSet(IlgpuEngine engine, DeviceMemory memory, LabeledRows rows)
    {
        Engine = engine;
        Rows = rows;
        var what = $"inputs of {rows.Inputs.Rows} × {rows.Inputs.Columns}";
        if (rows.Inputs.Bytes is { } bytes)
            _bytes = memory.Upload<byte>(bytes, what);
        else
            _floats = memory.Upload<float>(rows.Inputs.ToArray(), what);
        try
        {
            _labels = memory.Upload<int>(rows.Labels, $"{rows.Count} labels");
        }
        catch
        {
            _bytes?.Dispose();
            _floats?.Dispose();
            throw;
        }
    }

    /// <summary>The engine that these rows belong to.</summary>
    public IlgpuEngine Engine { get; }

    /// <inheritdoc/>
    public LabeledRows Rows { get; }

    /// <summary>D.</summary>
    public int Features => Rows.Inputs.Columns;

    /// <summary>Whether inputs are bytes.</summary>
    public bool HoldsBytes => _bytes is not null;

    /// <summary>The inputs, where they are bytes.</summary>
    public ByteInputs Bytes => new(_bytes!.View.BaseView);

    /// <summary>The inputs, where they are float32.</summary>
    public FloatInputs Floats => new(_floats!.View.BaseView);

    /// <summary>The label of each row.</summary>
    public ArrayView<int> Labels => _labels.View.BaseView;

    /// <summary>Throws where these rows have been disposed.</summary>
    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _bytes?.Dispose();
        _floats?.Dispose();
        _labels.Dispose();
    }
}
