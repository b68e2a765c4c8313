using RrrGpu.Bench.Comparison;
using RrrGpu.Bench.KernelTimes;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Tests;

/// <summary>Operations and bytes, counted by hand on a network small enough for it.</summary>
public sealed class WorkTests
{
    // 6 inputs, 4 and 3 hidden units, 2 classes; 5 rows of a byte each, 7 entries not zero, 10 marked.
    private static readonly NetworkShape Shape = new(6, 4, 3, 2);
    private static readonly StepSize Size = new(2, 5, Shape, 1, 7, 10);

    [Fact]
    public void AStepNeedsTwoDenseProductsAndThreeAtTheMarks()
    {
        const int layer1 = 2 * (2 * 5 * 6 * 4), atMarks = 3 * (2 * 10 * 4), upper = 2 * 5 * (4 * 3 + 3 * 2);
        const int parameters = (7 * 4) + (5 * 3) + (4 * 2);
        Assert.Equal(new StepWork(layer1 + atMarks + 6 * upper, 6 * 4 * parameters + 5 * 6 / 2.0), StepWork.Of(Shape, 5, 2, 2, 1));
        Assert.Equal(new StepWork(layer1 + 3 * upper, 6 * 4 * parameters + 4 * 5 * 6), StepWork.Of(Shape, 5, 0, 1, 4));
    }

    [Fact]
    public void OfDecoyMnistTheRowsOfAMeanMinibatchCount()
    {
        const double rows = 60_000 / 235.0;
        Assert.Equal(StepWork.Of(DecoyWorkload.Shape, rows, 16, 256, 1), StepWork.Of(Options("full", 256)));
        Assert.Equal(StepWork.Of(DecoyWorkload.Shape, rows, 0, 1, 1), StepWork.Of(Options("none", 1)));
    }

    [Theory]
    [InlineData("Layer1Forward<ByteInputs>", 1, 2 * 2 * 5 * 6 * 4, 5 * 6 + 4 * 2 * (7 * 4 + 5 * 4))]
    [InlineData("TiledLayer1Forward", 1, 2 * 2 * 5 * 6 * 4, 5 * 6 + 4 * 2 * (7 * 4 + 5 * 4))]
    [InlineData("SparseLayer1Forward", 1, 2 * 2 * 7 * 4, 8 * 7 + 4 * 2 * (7 * 4 + 5 * 4))]
    [InlineData("Layer1WeightGradient<DenseTiles<ByteInputs>>", 1, 2 * 2 * (5 * 6 + 10) * 4, 5 * 6 + 4 * 2 * (2 * 7 * 4 + 2 * 5 * 4 + 10))]
    [InlineData("Layer1WeightGradient<SparseTiles>", 1, 2 * 2 * (7 + 10) * 4, 8 * 7 + 4 * 2 * (2 * 7 * 4 + 2 * 5 * 4 + 10))]
    [InlineData("DenseForward", 4, 2 * 2 * 2 * 5 * 18, 2 * 4 * 2 * (18 + 5 * (4 + 3 + 3 + 2)))]
    [InlineData("Layer1WeightUpdate<ByteChunks, ByteChunk, LargeTile>", 1, 2 * 2 * 5 * 6 * 4 + 11 * 2 * 28, 5 * 6 + 4 * 2 * (6 * 28 + 5 * 4))]
    [InlineData("ListedExplanationGradient", 1, 2 * 2 * 10 * 4, 4 * 2 * (5 * 4 + 10))]
    [InlineData("HiddenWeightUpdate", 1, 2 * 2 * 2 * 5 * 18 + 11 * 2 * 18, 2 * 4 * 2 * (18 + 5 * 12) + 4 * 4 * 2 * 18)]
    [InlineData("HiddenLayers<SmallPool, FullRows, WithRightReasons>", 1, 4 * 2 * 2 * 5 * 18 + 2 * 2 * 2 * 10 * 4, 4 * 4 * 2 * (18 + 5 * 12) + 4 * 2 * 28)]
    [InlineData("HiddenLayers<SmallPool, FullRows, WithoutRightReasons>", 1, 2 * 2 * 2 * 5 * 18, 2 * 4 * 2 * (18 + 5 * 12))]
    [InlineData("Adam", 1, 11 * 2 * 51, 7 * 4 * 2 * 51)]
    public void AKernelMustDoWhatItsProductNeeds(string kernel, int launches, double operations, double bytes) =>
        Assert.Equal(new KernelWork(operations, bytes), KernelWork.Of(kernel, launches, Size));

    [Fact]
    public void OfOtherKernelsNothingIsClaimed() => Assert.Null(KernelWork.Of("Softmax", 1, Size));

    private static ComparisonOptions Options(string annotations, int models) => new()
    {
        Repository = "",
        Rrr = "",
        Device = "simd",
        Candidates = [],
        Pairs = 1,
        Models = models,
        Epochs = 1,
        Lambda1 = 1000,
        Annotations = annotations,
        Limit = TimeSpan.FromSeconds(1),
    };
}
