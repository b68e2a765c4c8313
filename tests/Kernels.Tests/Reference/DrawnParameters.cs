namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>Networks for tests that no training has shaped.</summary>
internal static class DrawnParameters
{
    /// <summary>Weights and biases uniform in ±0.05.</summary>
    public static NetworkParameters Small(NetworkShape shape, Random random)
    {
        var parameters = new NetworkParameters(shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = 0.1f * (random.NextSingle() - 0.5f);
        }

        return parameters;
    }
}
