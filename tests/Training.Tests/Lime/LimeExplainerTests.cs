using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Lime;

public sealed class LimeExplainerTests
{
    private const int Inputs = 8;

    [Fact]
    public void Explains_a_linear_function_by_its_weights()
    {
        var explainer = new LimeExplainer(Linear, 2, new LimeSettings { Samples = 2000, Features = 4, Ridge = 0 });
        var explanation = Assert.Single(explainer.Explain(Table(), 1));

        Assert.Equal([2, 5], explanation.Weights.Take(2).Select(static w => w.Feature));
        Assert.Equal(0.05, explanation.Weights[0].Weight, 1e-6);
        Assert.Equal(-0.03, explanation.Weights[1].Weight, 1e-6);
        Assert.Equal(1, explanation.Score, 1e-6);
        Assert.Equal(explanation.Probability, explanation.LocalPrediction, 1e-6);
    }

    [Fact]
    public void Classes_of_one_row_share_their_neighbours()
    {
        var explainer = new LimeExplainer(Linear, 2, new LimeSettings { Samples = 500, Features = 8 });
        var both = explainer.Explain(Table(), 0, 1);

        foreach (var (of0, of1) in both[0].Weights.OrderBy(static w => w.Feature).Zip(both[1].Weights.OrderBy(static w => w.Feature)))
            Assert.Equal(of0.Weight, -of1.Weight, 1e-7);
    }

    [Fact]
    public void No_class_named_explains_the_predicted_one() =>
        Assert.Equal(0, Assert.Single(new LimeExplainer(Linear, 2, new LimeSettings { Samples = 50 }).Explain(Table())).Class);

    [Fact]
    public void Chooses_by_weight_where_many_features_are_named()
    {
        var explainer = new LimeExplainer(Linear, 2, new LimeSettings { Samples = 2000, Features = 7 });
        var explanation = Assert.Single(explainer.Explain(Table(), 1));

        Assert.Equal(7, explanation.Weights.Count);
        Assert.Equal([2, 5], explanation.Weights.Take(2).Select(static w => w.Feature));
    }

    [Fact]
    public void Equal_seeds_give_equal_bits()
    {
        LimeExplanation Explain(long seed) =>
            Assert.Single(new LimeExplainer(Linear, 2, new LimeSettings { Samples = 100, Features = 3, Seed = seed }).Explain(Table(), 1));

        Assert.Equal(Explain(4).Weights, Explain(4).Weights);
        Assert.NotEqual(Explain(4).Weights, Explain(5).Weights);
    }

    [Fact]
    public void Refuses_a_class_that_does_not_exist()
    {
        var refused = Assert.Throws<ArgumentException>(() => new LimeExplainer(Linear, 2, new LimeSettings()).Explain(Table(), 2));
        Assert.Contains("0 to 1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(5, 10, -1)]
    [InlineData(5, 10, double.NaN)]
    public void Refuses_unusable_settings(int samples, int features, double ridge) =>
        Assert.Throws<ArgumentException>(() => new LimeExplainer(Linear, 2, new LimeSettings { Samples = samples, Features = features, Ridge = ridge }));

    // p₁ = 0.4 + 0.05 x₂ − 0.03 x₅ of standardised features, whose mean is 0 and deviation 1.
    private static float[] Linear(ReadOnlyMemory<float> rows, int count)
    {
        var result = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var row = rows.Span.Slice(i * Inputs, Inputs);
            result[2 * i + 1] = 0.4f + 0.05f * row[2] - 0.03f * row[5];
            result[2 * i] = 1 - result[2 * i + 1];
        }

        return result;
    }

    private static ContinuousTable Table()
    {
        // Two rows at −1 and 1: every feature has mean 0 and deviation 1.
        var values = new float[2 * Inputs];
        values.AsSpan(0, Inputs).Fill(-1);
        values.AsSpan(Inputs).Fill(1);
        return new ContinuousTable([0.5f, -0.5f, 0.25f, 1, 1, -0.75f, 0, 0.5f], FeatureStatistics.Of(new InputMatrix(values, 2, Inputs)));
    }
}
