using ILGPU;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// How a model's parameters lie on the device: W1, b1, W2, b2, W3, b3 one after another, so that each bias is the row that
/// follows its weights; models follow each other.
/// </summary>
internal readonly struct ParameterLayout(NetworkShape shape)
{
    /// <summary>The layer widths.</summary>
    public NetworkShape Shape { get; } = shape;

    /// <summary>P, the values of one model.</summary>
    public int Count => (int)Shape.ParameterCount;

    private int Layer2 => (Shape.Inputs + 1) * Shape.Hidden1;

    private int Layer3 => Layer2 + (Shape.Hidden1 + 1) * Shape.Hidden2;

    /// <summary>All of a model's values as one row.</summary>
    public ModelMatrix All(ArrayView<float> values) => new(values, Count, 0, Count);

    /// <summary>W1 with b1 as its last row, (D + 1) × H1.</summary>
    public ModelMatrix W1(ArrayView<float> values) => new(values, Count, 0, Shape.Hidden1);

    /// <summary>W2 with b2 as its last row, (H1 + 1) × H2.</summary>
    public ModelMatrix W2(ArrayView<float> values) => new(values, Count, Layer2, Shape.Hidden2);

    /// <summary>W3 with b3 as its last row, (H2 + 1) × K.</summary>
    public ModelMatrix W3(ArrayView<float> values) => new(values, Count, Layer3, Shape.Classes);

    /// <summary>Values of one model's <see cref="W2Transposed"/> and <see cref="W3Transposed"/>.</summary>
    public int TransposedCount => (Shape.Hidden1 + Shape.Classes) * Shape.Hidden2;

    /// <summary>W2ᵀ, H2 × H1, in a buffer of <see cref="TransposedCount"/> values a model.</summary>
    public ModelMatrix W2Transposed(ArrayView<float> values) => new(values, TransposedCount, 0, Shape.Hidden1);

    /// <summary>W3ᵀ, K × H2, in the same buffer.</summary>
    public ModelMatrix W3Transposed(ArrayView<float> values) => new(values, TransposedCount, Shape.Hidden1 * Shape.Hidden2, Shape.Hidden2);

    /// <summary>Copies parameters into their place on the device.</summary>
    public static void Pack(NetworkParameters parameters, Span<float> destination)
    {
        foreach (var (_, values, _) in parameters.Tensors)
        {
            values.CopyTo(destination);
            destination = destination[values.Length..];
        }
    }

    /// <summary>The parameters in one model's values.</summary>
    public NetworkParameters Unpack(ReadOnlySpan<float> values)
    {
        var parameters = new NetworkParameters(Shape);
        foreach (var (_, destination, _) in parameters.Tensors)
        {
            values[..destination.Length].CopyTo(destination);
            values = values[destination.Length..];
        }

        return parameters;
    }
}
