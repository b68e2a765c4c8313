using RrrGpu.Host.Experiments;
using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Experiments;

public class FoundModelsTests
{
    [Fact]
    public void WhatASequenceHasNotGotIsNotANumber()
    {
        double[][] sequences = [[1, 2], [3]];
        Assert.Equal(2, sequences.MeanOrNaN(0, static v => v));
        Assert.Equal(double.NaN, sequences.MeanOrNaN(1, static v => v));
        Assert.Equal(double.NaN, sequences[1].ValueOrNaN(1, static v => v));
        Assert.Equal(double.NaN, Array.Empty<double>().MeanOrNaN());
    }

    [Fact]
    public void NoRuleStopsTheSearch()
    {
        var search = FoundModels.Search(2, 1e3f, 1e6f);
        Assert.Equal((2, 0.67f, null, null, null), (search.Iterations, search.Cutoff, search.AccuracyFall, search.UnchangedOverlap, search.SaturatedFraction));
        Assert.Equal([1e3f, 1e6f], search.Lambda1);
    }

    [Fact]
    public void ASearchThatEndedEarlyFailsItsVerdictsAndNoOther()
    {
        // Of three models the last diverged: its predecessors' accuracies are known, means over all of them are not.
        FoundModel[] found = [Model(0, train: 0.99, test: 0.945), Model(1, train: 0.98, test: 0.7)];
        ClassWords[] words = [new([-2, 1, 0, 0], ["a", "b", "c", "d"]), new([0, 0, 1, -2], ["a", "b", "c", "d"])];
        var verdicts = NewsgroupsDiscovery.Verdicts([found], [words], models: 3);
        Assert.Equal([0.945, double.NaN], verdicts.Take(2).Select(static v => v.Measured));
        Assert.Equal([true, false], verdicts.Take(2).Select(static v => v.Holds));
        Assert.Equal([double.NaN, double.NaN], verdicts.TakeLast(2).Select(static v => v.Measured));
        var whole = NewsgroupsDiscovery.Verdicts([found], [words], models: 2);
        Assert.Equal([0.98, 0.945 - 0.7], [whole[1].Measured, whole[^1].Measured]);
        Assert.All(NewsgroupsDiscovery.Verdicts([[]], [[]], models: 3), static (Verdict v) => Assert.False(v.Holds));
    }

    private static FoundModel Model(int iteration, double train, double test) => new(
        iteration, 0, 250, train, test, 1, 0, 0, 0, iteration == 0 ? [] : [0.1], [], true, InputScale.Raw(4), new NetworkParameters(new NetworkShape(4, 2, 2, 2)));
}
