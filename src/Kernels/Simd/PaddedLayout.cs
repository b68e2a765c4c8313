namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Where the tensors of one network lie in one block of memory, every row padded with zeros to whole registers.
/// Zeros stay zeros: a padded weight has no gradient and no decay.
/// </summary>
internal sealed class PaddedLayout
{
    public PaddedLayout(NetworkShape shape, int laneCount)
    {
        Shape = shape;
        LaneCount = laneCount;
        Inputs = RoundUp(shape.Inputs);
        Hidden1 = RoundUp(shape.Hidden1);
        Hidden2 = RoundUp(shape.Hidden2);
        Classes = RoundUp(shape.Classes);
        W1 = 0;
        B1 = W1 + (nint)shape.Inputs * Hidden1;
        W2 = B1 + Hidden1;
        B2 = W2 + (nint)shape.Hidden1 * Hidden2;
        W3 = B2 + Hidden2;
        B3 = W3 + (nint)shape.Hidden2 * Classes;
        Length = B3 + Classes;
    }

    public NetworkShape Shape { get; }

    public int LaneCount { get; }

    /// <summary>D, H1, H2 and K rounded up to whole registers: the strides of rows that long.</summary>
    public int Inputs { get; }

    /// <inheritdoc cref="Inputs"/>
    public int Hidden1 { get; }

    /// <inheritdoc cref="Inputs"/>
    public int Hidden2 { get; }

    /// <inheritdoc cref="Inputs"/>
    public int Classes { get; }

    public int Hidden1Registers => Hidden1 / LaneCount;

    /// <summary>Whether at most half of the last register of a row of H1 is units, the rest padding.</summary>
    public bool Hidden1EndsInHalf => Hidden1 - Shape.Hidden1 >= LaneCount / 2;

    public int Hidden2Registers => Hidden2 / LaneCount;

    public int ClassRegisters => Classes / LaneCount;

    /// <summary>Offsets of the tensors.</summary>
    public nint W1 { get; }

    /// <inheritdoc cref="W1"/>
    public nint B1 { get; }

    /// <inheritdoc cref="W1"/>
    public nint W2 { get; }

    /// <inheritdoc cref="W1"/>
    public nint B2 { get; }

    /// <inheritdoc cref="W1"/>
    public nint W3 { get; }

    /// <inheritdoc cref="W1"/>
    public nint B3 { get; }

    /// <summary>Values in the block.</summary>
    public nint Length { get; }

    /// <summary>Copies a network into a block.</summary>
    public unsafe void Write(NetworkParameters source, float* block)
    {
        Spread(source.W1, Shape.Hidden1, block + W1, Hidden1);
        Spread(source.B1, Shape.Hidden1, block + B1, Hidden1);
        Spread(source.W2, Shape.Hidden2, block + W2, Hidden2);
        Spread(source.B2, Shape.Hidden2, block + B2, Hidden2);
        Spread(source.W3, Shape.Classes, block + W3, Classes);
        Spread(source.B3, Shape.Classes, block + B3, Classes);
    }

    /// <summary>Copies a block into a new network.</summary>
    public unsafe NetworkParameters Read(float* block)
    {
        var result = new NetworkParameters(Shape);
        Collect(block + W1, Hidden1, result.W1, Shape.Hidden1);
        Collect(block + B1, Hidden1, result.B1, Shape.Hidden1);
        Collect(block + W2, Hidden2, result.W2, Shape.Hidden2);
        Collect(block + B2, Hidden2, result.B2, Shape.Hidden2);
        Collect(block + W3, Classes, result.W3, Shape.Classes);
        Collect(block + B3, Classes, result.B3, Shape.Classes);
        return result;
    }

    private static unsafe void Spread(float[] source, int width, float* destination, int stride)
    {
        for (var row = 0; row < source.Length / width; row++)
            source.AsSpan(row * width, width).CopyTo(new Span<float>(destination + (nint)row * stride, width));
    }

    private static unsafe void Collect(float* source, int stride, float[] destination, int width)
    {
        for (var row = 0; row < destination.Length / width; row++)
            new Span<float>(source + (nint)row * stride, width).CopyTo(destination.AsSpan(row * width));
    }

    private int RoundUp(int width) => checked((width + LaneCount - 1) / LaneCount * LaneCount);
}
