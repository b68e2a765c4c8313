using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.FindAnother;

/// <summary>
/// Find-another-explanation on two rules that agree in training: one feature tells the class exactly, sixteen others together tell
/// it well, each a little. In the test rows the one feature is drawn afresh.
/// </summary>
public sealed class FindAnotherExplanationTests : IDisposable
{
    private const int Rows = 512;
    private const int Features = 17;
    private static readonly DataSet Data = new("one-or-sixteen", Draw(1, true), Draw(2, false), Annotation.FromFeatures(Rows, Features, [0]));
    private static readonly TrainingSettings Training = new() { Epochs = 60, BatchSize = 64, Hidden1 = 12, Hidden2 = 8 };
    private static readonly FindAnotherSettings Settings = new() { Iterations = 2, Lambda1 = [100] };

    private readonly SimdEngine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void TheNextModelUsesTheOtherRule()
    {
        var found = Search(Settings with { Iterations = 1 });
        Assert.Equal((FindAnotherStop.Iterations, 2, 2), (found.Stopped, found.Models.Count, found.DiverseModels));
        var (first, second) = (found.Models[0], found.Models[1]);
        Assert.Equal((0f, 0.0), (first.Lambda1, first.MaskFraction));
        Assert.Null(first.ExplanationOverlap);
        Assert.Equal((100f, first.OwnMaskFraction), (second.Lambda1, second.MaskFraction));
        // θ₀ looks at the one feature, which fails in test; forbidden that, θ₁ looks at the others, which do not.
        Assert.Equal(1.0 / Features, first.OwnMaskFraction, 0.005);
        Assert.InRange(first.TrainAccuracy, 0.99, 1);
        Assert.InRange(first.TestAccuracy, 0.35, 0.65);
        Assert.InRange(second.TestAccuracy, 0.97, 1);
        Assert.InRange(second.ExplanationOverlap!.Value, 0, 0.05);
        Assert.Equal([second.ExplanationOverlap.Value], second.Overlaps);
        Assert.InRange(Assert.Single(second.Cosines), 0, 0.9);

        // The rows on which the rules disagree come first.
        Assert.Equal(Data.Test.Count, found.Disagreements.Count);
        Assert.All(found.Disagreements.Take(20), static row => Assert.NotEqual(row.Predictions[0], row.Predictions[1]));
        Assert.Equal(found.Disagreements.Select(static r => r.Disagreement).OrderDescending(), found.Disagreements.Select(static r => r.Disagreement));
    }

    [Fact]
    public void EveryAIsTheUnionOfTheMasksBefore()
    {
        var found = Search(Settings with { SaturatedFraction = null, AccuracyFall = null, UnchangedOverlap = null, Lambda1 = [10, 20] });
        Assert.Equal([0f, 10f, 20f], found.Models.Select(static m => m.Lambda1));
        var forbidden = new FeatureMasks(Rows, Features);
        foreach (var model in found.Models)
        {
            Assert.Equal(forbidden.Fraction, model.MaskFraction);
            using var explainer = new Explainer(_engine, model.Parameters, model.Scale);
            var own = explainer.Masks(Data.Train, 0.67f);
            Assert.Equal(own.Fraction, model.OwnMaskFraction);
            forbidden.UnionWith(own);
        }

        Assert.Equal(2, found.Models[2].Overlaps.Count);
        Assert.Equal(2, found.Models[2].Cosines.Count);
    }

    [Fact]
    public void AnAnnotationFromTheStartIsPartOfEveryA()
    {
        var found = Search(Settings with { Iterations = 1, SaturatedFraction = null }, new ModelRun(Lambda2: 1, LearningRate: 0.01f, Annotation: Data.Annotation));
        Assert.Equal([100f, 100f], found.Models.Select(static m => m.Lambda1));
        Assert.Equal(1.0 / Features, found.Models[0].MaskFraction);
        Assert.InRange(found.Models[0].TestAccuracy, 0.9, 1);
        Assert.InRange(found.Models[1].MaskFraction, 1.01 / Features, 1);
    }

    [Fact]
    public void StopsWhenAccuracyFalls()
    {
        // The other features are noise here, and the one is of all sizes, so that without a gradient at the rows it tells less.
        var graded = Data with { Train = DrawGraded(1), Test = DrawGraded(2) };
        var found = new FindAnotherExplanation(_engine).Search(graded, Training, Settings with { AccuracyFall = 0.03, UnchangedOverlap = null }, new ModelRun(Lambda2: 1, LearningRate: 0.01f));
        Assert.Equal(FindAnotherStop.AccuracyFell, found.Stopped);
        Assert.InRange(found.Models[0].TrainAccuracy, 0.99, 1);
        Assert.InRange(found.Models[^1].TrainAccuracy, 0.45, 0.98);
        Assert.Equal(2, found.Models.Count);
        Assert.False(found.Models[^1].IsDiverse);
        Assert.Contains("training accuracy", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void StopsWhenExplanationsNoLongerChange()
    {
        // Without a penalty the next model is the first once more.
        var found = Search(Settings with { Lambda1 = [0] });
        Assert.Equal((FindAnotherStop.ExplanationsUnchanged, 2), (found.Stopped, found.Models.Count));
        Assert.Equal(1, found.Models[1].ExplanationOverlap);
        Assert.Equal(1, found.DiverseModels);
    }

    [Fact]
    public void StopsWhenTheAnnotationIsSaturated()
    {
        var found = Search(Settings with { Cutoff = 0 });
        Assert.Equal((FindAnotherStop.AnnotationSaturated, 1), (found.Stopped, found.Models.Count));
        Assert.Contains("0.9", found.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void StopsBeforeAModelThatDiverges()
    {
        var heard = new List<FoundModel>();
        var found = Search(Settings with { Lambda1 = [3.4e38f] }, surroundings: new FindAnotherSurroundings { Found = (model, _) => heard.Add(model) });
        Assert.Equal((FindAnotherStop.Diverged, 1, 1), (found.Stopped, found.Models.Count, heard.Count));
        Assert.Contains("θ1", found.Reason, StringComparison.Ordinal);
        found = Search(Settings, new ModelRun(LearningRate: 1e30f));
        Assert.Equal((FindAnotherStop.Diverged, 0), (found.Stopped, found.Models.Count));
        Assert.Empty(found.Disagreements);
    }

    [Fact]
    public void GoingOnEqualsAnUninterruptedRunBitForBit()
    {
        var never = Settings with { AccuracyFall = null, UnchangedOverlap = null, SaturatedFraction = null, Iterations = 3 };
        var whole = Search(never);
        for (var known = 1; known <= 4; known++)
        {
            var heard = new List<FoundModel>();
            var resumed = Search(never, surroundings: new FindAnotherSurroundings { Earlier = [.. whole.Models.Take(known)], Found = (model, _) => heard.Add(model) });
            Assert.Equal(4 - known, heard.Count);
            Assert.Equal((whole.Stopped, whole.Reason), (resumed.Stopped, resumed.Reason));
            foreach (var (expected, actual) in whole.Models.Zip(resumed.Models))
            {
                Assert.Equal(expected.Parameters.Tensors.SelectMany(static t => t.Values), actual.Parameters.Tensors.SelectMany(static t => t.Values));
                Assert.Equal(Numbers(expected), Numbers(actual));
            }

            Assert.Equal(whole.Disagreements.Select(static r => (r.Row, r.Disagreement)), resumed.Disagreements.Select(static r => (r.Row, r.Disagreement)));
        }
    }

    [Fact]
    public void GoingOnWithOtherRulesKeepsEveryModelAndDecidesAnewWhichAreDiverse()
    {
        var loose = Search(Settings with { Lambda1 = [0], UnchangedOverlap = null, SaturatedFraction = null, DiverseOverlap = 1, DiverseFall = 1 });
        Assert.Equal(3, loose.Models.Count);
        FoundModel[] earlier = [.. loose.Models.Select(static model => model with { IsDiverse = true })];
        var resumed = Search(Settings with { Lambda1 = [0] }, surroundings: new FindAnotherSurroundings { Earlier = earlier });
        Assert.Equal((FindAnotherStop.ExplanationsUnchanged, 3), (resumed.Stopped, resumed.Models.Count));
        Assert.Equal([true, false, false], resumed.Models.Select(static model => model.IsDiverse));
    }

    [Fact]
    public void AModelAtChanceIsNotDiverse()
    {
        // Steps this small leave models where they began: at chance, which is one half here.
        var idle = Training with { Epochs = 1 };
        var found = new SimultaneousSearch(_engine).Search(Labels(static n => n % 2), idle, Settings, 2, new ModelRun(LearningRate: 1e-12f));
        Assert.All(found.Models, static model => Assert.InRange(model.TrainAccuracy, 0, 0.56));
        Assert.Equal(0, found.DiverseModels);
        Assert.True(found.IsSimultaneous);
    }

    [Fact]
    public void WhatIsAccurateIsMeasuredAgainstTheBestOfAll()
    {
        var one = Search(Settings with { Iterations = 1 }).Models[0];
        var weak = one with { TrainAccuracy = 0.7, IsDiverse = true };
        var best = one with { Iteration = 1, TrainAccuracy = 1, Overlaps = [1], Cosines = [1], IsDiverse = false };
        var found = Search(Settings with { Iterations = 1, Lambda1 = [0] }, surroundings: new FindAnotherSurroundings { Earlier = [weak, best] });
        Assert.Equal([false, true], found.Models.Select(static model => model.IsDiverse));
        Assert.False(found.IsSimultaneous);
    }

    [Fact]
    public void CancelledAfterAModelKeepsThatModel()
    {
        using var cancellation = new CancellationTokenSource();
        var heard = new List<FoundModel>();
        var surroundings = new FindAnotherSurroundings
        {
            Cancellation = cancellation.Token,
            Found = (model, _) =>
            {
                heard.Add(model);
                cancellation.Cancel();
            },
        };
        Assert.Throws<OperationCanceledException>(() => Search(Settings, surroundings: surroundings));
        Assert.Equal(0, Assert.Single(heard).Iteration);
    }

    [Fact]
    public void SimultaneousModelsHaveSeedsOfTheirOwn()
    {
        var found = new SimultaneousSearch(_engine).Search(Data, Training, Settings, 3, new ModelRun(7, Lambda2: 1, LearningRate: 0.01f));
        Assert.Equal((FindAnotherStop.Iterations, 3), (found.Stopped, found.Models.Count));
        Assert.Equal([7L, 8, 9], found.Models.Select(static m => m.Seed));
        Assert.Equal([0, 1, 2], found.Models.Select(static m => m.Overlaps.Count));
        Assert.Throws<ArgumentException>(() => new SimultaneousSearch(_engine).Search(Data, Training, Settings, 1, new ModelRun()));
        var tooLate = Assert.Throws<ArgumentException>(() => new SimultaneousSearch(_engine).Search(Data, Training, Settings, 2, new ModelRun(long.MaxValue)));
        Assert.Equal("seed: expected at most 9223372036854775806 with 2 simultaneous models, got 9223372036854775807", tooLate.Message);
    }

    [Theory]
    [InlineData("iterations")]
    [InlineData("cutoff")]
    [InlineData("lambda1")]
    [InlineData("overlap")]
    public void UnusableSettingsAreRefused(string what)
    {
        var settings = what switch
        {
            "iterations" => Settings with { Iterations = 0 },
            "cutoff" => Settings with { Cutoff = 1 },
            "lambda1" => Settings with { Lambda1 = [1, float.NaN] },
            _ => Settings with { UnchangedOverlap = 1.5 },
        };
        Assert.Contains(what, Assert.Throws<ArgumentException>(() => Search(settings)).Message, StringComparison.Ordinal);
    }

    private static LabeledRows Draw(long seed, bool agree)
    {
        var random = new RandomSource(seed, RandomPurpose.Data);
        var inputs = new float[Rows * Features];
        var labels = new int[Rows];
        for (var n = 0; n < Rows; n++)
        {
            labels[n] = random.NextBelow(2);
            inputs[n * Features] = 4 * (2 * (agree ? labels[n] : random.NextBelow(2)) - 1);
            for (var d = 1; d < Features; d++)
                inputs[n * Features + d] = 0.5f * (2 * labels[n] - 1) + 0.6f * (float)random.NextGaussian();
        }

        return new LabeledRows(new InputMatrix(inputs, Rows, Features), labels, 2);
    }

    /// <summary>One feature whose sign is the label, among noise.</summary>
    private static LabeledRows DrawGraded(long seed)
    {
        var random = new RandomSource(seed, RandomPurpose.Data);
        var inputs = new float[Rows * Features];
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = (i % Features == 0 ? 4 : 0.6f) * (float)random.NextGaussian();
        return new LabeledRows(new InputMatrix(inputs, Rows, Features), [.. Enumerable.Range(0, Rows).Select(n => inputs[n * Features] > 0 ? 1 : 0)], 2);
    }

    private static DataSet Labels(Func<int, int> labelOf)
    {
        int[] labels = [.. Enumerable.Range(0, Rows).Select(labelOf)];
        return Data with { Train = new LabeledRows(Data.Train.Inputs, labels, 2), Annotation = null };
    }

    private FindAnotherResult Search(FindAnotherSettings settings, ModelRun? first = null, FindAnotherSurroundings? surroundings = null) =>
        new FindAnotherExplanation(_engine).Search(Data, Training, settings, first ?? new ModelRun(Lambda2: 1, LearningRate: 0.01f), surroundings);

    private static double[] Numbers(FoundModel model) =>
        [model.TrainAccuracy, model.TestAccuracy, model.CrossEntropy, model.RightReasons, model.MaskFraction, model.OwnMaskFraction, .. model.Overlaps, .. model.Cosines, model.IsDiverse ? 1 : 0];
}
