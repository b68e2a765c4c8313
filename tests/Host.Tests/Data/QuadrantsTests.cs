using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Data;

public sealed class QuadrantsTests : IDisposable
{
    /// <summary>From 0.3 to 3, all of forty seeds ended orthogonal; at 100 models give up accuracy.</summary>
    private const float Weight = 0.3f;

    private readonly SimdEngine _engine = new(2);

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void ClassesLieInTheFirstAndThirdQuadrant()
    {
        var data = DataSetCatalog.Load("quadrants", dataSeed: 5);
        Assert.Equal((2048, 1024, 2, 2), (data.Train.Count, data.Test.Count, data.Train.Inputs.Columns, data.Train.Classes));
        foreach (var rows in new[] { data.Train, data.Test })
        {
            var inputs = rows.Inputs.ToArray();
            for (var i = 0; i < inputs.Length; i++)
                Assert.InRange(rows.Labels[i / 2] == 0 ? inputs[i] : -inputs[i], Quadrants.Margin, Quadrants.Reach);
            Assert.Equal(rows.Count / 2, rows.Labels.Sum());
        }
    }

    [Fact]
    public void TheDataSeedDecides()
    {
        Assert.Equal(Quadrants.Generate(3).Train.Inputs.ToArray(), Quadrants.Generate(3).Train.Inputs.ToArray());
        Assert.NotEqual(Quadrants.Generate(3).Train.Inputs.ToArray(), Quadrants.Generate(4).Train.Inputs.ToArray());
        Assert.NotEqual(Quadrants.Generate(3).Train.Inputs.ToArray()[..2048], Quadrants.Generate(3).Test.Inputs.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void RestartsLearnOneDiagonalBoundaryAndCoupledModelsTwoOrthogonalOnes(long seed)
    {
        var data = Quadrants.Generate(seed);
        var (restarts, restartGradients) = Train(data, seed, null);
        var (coupled, coupledGradients) = Train(data, seed, new SimilarityPenalty(Weight));

        Assert.All(restarts.Concat(coupled), static model => Assert.True(model.Test.Accuracy > 0.99, $"accuracy {model.Test.Accuracy}"));
        Assert.InRange(MeanCosine(restartGradients[0], restartGradients[1]), 0.95, 1);
        Assert.InRange(MeanCosine(coupledGradients[0], coupledGradients[1]), 0, 0.06);
        Assert.All(restartGradients, static gradients => Assert.InRange(MeanLargestShare(gradients), 0.5, 0.9));
        Assert.All(coupledGradients, static gradients => Assert.InRange(MeanLargestShare(gradients), 0.98, 1));
        Assert.NotEqual(MeanShareOfFirst(coupledGradients[0]) > 0.5, MeanShareOfFirst(coupledGradients[1]) > 0.5);
    }

    private (IReadOnlyList<TrainedModel> Models, float[][] Gradients) Train(DataSet data, long seed, SimilarityPenalty? similarity)
    {
        var settings = new TrainingSettings { Objective = new(Similarity: similarity) };
        var models = new Trainer(_engine)
            .Train(data, settings, [new ModelRun(2 * seed), new ModelRun(2 * seed + 1)], cancellation: TestContext.Current.CancellationToken)
            .Models;
        using var ensemble = _engine.CreateEnsemble(new(), new(), [new(), new()], [.. models.Select(static model => model.State)]);
        using var rows = _engine.Upload(data.Test);
        return (models, [.. Enumerable.Range(0, 2).Select(model => ensemble.InputGradients(model, rows, ExplainedScalar.LogSum))]);
    }

    private static double MeanCosine(float[] a, float[] b) => Rows(a).Zip(Rows(b), static (x, y) =>
        Math.Abs(x.First * y.First + x.Second * y.Second) / (Length(x) * Length(y))).Average();

    /// <summary>The mean of max(|g_1|, |g_2|)² / |g|²: a half for a diagonal boundary, 1 for one along an axis.</summary>
    private static double MeanLargestShare(float[] gradients) => Rows(gradients).Average(static g =>
        Math.Pow(Math.Max(Math.Abs(g.First), Math.Abs(g.Second)) / Length(g), 2));

    private static double MeanShareOfFirst(float[] gradients) => Rows(gradients).Average(static g => Math.Pow(g.First / Length(g), 2));

    private static IEnumerable<(double First, double Second)> Rows(float[] gradients) =>
        gradients.Chunk(2).Select(static pair => ((double)pair[0], (double)pair[1]));

    private static double Length((double First, double Second) g) => Math.Sqrt(g.First * g.First + g.Second * g.Second);
}
