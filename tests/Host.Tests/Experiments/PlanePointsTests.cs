using RrrGpu.Host.Experiments;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Experiments;

public class PlanePointsTests
{
    [Fact]
    public void TwoClassesLieOnEitherSideOfAWave() => Check(PlanePoints.TwoClasses(1), static (x, y) => y > 4 * Math.Sin(x / 3) ? 1 : 0);

    [Fact]
    public void ThreeClassesHaveAThirdOfTheCircleEach() => Check(
        PlanePoints.ThreeClasses(1),
        // The directions of the boundaries are −90°, 30° and 150°.
        static (x, y) => x >= 0 && y < x * Math.Tan(Math.PI / 6) ? 0 : y > Math.Abs(x) * Math.Tan(Math.PI / 6) ? 1 : 2);

    [Fact]
    public void EqualSeedsGiveEqualPointsAndTestPointsAreOthers()
    {
        var points = PlanePoints.ThreeClasses(3);
        Assert.Equal(points.Train.Inputs.ToArray(), PlanePoints.ThreeClasses(3).Train.Inputs.ToArray());
        Assert.NotEqual(points.Train.Inputs.ToArray(), PlanePoints.ThreeClasses(4).Train.Inputs.ToArray());
        Assert.NotEqual(points.Test.Inputs.ToArray(), points.Train.Inputs.ToArray()[..(2 * points.Test.Count)]);
    }

    private static void Check(DataSet data, Func<double, double, int> classOf)
    {
        var inputs = data.Train.Inputs.ToArray();
        Assert.All(inputs, static value => Assert.InRange(value, -PlanePoints.Reach, PlanePoints.Reach));
        Assert.Equal(data.Train.Labels, Enumerable.Range(0, data.Train.Count).Select(row => classOf(inputs[2 * row], inputs[2 * row + 1])));
        Assert.Equal(data.ClassNames!.Count, data.Train.Labels.Distinct().Count());
    }
}
