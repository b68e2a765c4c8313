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
        Assert.Equal([6, 2], Named(2, forwardUpTo: 2));
        // x₆ has the largest coefficient, but adds nothing to this row: it is 0. x₅ adds most: 0.03 · 0.75 is more than 0.05 · 0.25.
        Assert.Equal([2, 5], Named(2, forwardUpTo: 1));
        Assert.Equal([5], Named(1, forwardUpTo: 0));

        static IEnumerable<int> Named(int features, int forwardUpTo) =>
            new LimeExplainer(WithLargeSixth, 2, new LimeSettings { Samples = 2000, Features = features, ForwardSelectionUpTo = forwardUpTo })
                .Explain(Table(), 1)[0].Weights.Select(static w => w.Feature);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Near_neighbours_count_more_than_far_ones(float at)
    {
        // Over all neighbours, drawn from N(0, 1), |x| has no slope. Weighed by √exp(−(x − 1)²/σ²) with σ = ¾ they are those of a
        // normal distribution of mean 0.64 and deviation 0.6, over which the slope of |x| is 2Φ(0.64/0.6) − 1 = 0.714.
        var table = new ContinuousTable([at], FeatureStatistics.Of(new InputMatrix([-1f, 1f], 2, 1)));
        var explanation = new LimeExplainer(Absolute, 2, new LimeSettings { Samples = 20_000, Ridge = 0 }).Explain(table, 1)[0];
        Assert.Equal(at * 0.0714, explanation.Weights[0].Weight, 0.003);
        Assert.InRange(explanation.Score, 0.1, 0.95);

        // p₁ = 0.1 + 0.1 |x|.
        static float[] Absolute(ReadOnlyMemory<float> rows, int count) =>
            [.. rows.Span[..count].ToArray().SelectMany(static x => new[] { 0.9f - 0.1f * Math.Abs(x), 0.1f + 0.1f * Math.Abs(x) })];
    }

    [Fact]
    public void A_text_is_explained_the_same_way_again()
    {
        var text = new RemovedWords(6, 6, static (kept, input) =>
        {
            for (var i = 0; i < kept.Length; i++)
                input[i] = kept[i] ? i : 0;
        });
        var explainer = new LimeExplainer(OfSum, 2, new LimeSettings { Samples = 50, Features = 3 });
        var (first, again) = (explainer.Explain(text, 1)[0], explainer.Explain(text, 1)[0]);
        Assert.Equal(first.Weights, again.Weights);

        static float[] OfSum(ReadOnlyMemory<float> rows, int count) =>
            [.. Enumerable.Range(0, count).Select(i => rows.Span.Slice(6 * i, 6).ToArray().Sum()).SelectMany(static sum => new[] { 1 - 1 / (1 + sum), 1 / (1 + sum) })];
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
    private static float[] Linear(ReadOnlyMemory<float> rows, int count) => Linear(rows, count, 0);

    // The same with 0.1 x₆ more.
    private static float[] WithLargeSixth(ReadOnlyMemory<float> rows, int count) => Linear(rows, count, 0.1f);

    private static float[] Linear(ReadOnlyMemory<float> rows, int count, float ofSixth)
    {
        var result = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var row = rows.Span.Slice(i * Inputs, Inputs);
            result[2 * i + 1] = 0.4f + 0.05f * row[2] - 0.03f * row[5] + ofSixth * row[6];
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
