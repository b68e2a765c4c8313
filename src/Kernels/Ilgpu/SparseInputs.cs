using System.Runtime.CompilerServices;
using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The inputs of a data set that are not zero, row by row on the device, ascending features in a row.</summary>
internal readonly struct SparseInputs(ArrayView<int> start, ArrayView<int> features, ArrayView<float> values)
{
    private readonly ArrayView<int> _start = start;
    private readonly ArrayView<int> _features = features;
    private readonly ArrayView<float> _values = values;

    /// <summary>The first entry of <paramref name="row"/>; that of the next row ends it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Start(int row) => _start[row];

    /// <summary>The feature of an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Feature(int entry) => _features[entry];

    /// <summary>The input at an entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Value(int entry) => _values[entry];
}
