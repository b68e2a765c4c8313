using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>Parameters before the first step.</summary>
public static class Initialization
{
    /// <summary>The standard deviation of the reference protocol.</summary>
    public const float ReferenceDeviation = 0.1f;

    /// <summary>
    /// Draws every weight <em>and</em> bias from N(0, <paramref name="deviation"/>²), in the order W1, b1, W2, b2, W3, b3,
    /// as the paper's code does. The result depends on the shape and on this seed only.
    /// </summary>
    /// <param name="shape">The layer widths.</param>
    /// <param name="seed">The model's seed.</param>
    /// <param name="deviation">The standard deviation; finite and positive.</param>
    /// <exception cref="ArgumentException">A width or the deviation is unusable.</exception>
    public static NetworkParameters Draw(NetworkShape shape, long seed, float deviation = ReferenceDeviation)
    {
        if (!float.IsFinite(deviation) || deviation <= 0)
            throw new ArgumentException($"initial deviation: expected a finite number above 0, got {deviation}");
        var parameters = new NetworkParameters(shape);
        var random = new RandomSource(seed, RandomPurpose.Initialization);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(deviation * random.NextGaussian());
        }

        return parameters;
    }
}
