using System.Runtime.InteropServices;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>A network whose probabilities LIME asks for, batch after batch, through the engine.</summary>
/// <param name="engine">Where; it stays the caller's.</param>
/// <param name="parameters">θ.</param>
/// <param name="scale">What raw rows go through before it.</param>
internal sealed class PredictingNetwork(IEngine engine, NetworkParameters parameters, InputScale scale) : IDisposable
{
    private readonly Explainer _explainer = new(engine, parameters, scale);

    /// <summary>Probabilities of raw rows, count × K.</summary>
    public float[] Predict(ReadOnlyMemory<float> rows, int count)
    {
        var shape = _explainer.Shape;
        var predictions = new Predictions(_explainer.Logits(new LabeledRows(new InputMatrix(WholeArray(rows), count, shape.Inputs), new int[count], shape.Classes)), shape.Classes);
        var probabilities = new float[count * shape.Classes];
        for (var row = 0; row < count; row++)
        {
            var p = predictions.Probabilities(row);
            for (var k = 0; k < p.Length; k++)
                probabilities[row * p.Length + k] = (float)p[k];
        }

        return probabilities;
    }

    public void Dispose() => _explainer.Dispose();

    // A thousand rows of 5,000 features are 20 MB: an array that holds these and nothing else need not be copied.
    private static float[] WholeArray(ReadOnlyMemory<float> rows) =>
        MemoryMarshal.TryGetArray(rows, out var part) && part.Count == part.Array!.Length ? part.Array : rows.ToArray();
}
