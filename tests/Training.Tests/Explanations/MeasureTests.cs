using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Explanations;

/// <summary>Cosines, rule scores and disagreement, against plain loops in float64 and cases worked out by hand.</summary>
public sealed class MeasureTests
{
    [Fact]
    public void AccuracyCountsTheMostProbableClass()
    {
        // Predicted are 1, 0, 1 and, of equals, 0.
        var predictions = new Predictions([0, 1, 3, -2, -5, -4, 2, 2], 2);
        Assert.Equal(0.75, predictions.Accuracy(Labelled(1, 1, 1, 0)));
        Assert.Throws<ArgumentException>(() => predictions.Accuracy(Labelled(1, 1, 1)));

        static LabeledRows Labelled(params int[] labels) => new(new InputMatrix(new float[labels.Length], labels.Length, 1), labels, 2);
    }

    [Fact]
    public void CosinesAgreeWithPlainLoops()
    {
        using var engine = new SimdEngine(2);
        var shape = new NetworkShape(19, 8, 6, 3);
        var rows = Networks.Rows(41, 19, 3);
        var explainers = new[] { 1, 2, 3 }.Select(seed => new Explainer(engine, Networks.Draw(shape, seed), InputScale.Raw(19), 9)).ToArray();
        var gradients = explainers.Select(e => Networks.All(e.InputGradients(rows, ExplainedScalar.LogSum))).ToArray();
        var means = GradientCosine.Means(explainers[0], explainers, rows);
        for (var other = 0; other < 3; other++)
        {
            var sum = 0.0;
            for (var n = 0; n < 41; n++)
            {
                var (a, b) = (gradients[0][(n * 19)..((n + 1) * 19)], gradients[other][(n * 19)..((n + 1) * 19)]);
                var lengths = Math.Sqrt(a.Sum(static x => (double)x * x) * b.Sum(static x => (double)x * x));
                sum += lengths == 0 ? 0 : Math.Abs(a.Zip(b, static (x, y) => (double)x * y).Sum()) / lengths;
            }

            Assert.Equal(sum / 41, means[other], 1e-12);
        }

        // A row without a gradient counts as 0 even beside itself.
        var alive = Enumerable.Range(0, 41).Count(n => gradients[0].AsSpan(n * 19, 19).ContainsAnyExcept(0f));
        Assert.Equal(alive / 41.0, means[0], 1e-12);
        Assert.InRange(alive, 20, 41);
        Assert.InRange(means[1], 0.01, 0.99);
        Assert.Empty(GradientCosine.Means(explainers[0], [], rows));
        foreach (var explainer in explainers)
            explainer.Dispose();
    }

    [Fact]
    public void CosinesOfHandWorkedVectors()
    {
        Assert.Equal(0, GradientCosine.Of([1, 0], [0, 2]));
        Assert.Equal(1, GradientCosine.Of([1, 2], [-2, -4]), 1e-15);
        Assert.Equal(Math.Sqrt(0.5), GradientCosine.Of([1e-30f, 0], [1e-35f, 1e-35f]), 1e-7);
        Assert.Equal(0, GradientCosine.Of([0, 0], [1, 1]));
        Assert.Throws<ArgumentException>(() => GradientCosine.Of([1], [1, 2]));
    }

    [Fact]
    public void RuleScoresWorkedByHand()
    {
        // Row 0 marks 4 entries, 1 inside; row 1 marks 1, inside; row 2 marks nothing.
        var masks = FeatureMasks.From(Annotation.FromPredicate(3, 40, static (row, d) => row == 0 ? d is 0 or 10 or 20 or 39 : row == 1 && d == 39));
        var score = RuleScore.Of(masks, [39, 38]);
        Assert.Equal((0.25 + 1) / 2, score.MeanOfRows, 15);
        Assert.Equal(2 / 5.0, score.Pooled, 15);
        Assert.Equal(2, score.MarkedRows);
        Assert.Equal(new RuleScore(0, 0, 0), RuleScore.Of(new FeatureMasks(3, 40), [1]));

        // The annotation marks other entries in each row.
        var annotation = Annotation.FromPredicate(3, 40, static (row, d) => row == 0 ? d < 15 : d == 0);
        score = RuleScore.Of(masks, annotation);
        Assert.Equal((0.5 + 0) / 2, score.MeanOfRows, 15);
        Assert.Equal(2 / 5.0, score.Pooled, 15);
        Assert.Throws<ArgumentException>(() => RuleScore.Of(masks, Annotation.FromFeatures(2, 40, [1])));
        Assert.Throws<ArgumentException>(() => RuleScore.Of(masks, [40]));
    }

    [Fact]
    public void ScoresOfRegionsThatPartTheFeaturesAddUpToOne()
    {
        var random = new Random(2);
        var masks = FeatureMasks.From(Annotation.FromPredicate(30, 50, (_, _) => random.Next(5) == 0));
        var (first, second) = (RuleScore.Of(masks, [.. Enumerable.Range(0, 17)]), RuleScore.Of(masks, [.. Enumerable.Range(17, 33)]));
        Assert.Equal(1, first.MeanOfRows + second.MeanOfRows, 12);
        Assert.Equal(1, first.Pooled + second.Pooled, 12);
    }

    [Fact]
    public void DisagreementIsTheMutualInformationOfClassAndModel()
    {
        var certain = 200f;
        var models = new[]
        {
            new Predictions([certain, 0, certain, 0, 0, 0, 3, 1], 2),
            new Predictions([0, certain, certain, 0, 0, 0, 1, 3], 2),
        };
        var ranked = Disagreement.Rank(models, [0, 1, 0, 1]);
        Assert.Equal([0, 3, 1, 2], ranked.Select(static r => r.Row));
        Assert.Equal(Math.Log(2), ranked[0].Disagreement, 12);
        Assert.Equal([0, 1], ranked[0].Predictions);
        Assert.Equal([1.0, 1.0], ranked[0].Confidences);
        var p = 1 / (1 + Math.Exp(-2));
        Assert.Equal(Math.Log(2) + p * Math.Log(p) + (1 - p) * Math.Log(1 - p), ranked[1].Disagreement, 12);
        Assert.Equal((p, 1), (ranked[1].Confidences[1], ranked[1].Label));
        Assert.Equal([0.0, 0.0], ranked.Skip(2).Select(static r => r.Disagreement));
        Assert.Empty(Disagreement.Rank([], [0, 1]));
        Assert.All(Disagreement.Rank([models[0]], [0, 1, 0, 1]), static r => Assert.Equal(0, r.Disagreement));
        Assert.Throws<ArgumentException>(() => Disagreement.Rank(models, [0]));
    }
}
