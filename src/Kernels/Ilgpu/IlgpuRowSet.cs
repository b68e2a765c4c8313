using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// Rows on an ILGPU device: inputs that are mostly zero as those that are not, others as bytes where they are bytes, else as
/// float32; and labels. Where all inputs are there, each row has a 1 and zeros behind them, up to a multiple of
/// <see cref="PitchUnit"/>: the 1 is what the bias is multiplied by, so that weights and biases are one matrix.
/// </summary>
internal sealed class IlgpuRowSet : IRowSet
{
    /// <summary>Rows begin at multiples of this many values.</summary>
    public const int PitchUnit = 16;

    private readonly DeviceMemory _memory;
    private readonly MemoryBuffer1D<int, Stride1D.Dense> _labels;
    private readonly SparseRows? _sparse;
    private MemoryBuffer1D<byte, Stride1D.Dense>? _bytes;
    private MemoryBuffer1D<float, Stride1D.Dense>? _floats;
    private bool _isDisposed;

    public IlgpuRowSet(IlgpuEngine engine, DeviceMemory memory, LabeledRows rows)
    {
        (Engine, _memory, Rows) = (engine, memory, rows);
        var nonZeros = rows.Inputs.CountNonZeros();
        _labels = memory.Upload<int>(rows.Labels, $"{rows.Count} labels");
        try
        {
            if (nonZeros < engine.SparseBelow * rows.Count * Features && nonZeros <= int.MaxValue - DeviceMemory.Slack)
                _sparse = new SparseRows(memory, rows.Inputs, (int)nonZeros);
            else
                UploadDense();
        }
        catch
        {
            _labels.Dispose();
            throw;
        }
    }

    /// <summary>The engine that these rows belong to.</summary>
    public IlgpuEngine Engine { get; }

    /// <inheritdoc/>
    public LabeledRows Rows { get; }

    /// <summary>D.</summary>
    public int Features => Rows.Inputs.Columns;

    private int Pitch => (Features + PitchUnit) / PitchUnit * PitchUnit;

    /// <summary>The inputs that are not zero; null where passes read all of them.</summary>
    public SparseInputs? Sparse => _sparse?.Views;

    /// <summary>Whether inputs are bytes.</summary>
    public bool HoldsBytes => Rows.Inputs.Bytes is not null;

    /// <summary>All inputs, where they are bytes.</summary>
    /// <exception cref="DeviceMemoryException">They were not on the device yet, and there is no room.</exception>
    public ByteInputs Bytes
    {
        get
        {
            UploadDense();
            return new(_bytes!.View.BaseView, Pitch);
        }
    }

    /// <summary>All inputs, where they are float32.</summary>
    /// <exception cref="DeviceMemoryException">They were not on the device yet, and there is no room.</exception>
    public FloatInputs Floats
    {
        get
        {
            UploadDense();
            return new(_floats!.View.BaseView, Pitch);
        }
    }

    /// <summary>All inputs, where they are bytes, sixteen at a time.</summary>
    /// <exception cref="DeviceMemoryException">They were not on the device yet, and there is no room.</exception>
    public ByteChunks ByteChunks
    {
        get
        {
            UploadDense();
            return new(_bytes!.View.BaseView.Cast<ByteChunk>(), Pitch / PitchUnit);
        }
    }

    /// <summary>All inputs, where they are float32, sixteen at a time.</summary>
    /// <exception cref="DeviceMemoryException">They were not on the device yet, and there is no room.</exception>
    public FloatChunks FloatChunks
    {
        get
        {
            UploadDense();
            return new(_floats!.View.BaseView.Cast<Quad>(), Pitch / PitchUnit);
        }
    }

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
        _sparse?.Dispose();
        _bytes?.Dispose();
        _floats?.Dispose();
        _labels.Dispose();
    }

    private void UploadDense()
    {
        if (_bytes is not null || _floats is not null)
            return;
        var what = $"inputs of {Rows.Inputs.Rows} × {Rows.Inputs.Columns}";
        if (Rows.Inputs.Bytes is { } bytes)
            _bytes = _memory.Upload<byte>(Padded(bytes, (byte)1), what);
        else
            _floats = _memory.Upload<float>(Padded(Rows.Inputs.ToArray(), 1f), what);
    }

    private T[] Padded<T>(ReadOnlySpan<T> values, T one)
    {
        var padded = new T[(long)Rows.Inputs.Rows * Pitch];
        for (var row = 0; row < Rows.Inputs.Rows; row++)
        {
            var target = padded.AsSpan(row * Pitch, Pitch);
            values.Slice(row * Features, Features).CopyTo(target);
            target[Features] = one;
        }

        return padded;
    }
}
