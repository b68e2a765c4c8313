using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>Row-major inputs on the device, whatever they are stored as.</summary>
internal interface IInputView
{
    /// <summary>The input at <paramref name="index"/> = row · D + feature.</summary>
    float At(int index);
}

/// <summary>Inputs stored as one byte each.</summary>
internal readonly struct ByteInputs(ArrayView<byte> values) : IInputView
{
    private readonly ArrayView<byte> _values = values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int index) => _values[index];
}

/// <summary>Inputs stored as float32.</summary>
internal readonly struct FloatInputs(ArrayView<float> values) : IInputView
{
    private readonly ArrayView<float> _values = values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float At(int index) => _values[index];
}
