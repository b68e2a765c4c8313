using RrrGpu.Host.Data;
using RrrGpu.Host.Experiments;

namespace RrrGpu.Host.Tests.Experiments;

public class IrisCancerExperimentTests
{
    [Fact]
    public void EachSplitHasTwoModelsThatDifferByTheAnnotationAlone()
    {
        RowSplit[] splits = [IrisCancer.Split(0, 0), IrisCancer.Split(0, 1)];
        var runs = IrisCancerSplits.Runs(5, splits, IrisCancer.MarkIris(IrisCancer.Rows));
        Assert.Equal([5, 5, 6, 6], runs.Select(static r => r.Seed));
        Assert.Equal([0, 1000, 0, 1000], runs.Select(static r => r.Lambda1));
        Assert.Equal([splits[0].Train, splits[0].Train, splits[1].Train, splits[1].Train], runs.Select(static r => r.Rows));
        Assert.All(IrisCancerSplits.Free(runs), static run => Assert.Null(run.Annotation));
        Assert.All(IrisCancerSplits.Full(runs), static run => Assert.Equal(4 * IrisCancer.Rows, run.Annotation!.Features.Length));
        Assert.Equal([0, 2], IrisCancerSplits.Free<int>([0, 1, 2, 3]));
        Assert.Equal([1, 3], IrisCancerSplits.Full<int>([0, 1, 2, 3]));
    }

    [Fact]
    public void ExplanationsAreJudgedByTheirLargestFeature()
    {
        // Gradients: Iris is largest in the first row, a tumour's measure in the second; one of the second's three signs stays.
        ExplainedSample first = new([Weights((0, 2), (9, -1)), Weights((0, -2), (9, 1))], [Weights((7, 1)), Weights((7, -1))]);
        ExplainedSample second = new([Weights((0, 1), (8, 3), (9, -1)), Weights((0, -1), (8, -3), (9, -1))], [Weights((1, 1)), Weights((1, -1))]);
        var verdicts = IrisCancerExplanations.Verdicts([first, second]);
        Assert.Equal([0.5, 0.5], verdicts.Take(2).Select(static v => v.Measured));
        Assert.Equal((1 + 2 / 3.0) / 2, verdicts[2].Measured, 12);
        Assert.All(IrisCancerExplanations.Verdicts([]), static v => Assert.False(v.Holds));
    }

    private static double[] Weights(params (int Feature, double Weight)[] some)
    {
        var all = new double[IrisCancer.FeatureNames.Count];
        foreach (var (feature, weight) in some)
            all[feature] = weight;
        return all;
    }
}
