using System.Runtime.InteropServices;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>A network whose probabilities LIME asks for, batch after batch, through the engine.</summary>
internal sealed class PredictingNetwork : IDisposable
{
    private readonly IEngine _engine;
    private readonly IEnsemble _ensemble;

    public PredictingNetwork(IEngine engine, NetworkParameters parameters)
    {
        _engine = engine;
        _ensemble = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [OptimizerState.Initial(parameters)]);
    }

    /// <summary>Probabilities of rows, count × K.</summary>
    public float[] Predict(ReadOnlyMemory<float> rows, int count)
    {
        var shape = _ensemble.Shape;
        using var uploaded = _engine.Upload(new LabeledRows(new InputMatrix(WholeArray(rows), count, shape.Inputs), new int[count], shape.Classes));
        var predictions = new Predictions(_ensemble.Logits(0, uploaded), shape.Classes);
        var probabilities = new float[count * shape.Classes];
        for (var row = 0; row < count; row++)
        {
            var p = predictions.Probabilities(row);
            for (var k = 0; k < p.Length; k++)
                probabilities[row * p.Length + k] = (float)p[k];
        }

        return probabilities;
    }

    public void Dispose() => _ensemble.Dispose();

    // A thousand rows of 5,000 features are 20 MB: an array that holds these and nothing else need not be copied.
    private static float[] WholeArray(ReadOnlyMemory<float> rows) =>
        MemoryMarshal.TryGetArray(rows, out var part) && part.Count == part.Array!.Length ? part.Array : rows.ToArray();
}
