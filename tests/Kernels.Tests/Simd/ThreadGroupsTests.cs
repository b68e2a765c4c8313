using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels.Tests.Simd;

public class ThreadGroupsTests
{
    [Theory]
    [InlineData(2, 1, 100, "00")]
    [InlineData(5, 2, 100, "00111")]
    [InlineData(5, 3, 100, "01122")]
    [InlineData(8, 2, 3, "000-111-")]
    [InlineData(4, 1, 1, "0---")]
    public void EveryModelGetsThreadsOfItsOwn(int threads, int groups, int most, string expected)
    {
        var found = new ThreadGroups(threads, groups, most);
        Assert.Equal(expected, string.Concat(Enumerable.Range(0, threads).Select(thread => found.Of(thread)?.Group.ToString() ?? "-")));
        for (var group = 0; group < groups; group++)
        {
            Assert.Equal(
                Enumerable.Range(0, found.Size(group)),
                Enumerable.Range(0, threads).Select(found.Of).Where(place => place?.Group == group).Select(static place => place!.Value.Member));
        }
    }

    [Fact]
    public void SixtyFourThreadsShareThirtyNineModelsEvenly()
    {
        var found = new ThreadGroups(64, 39, 32);
        var sizes = Enumerable.Range(0, 39).Select(found.Size).ToArray();
        Assert.Equal(64, sizes.Sum());
        Assert.All(sizes, static size => Assert.InRange(size, 1, 2));
    }
}
