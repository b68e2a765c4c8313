using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>The form of entries' values, as a type, so that kernels are compiled for each.</summary>
internal unsafe interface IEntryValues
{
    /// <summary>Bytes a value.</summary>
    static abstract int Size { get; }

    /// <summary>The value at <paramref name="index"/>.</summary>
    static abstract float At(byte* values, int index, float* byteValues);
}

/// <summary>Values of four bytes.</summary>
internal readonly unsafe struct FloatValues : IEntryValues
{
    public static int Size => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(byte* values, int index, float* byteValues) => ((float*)values)[index];
}

/// <summary>
/// Bytes, such as pixels: a quarter of the memory to fill and to stream. They are looked up, because a conversion takes an
/// arithmetic unit that the multiply-adds need, and a look-up only one more read.
/// </summary>
internal readonly unsafe struct ByteValues : IEntryValues
{
    private static readonly AlignedArray<float> s_table = CreateTable();

    public static int Size => sizeof(byte);

    /// <summary>0 to 255 as floats.</summary>
    public static float* Table => s_table.Pointer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float At(byte* values, int index, float* byteValues) => byteValues[values[index]];

    private static AlignedArray<float> CreateTable()
    {
        var table = new AlignedArray<float>(byte.MaxValue + 1);
        for (var value = 0; value <= byte.MaxValue; value++)
            table.Span[value] = value;
        return table;
    }
}
