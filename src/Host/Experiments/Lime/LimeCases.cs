using RrrGpu.Host.Data;
using RrrGpu.Host.Words;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>The paper's four data sets, each with a network trained with A = 0 and LIME's view of its rows, one after another.</summary>
internal static class LimeCases
{
    /// <summary>Trains and yields a case at a time; 20 Newsgroups is left out where it is not at hand.</summary>
    public static IEnumerable<LimeCase> All(ExperimentContext context)
    {
        yield return Iris(context);
        yield return Colors(context);
        yield return Decoy(context);
        if (NewsgroupsAtHand.Missing(context) is null)
            yield return Posts(context);
    }

    private static LimeCase Iris(ExperimentContext context)
    {
        var iris = IrisCancerCase.From(context);
        var data = iris.Of(iris.Split(0));
        var statistics = FeatureStatistics.Of(data.Train.Inputs);
        return Trained(context, "Iris-Cancer", "continuous table", data, new TrainingSettings { Epochs = IrisCancerCase.Epochs }, 5000, 10, new(0.03, 1.9e-5), row =>
        {
            var values = Values(data, row);
            return new LimeView(
                new ContinuousTable(values, statistics),
                static gradient => Array.ConvertAll(gradient, static g => (double)g),
                gradient => [.. gradient.Select((g, d) => g * statistics.Deviations[d])]);
        });
    }

    private static LimeCase Colors(ExperimentContext context)
    {
        var data = ToyColors.Generate(context.DataSeed);
        var statistics = FeatureStatistics.Of(data.Train.Inputs);
        return Trained(context, "Toy Colors", "quartile table", data, new TrainingSettings { Epochs = context.Quick ? 16 : 64 }, 5000, 6, new(1.03, 1.3e-5), row =>
        {
            var values = Values(data, row);
            return new LimeView(
                new QuartileTable(values, statistics),
                static gradient => Array.ConvertAll(gradient, static g => (double)g),
                gradient => [.. gradient.Select((g, d) => g * (values[d] - statistics.Means[d]))]);
        });
    }

    private static LimeCase Decoy(ExperimentContext context)
    {
        var data = DecoyMnistCase.Load(context);
        var size = data.Image!.Value;
        return Trained(context, "Decoy MNIST", "superpixels", data, new TrainingSettings { Epochs = context.Quick ? 4 : 64 }, 1000, 2, new(1.54, 4.5e-5), row =>
        {
            var image = Values(data, row);
            var representation = new HiddenSuperpixels(image, size, DecoyMnistCase.Superpixels.Segment(image, size));
            return new LimeView(
                representation,
                gradient => OfSegments(representation, gradient),
                gradient => OfSegments(representation, Products(gradient, image, representation.Painted)));
        });
    }

    private static LimeCase Posts(ExperimentContext context)
    {
        var news = NewsgroupsAtHand.Load(context);
        return Trained(context, "20 Newsgroups", "word removal", news.Data, new TrainingSettings(), 5000, PostExplainer.LimeFeatures, new(2.59, 5.2e-4), row =>
        {
            var words = TextWords.Of(news.TestPosts[row].Text, news.Vectorizer);
            return new LimeView(
                words.ToRepresentation(),
                gradient => words.OfFeatures(gradient),
                gradient => words.OfFeatures(Products(gradient, Values(news.Data, row), null)));
        }) with
        {
            HasFeatures = row => WordTokens.Find(news.TestPosts[row].Text).Any(),
        };
    }

    private static LimeCase Trained(
        ExperimentContext context, string name, string kind, DataSet data, TrainingSettings settings, int samples, int features, PublishedTimes published, Func<int, LimeView> view)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var result = ExperimentRun.Train(context, name, data, settings, [new ModelRun(context.Seeds[0])]);
        return new LimeCase(name, kind, data, result.Models[0], result.Scale, samples, features, published, view);
    }

    private static float[] Values(DataSet data, int row)
    {
        var values = new float[data.Test.Inputs.Columns];
        data.Test.Inputs.CopyRow(row, values);
        return values;
    }

    /// <summary>Gradient times the difference of the inputs from what stands in their place, zeros where nothing is given.</summary>
    private static float[] Products(float[] gradient, float[] inputs, IReadOnlyList<float>? instead) =>
        [.. gradient.Select((g, i) => g * (inputs[i] - (instead?[i] ?? 0)))];

    private static double[] OfSegments(HiddenSuperpixels image, float[] values)
    {
        var sums = new double[image.Features];
        var channels = values.Length / image.Segments.Count;
        for (var i = 0; i < values.Length; i++)
            sums[image.Segments[i / channels]] += values[i];
        return sums;
    }
}
