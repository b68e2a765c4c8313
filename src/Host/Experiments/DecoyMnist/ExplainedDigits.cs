using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Explains test rows of Decoy MNIST by LIME's superpixels and by input gradients.</summary>
internal sealed class ExplainedDigits : IDisposable
{
    private readonly DataSet _data;
    private readonly PredictingNetwork _network;
    private readonly Explainer _explainer;
    private readonly LimeExplainer _lime;
    private readonly Predictions _predictions;
    private readonly SwatchRows _swatches;

    /// <summary>Looks at a model's predictions on the test rows.</summary>
    public ExplainedDigits(ExperimentContext context, DataSet data, NetworkParameters parameters, InputScale scale)
    {
        _data = data;
        _network = new PredictingNetwork(context.Engine, parameters, scale);
        _explainer = new Explainer(context.Engine, parameters, scale);
        _lime = new LimeExplainer(_network.Predict, data.Test.Classes, new LimeSettings { Seed = context.Seeds[0] });
        _predictions = new Predictions(_explainer.Logits(data.Test), data.Test.Classes);
        _swatches = new SwatchRows(data.Test, data.TestAnnotation!);
    }

    /// <summary>The test rows that the model gets wrong by naming the swatch's digit.</summary>
    public IEnumerable<int> Fooled => _swatches.Fooled(_predictions);

    /// <summary>Explains a test row's true and predicted class.</summary>
    public ExplainedDigit Explain(int row)
    {
        var rows = _data.Test.Select([row]);
        var pixels = rows.Inputs.ToArray();
        var (label, predicted) = (rows.Labels[0], _predictions.Predicted(row));
        var segments = DecoyMnistCase.Superpixels.Segment(pixels, _data.Image!.Value);
        var lime = _lime.Explain(new HiddenSuperpixels(pixels, _data.Image.Value, segments), label, predicted);
        var gradient = Gradient(rows, predicted);
        var (inSwatch, inCorners) = _swatches.Largest(row, gradient);
        var (strongest, weight) = (lime[1].Weights[0].Feature, lime[1].Weights[0].Weight);
        return new ExplainedDigit(row, label, predicted, _swatches.Digit(row), _predictions.Probabilities(row), pixels, segments)
        {
            LimeForLabel = Spread(lime[0], segments),
            LimeForPredicted = Spread(lime[1], segments),
            GradientForLabel = Gradient(rows, label),
            GradientForPredicted = gradient,
            StrongestWeight = weight,
            SwatchInStrongest = _swatches.Covered(row, segments, strongest),
            GradientsInSwatch = inSwatch,
            GradientsInCorners = inCorners,
        };
    }

    public void Dispose()
    {
        _explainer.Dispose();
        _network.Dispose();
    }

    private float[] Gradient(LabeledRows rows, int explainedClass) => _explainer.InputGradients(rows, ExplainedScalar.LogClass, explainedClass).Single().Gradients;

    /// <summary>The weight of each pixel's superpixel; 0 where LIME names it not.</summary>
    private static float[] Spread(LimeExplanation lime, int[] segments)
    {
        var weights = lime.Weights.ToDictionary(static w => w.Feature, static w => (float)w.Weight);
        return Array.ConvertAll(segments, segment => weights.GetValueOrDefault(segment));
    }
}

/// <summary>A test row with the explanations of its true and its predicted class.</summary>
/// <param name="Row">Its index.</param>
/// <param name="Label">Its digit.</param>
/// <param name="Predicted">The digit that the model takes it for.</param>
/// <param name="SwatchDigit">The digit that its swatch stands for.</param>
/// <param name="Probabilities">The model's probability of each digit.</param>
/// <param name="Pixels">The image.</param>
/// <param name="Segments">The superpixel of each pixel.</param>
internal sealed record ExplainedDigit(int Row, int Label, int Predicted, int SwatchDigit, IReadOnlyList<double> Probabilities, float[] Pixels, int[] Segments)
{
    /// <summary>LIME's weight for the true digit at each pixel.</summary>
    public required float[] LimeForLabel { get; init; }

    /// <summary>LIME's weight for the predicted digit at each pixel.</summary>
    public required float[] LimeForPredicted { get; init; }

    /// <summary>The input gradient of the true digit's log-probability.</summary>
    public required float[] GradientForLabel { get; init; }

    /// <summary>The input gradient of the predicted digit's log-probability.</summary>
    public required float[] GradientForPredicted { get; init; }

    /// <summary>LIME's largest weight for the predicted digit.</summary>
    public required double StrongestWeight { get; init; }

    /// <summary>The share of the swatch that its superpixel covers.</summary>
    public required double SwatchInStrongest { get; init; }

    /// <summary>Whether it covers most of the swatch.</summary>
    public bool HoldsSwatch => SwatchInStrongest > 0.5;

    /// <summary>The share of the largest gradients for the predicted digit, as many as the swatch has pixels, that lie in the swatch.</summary>
    public required double GradientsInSwatch { get; init; }

    /// <summary>The share of them that lie in any of the four corners, where swatches can be.</summary>
    public required double GradientsInCorners { get; init; }
}
