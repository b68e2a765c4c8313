using RrrGpu.Host.Explanations;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Explanations;

public sealed class ExplanationPassTests : IDisposable
{
    private const int Rows = 23;
    private const int Features = 13;

    private readonly SimdEngine _engine = new(2);
    private readonly NetworkParameters _parameters = Initialization.Draw(new(Features, 7, 5, 3), 4);
    private readonly LabeledRows _rows = Draw();

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(23)]
    [InlineData(100)]
    public void ChunksThatShareTheirMemoryGiveWhatOneGives(int chunkRows)
    {
        using var whole = new Explainer(_engine, _parameters, InputScale.Raw(Features));
        using var parts = new Explainer(_engine, _parameters, InputScale.Raw(Features), chunkRows);
        var pass = new ExplanationPass(parts, _rows, new(0.5f, ExplainedScalar.LogSum, null, [], 0), TestContext.Current.CancellationToken);
        float[] gradients = [.. pass.Run().SelectMany(static chunk => chunk.ToArray())];
        Assert.Equal(whole.InputGradients(_rows, ExplainedScalar.LogSum).Single().Gradients, gradients);
        Assert.Equal(whole.Masks(_rows, 0.5f).Words, pass.Masks.Words);
        Assert.Equal(whole.Masks(_rows, 0.5f).Count, pass.Shares.Counts[50]);
        for (var d = 0; d < Features; d++)
            Assert.Equal(Enumerable.Range(0, Rows).Average(row => Math.Abs((double)gradients[row * Features + d])), pass.MeanGradients[d], 12);
        Assert.Equal(0, pass.UnderflowedRows);
    }

    [Fact]
    public void RowsWhoseGradientUnderflowsAreCountedInEveryChunk()
    {
        _parameters.B3[1] += 1000;
        using var explainer = new Explainer(_engine, _parameters, InputScale.Raw(Features), 5);
        var pass = new ExplanationPass(explainer, _rows, new(0.5f, ExplainedScalar.ProbMax, null, [], 0), TestContext.Current.CancellationToken);
        Assert.All(pass.Run().SelectMany(static chunk => chunk.ToArray()), static value => Assert.Equal(0, value));
        Assert.Equal(Rows, pass.UnderflowedRows);
    }

    private static LabeledRows Draw()
    {
        var random = new RandomSource(1, RandomPurpose.Data);
        var values = new float[Rows * Features];
        for (var i = 0; i < values.Length; i++)
            values[i] = i % 3 == 0 ? 0 : (float)random.NextGaussian();
        return new LabeledRows(new InputMatrix(values, Rows, Features), [.. Enumerable.Range(0, Rows).Select(static row => row % 3)], 3);
    }
}
