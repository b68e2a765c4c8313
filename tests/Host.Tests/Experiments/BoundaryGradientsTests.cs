using RrrGpu.Host.Experiments;

namespace RrrGpu.Host.Tests.Experiments;

public class BoundaryGradientsTests
{
    private const int Columns = 60;

    // The left half is class 0, the right half class 1.
    private static readonly int[] Halves = [.. Enumerable.Range(0, Columns * Columns).Select(static node => node % Columns < Columns / 2 ? 0 : 1)];

    [Fact]
    public void GradientsAcrossTheBoundaryAreNormalToIt() => Assert.Equal(new BoundaryGradients(1, 1), Measure(static _ => (2, 0)));

    [Fact]
    public void GradientsAlongItAreNot() => Assert.Equal(0, Measure(static _ => (0, 1)).Normality, 12);

    [Fact]
    public void DiagonalGradientsAreHalfway() => Assert.Equal(Math.Sqrt(0.5), Measure(static _ => (-1, 1)).Normality, 6);

    [Fact]
    public void GradientsThatFadeInsideAreUneven() =>
        Assert.Equal(0.25, Measure(static node => Math.Abs(node % Columns - Columns / 2 + 0.5) < 6 ? (4, 0) : (1, 0)).InsideOverBeside, 6);

    [Fact]
    public void OnlyCountedNodesAreLookedAt()
    {
        int[] right = [.. Enumerable.Range(0, Halves.Length).Where(static node => Halves[node] == 1)];
        var measured = BoundaryGradients.Of(Halves, Columns, 20, Gradients(static node => Halves[node] == 1 ? (1, 0) : (0, 9)), right);
        Assert.Equal(new BoundaryGradients(1, 1), measured);
    }

    [Fact]
    public void WithoutABoundaryThereIsNothingToMeasure()
    {
        var measured = BoundaryGradients.Of(new int[Columns * Columns], Columns, 20, Gradients(static _ => (1, 0)), [0, 1, 2]);
        Assert.True(double.IsNaN(measured.Normality) && double.IsNaN(measured.InsideOverBeside));
    }

    private static BoundaryGradients Measure(Func<int, (float X, float Y)> gradient) =>
        BoundaryGradients.Of(Halves, Columns, 20, Gradients(gradient), [.. Enumerable.Range(0, Halves.Length)]);

    private static float[] Gradients(Func<int, (float X, float Y)> gradient) =>
        [.. Enumerable.Range(0, Halves.Length).Select(gradient).SelectMany(static g => new[] { g.X, g.Y })];
}
