using RrrGpu.Kernels;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Training.Tests.Explanations;

/// <summary>Explanations of whole sets of rows: chunks, scales, agreement with float64.</summary>
public sealed class ExplainerTests : IDisposable
{
    private static readonly NetworkShape Shape = new(37, 11, 9, 4);
    private readonly SimdEngine _engine = new(2);
    private readonly NetworkParameters _parameters = Networks.Draw(Shape, 5);
    private readonly LabeledRows _rows = Networks.Rows(53, 37, 4);

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(53)]
    [InlineData(1000)]
    public void ChunksChangeNothing(int chunkRows)
    {
        using var whole = new Explainer(_engine, _parameters, InputScale.Raw(37));
        using var parts = new Explainer(_engine, _parameters, InputScale.Raw(37), chunkRows);
        Assert.Equal(whole.Masks(_rows, 0.67f).Words, parts.Masks(_rows, 0.67f).Words);
        Assert.Equal(whole.Logits(_rows), parts.Logits(_rows));
        Assert.Equal(Networks.All(whole.InputGradients(_rows, ExplainedScalar.LogSum)), Networks.All(parts.InputGradients(_rows, ExplainedScalar.LogSum)));
        Assert.Equal(Networks.All(whole.MaskGradients(_rows)), Networks.All(parts.MaskGradients(_rows)));
        var chunks = parts.InputGradients(_rows, ExplainedScalar.LogSum).ToArray();
        Assert.Equal((53 + chunkRows - 1) / chunkRows, chunks.Length);
        Assert.Equal([.. Enumerable.Range(0, chunks.Length).Select(i => i * chunkRows)], chunks.Select(static c => c.FirstRow));
        Assert.Equal(53, chunks.Sum(static c => c.Rows));
    }

    [Theory]
    [InlineData(ExplainedScalar.LogSum, null)]
    [InlineData(ExplainedScalar.LogMax, null)]
    [InlineData(ExplainedScalar.ProbClass, 2)]
    [InlineData(ExplainedScalar.LogitClass, 0)]
    public void GradientsAreThoseOfTheScaledInput(ExplainedScalar explained, int? k)
    {
        var scale = InputScale.Fit(InputScaling.Standard, _rows.Inputs);
        using var explainer = new Explainer(_engine, _parameters, scale, 10);
        var gradients = Networks.All(explainer.InputGradients(_rows, explained, k));
        var network = new ReferenceNetwork(ReferenceParameters.From(_parameters), new ObjectiveDefinition(), 0, 0);
        foreach (var (n, row) in ReferenceRow.From(scale.Apply(_rows), null).Index())
        {
            var expected = network.InputGradient(row, explained, k);
            for (var d = 0; d < 37; d++)
                Assert.Equal(expected[d], gradients[n * 37 + d], 1e-4 * Math.Max(1, expected.Max(Math.Abs)));
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Explainer(_engine, _parameters, InputScale.Raw(36)));
        Assert.Throws<ArgumentException>(() => new Explainer(_engine, _parameters, InputScale.Raw(37), -1));
        using var explainer = new Explainer(_engine, _parameters, InputScale.Raw(37));
        Assert.Throws<ArgumentException>(() => explainer.Masks(_rows, 1));
        Assert.Throws<ArgumentException>(() => explainer.Masks(Networks.Rows(4, 36, 4), 0.5f));
        Assert.Throws<ArgumentException>(() => explainer.InputGradients(_rows, ExplainedScalar.LogClass).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void SharesAgreeWithTheMasksOfEveryCutoff(float gap)
    {
        // A bias this far above the others makes every softmax certain, and the gradient of prob-max underflow.
        _parameters.B3[1] += gap;
        using var explainer = new Explainer(_engine, _parameters, InputScale.Raw(37), 20);
        var shares = new ShareByCutoff(ShareByCutoff.Hundredths);
        foreach (var chunk in explainer.MaskGradients(_rows))
            shares.Add(chunk.Gradients, 37);
        for (var i = 0; i < 100; i++)
            Assert.Equal(explainer.Masks(_rows, shares.Cutoffs[i]).Count, shares.Counts[i]);
        Assert.True(shares.Counts[67] >= 53, "every row marks its largest entry");
        Assert.Equal((double)shares.Counts[30] / (53 * 37), shares.Shares[30], 15);
    }

    [Fact]
    public void SharesTakeAnyAscendingCutoffs()
    {
        var shares = new ShareByCutoff([0, 0.1f, 0.5f, 0.999f]);
        shares.Add(new float[] { 0, 1, -10, 5, 0, 0, 0, 0, 1e-38f, -0.5e-39f, 0, 2e-39f }, 4);
        Assert.Equal([6, 4, 2, 2], shares.Counts);
        Assert.Throws<ArgumentException>(() => new ShareByCutoff([]));
        Assert.Throws<ArgumentException>(() => new ShareByCutoff([0.5f, 0.5f]));
        Assert.Throws<ArgumentException>(() => new ShareByCutoff([1]));
        Assert.Throws<ArgumentException>(() => shares.Add(new float[3], 2));
    }
}
