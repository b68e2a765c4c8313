using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Explanations;

/// <summary>Random networks and rows, and what float64 says of them.</summary>
internal static class Networks
{
    public static NetworkParameters Draw(NetworkShape shape, long seed, float deviation = 0.5f) => Initialization.Draw(shape, seed, deviation);

    public static LabeledRows Rows(int rows, int columns, int classes, int seed = 1)
    {
        var random = new Random(seed);
        var values = Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() * 4 - 2)).ToArray();
        return new LabeledRows(new InputMatrix(values, rows, columns), [.. Enumerable.Range(0, rows).Select(n => n % classes)], classes);
    }

    public static float[] All(IEnumerable<GradientChunk> chunks) => [.. chunks.SelectMany(static chunk => chunk.Gradients)];
}
