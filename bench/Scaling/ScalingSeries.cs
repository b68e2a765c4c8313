namespace RrrGpu.Bench.Scaling;

/// <summary>Problems that differ in one size.</summary>
/// <param name="Name">The size.</param>
/// <param name="Cases">Its values, ascending, and the problems.</param>
internal sealed record ScalingSeries(string Name, IReadOnlyList<(double Value, ScalingCase Case)> Cases)
{
    /// <summary>One series for each size that a step's cost grows with, about Decoy MNIST's.</summary>
    public static IReadOnlyList<ScalingSeries> All { get; } =
    [
        Of("models", [1, 2, 4, 16, 64, 256, 1024], static v => new(Models: (int)v)),
        Of("rows of a minibatch", [32, 64, 128, 256, 512, 1024, 2048], static v => new(Batch: (int)v)),
        Of("inputs", [98, 196, 392, 784, 1568, 3136, 6272], static v => new(Inputs: (int)v)),
        Of("hidden units", [8, 16, 32, 64, 128, 256, 512], static v => new(Hidden: (int)v)),
        Of("share of inputs not zero", [0.02, 0.05, 0.1, 0.2, 0.5, 1], static v => new(InputDensity: v)),
        Of("share of inputs annotated", [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1], static v => new(MarkDensity: v)),
    ];

    private static ScalingSeries Of(string name, double[] values, Func<double, ScalingCase> of) => new(name, [.. values.Select(v => (v, of(v)))]);
}
