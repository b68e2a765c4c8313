using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>Test images of Toy Colors with the pixels that gradients and LIME mark, as in the paper's figure 2.</summary>
/// <param name="Size">The size of an image.</param>
/// <param name="LimeFeatures">How many features LIME names.</param>
/// <param name="ByGradients">Pixels in M₀.₆₇.</param>
/// <param name="ByLime">Pixels of LIME's largest features.</param>
/// <param name="LimeShareInCorners">The share of LIME's features that lie in corners.</param>
internal sealed record ToyColorsPictures(ImageSize Size, int LimeFeatures, IReadOnlyList<MarkedImage> ByGradients, IReadOnlyList<MarkedImage> ByLime, double LimeShareInCorners)
{
    /// <summary>Explains the first test images and keeps pictures of the first of these.</summary>
    public static ToyColorsPictures Explain(ExperimentContext context, ToyColorsCase toy, NetworkParameters parameters, int pictures, int count, int limeFeatures)
    {
        var (data, channels) = (toy.Data, toy.Data.Image!.Value.Channels);
        var rows = data.Test.Select([.. Enumerable.Range(0, count)]);
        var scale = InputScale.Raw(data.Train.Inputs.Columns);
        using var network = new PredictingNetwork(context.Engine, parameters, scale);
        using var explainer = new Explainer(context.Engine, parameters, scale);
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
            if (row >= pictures)
                continue;
            byGradients.Add(Mark(Enumerable.Range(0, pixels.Length).Where(feature => masks[row, feature])));
            byLime.Add(Mark(named));
        }

        return new ToyColorsPictures(data.Image!.Value, limeFeatures, byGradients, byLime, (double)inCorners / (count * limeFeatures));

        MarkedImage Mark(IEnumerable<int> features) => new(pixels.ToArray(), [.. features.Select(feature => feature / channels).Distinct().Order()]);
    }

    /// <summary>Both as one figure.</summary>
    /// <param name="gradientShares">The shares of M₀.₆₇ in the corners and in the top middle, over more rows than are shown.</param>
    public ReportFigure ToFigure(double[] gradientShares)
    {
        var grid = new MarkedImageGrid(Size, [new("input gradients (M₀.₆₇)", ByGradients), new($"LIME (top {LimeFeatures})", ByLime)]);
        return new ReportFigure(
            "explanations",
            $"What {ByLime.Count} predictions rest on (the paper's Figure 2)",
            $"Dots mark pixels with a feature in M₀.₆₇ of the gradient of the predicted class's probability, or among LIME's {LimeFeatures} largest weights; up to {Size.Channels} features lie in one pixel. Trained with A = 0; the paper's network looks at the corners.",
            $"{ByLime.Count} small images, explained by gradients and by LIME. Of the features marked by gradients {ReportNumbers.Percent(gradientShares[0])} lie in the corners and {ReportNumbers.Percent(gradientShares[1])} in the top middle, of those named by LIME {ReportNumbers.Percent(LimeShareInCorners)} in the corners, over more images than are shown.",
            ThemedPicture.Of(theme => grid.Draw(theme)),
            grid.ToCsv());
    }
}
