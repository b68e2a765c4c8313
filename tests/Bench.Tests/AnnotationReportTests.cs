using RrrGpu.Bench.Annotations;

namespace RrrGpu.Bench.Tests;

public sealed class AnnotationReportTests
{
    [Fact]
    public void FormsMeetBetweenTwoPoints()
    {
        var group = Group((0.1, 20, 40), (0.2, 40, 40), (0.4, 80, 40));
        Assert.Equal(0.2, group.MeetsAt!.Value, 12);
        Assert.Equal(0.325, Group((0.1, 10, 40), (0.4, 50, 40)).MeetsAt!.Value, 12);
    }

    [Fact]
    public void FormsThatDoNotMeetAreSaidNotTo()
    {
        Assert.Null(Group((0.1, 20, 40), (1, 39, 40)).MeetsAt);
        Assert.Contains("lists are faster", Report(Group((0.1, 20, 40), (1, 39, 40))), StringComparison.Ordinal);
        Assert.Contains("dense is faster at every share", Report(Group((0.1, 50, 40), (1, 90, 40))), StringComparison.Ordinal);
    }

    [Fact]
    public void TheReportHasARowForEachShare() =>
        Assert.Contains("| 0.4 | 80 | 40 | 2.00 |", Report(Group((0.1, 20, 40), (0.4, 80, 40))), StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.1,1.5")]
    [InlineData("0.1,NaN")]
    [InlineData("much")]
    public void SharesThatAreNoneAreRefused(string text) =>
        Assert.StartsWith("--shares: expected shares", Assert.Throws<ArgumentException>(() => Commands.Shares("--shares", text)).Message, StringComparison.Ordinal);

    [Fact]
    public void SharesAreRead() => Assert.Equal([0.02, 1], Commands.Shares("--shares", "0.02, 1, 0.02"));

    private static AnnotationGroup Group(params (double Share, double Listed, double Dense)[] points) =>
        new(1, 10, [.. points.Select(static point => new AnnotationPoint(point.Share, point.Listed, point.Dense))]);

    private static string Report(AnnotationGroup group) => new AnnotationReport("abc", "cuda:0", "a GPU", 0.1, [group]).ToMarkdown();
}
