using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Test images of Toy Colors with the pixels that gradients and LIME mark, as in the paper's figure 2.</summary>
/// <param name="ByGradients">Pixels in M₀.₆₇.</param>
/// <param name="ByLime">Pixels of LIME's largest features.</param>
/// <param name="LimeShareInCorners">The share of LIME's features that lie in corners.</param>
internal sealed record ToyColorsPictures(IReadOnlyList<MarkedImage> ByGradients, IReadOnlyList<MarkedImage> ByLime, double LimeShareInCorners)
{
    /// <summary>Explains the first test images.</summary>
    public static ToyColorsPictures Explain(ExperimentContext context, ToyColorsCase toy, NetworkParameters parameters, int count, int limeFeatures)
    {
        var (data, channels) = (toy.Data, toy.Data.Image!.Value.Channels);
        var rows = data.Test.Select([.. Enumerable.Range(0, count)]);
        using var network = new PredictingNetwork(context.Engine, parameters);
        using var explainer = new Explainer(context.Engine, parameters, InputScale.Fit(InputScaling.Raw, data.Train.Inputs));
        var masks = explainer.Masks(rows, ExperimentRun.Cutoff);
        var statistics = FeatureStatistics.Of(data.Train.Inputs);
        var (byGradients, byLime, inCorners) = (new List<MarkedImage>(), new List<MarkedImage>(), 0);
        var pixels = new float[data.Train.Inputs.Columns];
        for (var row = 0; row < count; row++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            rows.Inputs.CopyRow(row, pixels);
            var lime = new LimeExplainer(network.Predict, rows.Classes, new LimeSettings { Features = limeFeatures, Seed = context.Seeds[0] });
            int[] named = [.. lime.Explain(new QuartileTable(pixels, statistics))[0].Weights.Select(static w => w.Feature)];
            inCorners += named.Count(feature => toy.Corners.Contains(feature));
            byGradients.Add(Mark(Enumerable.Range(0, pixels.Length).Where(feature => masks[row, feature])));
            byLime.Add(Mark(named));
        }

        return new ToyColorsPictures(byGradients, byLime, (double)inCorners / (count * limeFeatures));

        MarkedImage Mark(IEnumerable<int> features) => new(pixels.ToArray(), [.. features.Select(feature => feature / channels).Distinct().Order()]);
    }

    /// <summary>Both as one figure.</summary>
    public ReportFigure ToFigure()
    {
        var grid = new MarkedImageGrid(new ImageSize(5, 5, 3), [new("input gradients (M₀.₆₇)", ByGradients), new("LIME (top 6)", ByLime)]);
        return new ReportFigure(
            "explanations",
            "What nine predictions rest on (the paper's Figure 2)",
            "Dots mark pixels with a feature in M₀.₆₇ of the gradient of the predicted class's probability, or among LIME's six largest weights; up to three features lie in one pixel. Trained with A = 0, the network looks at the corners.",
            "Nine small images, explained by gradients and by LIME, with dots in the corners.",
            ThemedPicture.Of(theme => grid.Draw(theme)),
            grid.ToCsv());
    }
}
