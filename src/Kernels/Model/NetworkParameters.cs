namespace RrrGpu.Kernels;

/// <summary>
/// The weights and biases of one network, row-major: <c>z1 = x·W1 + b1</c>, <c>z2 = a1·W2 + b2</c>, <c>z = a2·W3 + b3</c>.
/// The same container holds gradients and Adam's moments, which have the same shapes.
/// </summary>
public sealed class NetworkParameters
{
    /// <summary>Allocates zeros.</summary>
    /// <exception cref="ArgumentException"><paramref name="shape"/> has an unusable width.</exception>
    public NetworkParameters(NetworkShape shape)
    {
        Shape = shape.Validated();
        W1 = new float[shape.Inputs * shape.Hidden1];
        B1 = new float[shape.Hidden1];
        W2 = new float[shape.Hidden1 * shape.Hidden2];
        B2 = new float[shape.Hidden2];
        W3 = new float[shape.Hidden2 * shape.Classes];
        B3 = new float[shape.Classes];
    }

    /// <summary>The layer widths.</summary>
    public NetworkShape Shape { get; }

    /// <summary>First layer's weights, D × H1.</summary>
    public float[] W1 { get; }

    /// <summary>First layer's biases, H1.</summary>
    public float[] B1 { get; }

    /// <summary>Second layer's weights, H1 × H2.</summary>
    public float[] W2 { get; }

    /// <summary>Second layer's biases, H2.</summary>
    public float[] B2 { get; }

    /// <summary>Output layer's weights, H2 × K.</summary>
    public float[] W3 { get; }

    /// <summary>Output layer's biases, K.</summary>
    public float[] B3 { get; }

    /// <summary>Every tensor with its field name (<c>w1</c>, <c>b1</c>, …) and its dimensions, in the order W1, b1, W2, b2, W3, b3.</summary>
    public IEnumerable<(string Name, float[] Values, int[] Dimensions)> Tensors
    {
        get
        {
            yield return ("w1", W1, [Shape.Inputs, Shape.Hidden1]);
            yield return ("b1", B1, [Shape.Hidden1]);
            yield return ("w2", W2, [Shape.Hidden1, Shape.Hidden2]);
            yield return ("b2", B2, [Shape.Hidden2]);
            yield return ("w3", W3, [Shape.Hidden2, Shape.Classes]);
            yield return ("b3", B3, [Shape.Classes]);
        }
    }

    /// <summary>A copy that shares nothing with this one.</summary>
    public NetworkParameters Clone()
    {
        var copy = new NetworkParameters(Shape);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Overwrites every value with <paramref name="source"/>'s.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void CopyFrom(NetworkParameters source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Shape != Shape)
            throw new ArgumentException($"parameters: expected shape {Shape}, got {source.Shape}", nameof(source));
        foreach (var (from, to) in source.Tensors.Zip(Tensors))
            from.Values.CopyTo(to.Values, 0);
    }

    /// <summary>Whether every value is finite; a diverged run is not.</summary>
    public bool AllFinite()
    {
        foreach (var (_, values, _) in Tensors)
        {
            foreach (var value in values)
            {
                if (!float.IsFinite(value))
                    return false;
            }
        }

        return true;
    }
}
