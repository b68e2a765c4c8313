namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>A network's parameters, or anything of their shape, in float64; laid out as <see cref="NetworkParameters"/>.</summary>
public sealed class ReferenceParameters(NetworkShape shape)
{
    public NetworkShape Shape { get; } = shape;

    public double[] W1 { get; } = new double[shape.Inputs * shape.Hidden1];

    public double[] B1 { get; } = new double[shape.Hidden1];

    public double[] W2 { get; } = new double[shape.Hidden1 * shape.Hidden2];

    public double[] B2 { get; } = new double[shape.Hidden2];

    public double[] W3 { get; } = new double[shape.Hidden2 * shape.Classes];

    public double[] B3 { get; } = new double[shape.Classes];

    /// <summary>All tensors in the order of <see cref="NetworkParameters.Tensors"/>.</summary>
    public (string Name, double[] Values)[] Tensors =>
        [("w1", W1), ("b1", B1), ("w2", W2), ("b2", B2), ("w3", W3), ("b3", B3)];

    public static ReferenceParameters From(NetworkParameters source)
    {
        var result = new ReferenceParameters(source.Shape);
        foreach (var (to, from) in result.Tensors.Zip(source.Tensors))
        {
            for (var i = 0; i < to.Values.Length; i++)
                to.Values[i] = from.Values[i];
        }

        return result;
    }

    public ReferenceParameters Clone() => Map(this, this, static (a, _) => a);

    /// <summary>The same parameters rounded to float32.</summary>
    public NetworkParameters ToSingle()
    {
        var result = new NetworkParameters(Shape);
        foreach (var (to, from) in result.Tensors.Zip(Tensors))
        {
            for (var i = 0; i < to.Values.Length; i++)
                to.Values[i] = (float)from.Values[i];
        }

        return result;
    }

    /// <summary><paramref name="combine"/> applied to each pair of values.</summary>
    public static ReferenceParameters Map(ReferenceParameters a, ReferenceParameters b, Func<double, double, double> combine)
    {
        var result = new ReferenceParameters(a.Shape);
        for (var t = 0; t < result.Tensors.Length; t++)
        {
            var (to, x, y) = (result.Tensors[t].Values, a.Tensors[t].Values, b.Tensors[t].Values);
            for (var i = 0; i < to.Length; i++)
                to[i] = combine(x[i], y[i]);
        }

        return result;
    }
}
