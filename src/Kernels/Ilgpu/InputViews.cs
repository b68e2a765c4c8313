using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>Row-major inputs on the device, whatever they are stored as.</summary>
internal interface IInputView
{
    /// <summary>Values of a row: the inputs, 1, and zeros: see <see cref="IlgpuRowSet"/>.</summary>
    int Pitch { get; }

    /// <summary>The input at <paramref name="index"/> = row · <see cref="Pitch"/> + feature.</summary>
    float At(int index);
}

/// <summary>Inputs stored as one byte each.</summary>
internal readonly struct ByteInputs(ArrayView<byte> values, int pitch) : IInputView
{
    private readonly ArrayView<byte> _values = values;
    private readonly int _pitch = pitch;

    public int Pitch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pitch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int index) => _values[index];
}

/// <summary>Inputs stored as float32.</summary>
internal readonly struct FloatInputs(ArrayView<float> values, int pitch) : IInputView
{
    private readonly ArrayView<float> _values = values;
    private readonly int _pitch = pitch;

    public int Pitch
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _pitch;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int index) => _values[index];
}
