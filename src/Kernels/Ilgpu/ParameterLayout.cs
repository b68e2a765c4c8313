using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// How a model's parameters lie on the device: W1, b1, W2, b2, W3, b3 one after another, so that each bias is the row that
/// follows its weights; models follow each other. Hidden layers are as wide as <see cref="Width"/> says, so that rows begin at
/// multiples of 16 bytes. Units beyond the network's have weights and biases of zero, so they are never active, nothing
/// flows back through them, and Adam leaves them at zero.
/// </summary>
internal readonly struct ParameterLayout(NetworkShape shape)
{
    /// <summary>The layer widths.</summary>
    public NetworkShape Shape { get; } = shape;

    /// <summary>Units of the first hidden layer on the device.</summary>
    public int Hidden1 { get; } = Width(shape.Hidden1);

    /// <summary>Units of the second hidden layer on the device.</summary>
    public int Hidden2 { get; } = Width(shape.Hidden2);

    /// <summary>The values of one model.</summary>
    public int Count => Width(Used);

    /// <summary>Those of them that passes write.</summary>
    private int Used => Layer3 + (Hidden2 + 1) * Shape.Classes;

    private int Layer2 => (Shape.Inputs + 1) * Hidden1;

    private int Layer3 => Layer2 + (Hidden1 + 1) * Hidden2;

    /// <summary><paramref name="units"/>, or more, to make up whole quads.</summary>
    public static int Width(int units) => Quad.Of(units) * Quad.Count;

    /// <summary>All of a model's values as one row.</summary>
    public ModelMatrix All(ArrayView<float> values) => new(values, Count, 0, Used);

    /// <summary>W1 with b1 as its last row, (D + 1) × H1.</summary>
    public ModelMatrix W1(ArrayView<float> values) => new(values, Count, 0, Hidden1);

    /// <summary>W2 with b2 as its last row, (H1 + 1) × H2.</summary>
    public ModelMatrix W2(ArrayView<float> values) => new(values, Count, Layer2, Hidden2);

    /// <summary>W3 with b3 as its last row, (H2 + 1) × K.</summary>
    public ModelMatrix W3(ArrayView<float> values) => new(values, Count, Layer3, Shape.Classes);

    /// <summary>Values of one model's <see cref="W2Transposed"/> and <see cref="W3Transposed"/>.</summary>
    public int TransposedCount => (Hidden1 + Shape.Classes) * Hidden2;

    /// <summary>W2ᵀ, H2 × H1, in a buffer of <see cref="TransposedCount"/> values a model.</summary>
    public ModelMatrix W2Transposed(ArrayView<float> values) => new(values, TransposedCount, 0, Hidden1);

    /// <summary>W3ᵀ, K × H2, in the same buffer.</summary>
    public ModelMatrix W3Transposed(ArrayView<float> values) => new(values, TransposedCount, Hidden1 * Hidden2, Hidden2);

    /// <summary>Copies parameters into their place on the device.</summary>
    public void Pack(NetworkParameters parameters, Span<float> destination)
    {
        destination.Clear();
        foreach (var (values, start, width, pitch, offset) in Places(parameters))
            values.AsSpan(start, width).CopyTo(destination.Slice(offset, pitch));
    }

    /// <summary>The parameters in one model's values.</summary>
    public NetworkParameters Unpack(ReadOnlySpan<float> values)
    {
        var parameters = new NetworkParameters(Shape);
        foreach (var (destination, start, width, _, offset) in Places(parameters))
            values.Slice(offset, width).CopyTo(destination.AsSpan(start));
        return parameters;
    }

    /// <summary>Every row of weights or biases: where it stands in its tensor, its width there and here, and its place here.</summary>
    private IEnumerable<(float[] Values, int Start, int Width, int Pitch, int Offset)> Places(NetworkParameters parameters)
    {
        (float[] Weights, float[] Bias, int Width, int Pitch, int Inputs, int Offset)[] layers =
        [
            (parameters.W1, parameters.B1, Shape.Hidden1, Hidden1, Shape.Inputs, 0),
            (parameters.W2, parameters.B2, Shape.Hidden2, Hidden2, Hidden1, Layer2),
            (parameters.W3, parameters.B3, Shape.Classes, Shape.Classes, Hidden2, Layer3),
        ];
        foreach (var (weights, bias, width, pitch, inputs, offset) in layers)
        {
            for (var row = 0; row * width < weights.Length; row++)
                yield return (weights, row * width, width, pitch, offset + row * pitch);
            yield return (bias, 0, width, pitch, offset + inputs * pitch);
        }
    }
}
