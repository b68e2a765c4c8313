using RrrGpu.Host.Experiments;
using RrrGpu.Host.Reports;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Experiments;

public class Lambda1ChoicesTests
{
    [Fact]
    public void EachWayOfChoosingHasItsOwnAnswer()
    {
        var choices = Choose(Result(0.01f, 0.98, 0.6, 1e-4), Result(10, 0.96, 0.9, 0.4), Result(100, 0.95, 0.95, 4), Result(1e6f, 0.1, 0.1, 1e4));
        Assert.Equal(new Lambda1Choices(100, 0.95, 4, 0.01, 0.6, 10, 0.9), choices);
    }

    [Fact]
    public void OfEqualsTheSmallerIsChosenWhateverTheirOrder()
    {
        var choices = Choose(Result(100, 0.9, 0.9, 2), Result(10, 0.9, 0.9, 0.5));
        Assert.Equal((10, 10, 10), (choices.Best, choices.ByValidation, choices.ByBalance));
    }

    [Fact]
    public void TrialsThatFailedAreNotChosen()
    {
        var failed = Result(1, 0.99, 0.99, 1) with { Status = TrialStatus.Failed };
        Assert.Equal(10, Choose(failed, Result(10, 0.5, 0.5, 10)).Best);
        Assert.True(double.IsNaN(Choose(failed).BestTest));
    }

    private static Lambda1Choices Choose(params TrialResult[] results) => Lambda1Choices.Of(SweepSetting.Group(results));

    private static TrialResult Result(float lambda1, double validation, double test, double ratio) => new(
        new Trial(lambda1, 1e-4f, 1e-3f, 0, "full"), TrialStatus.Completed, null, 1, validation, test, 1, 1, ratio, 1, 1, null, 1, 1);
}
