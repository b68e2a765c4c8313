using RrrGpu.Host.Experiments;

namespace RrrGpu.Host.Tests.Experiments;

public sealed class PostChoiceTests
{
    [Fact]
    public void TakesPercentilesOfLength() =>
        // Of 101 posts, the longest first, the 20th percentile is that with 20 words.
        Assert.Equal([80, 25, 15, 5], PostChoice.Choose([.. Enumerable.Range(0, 101).Select(static i => 101 - i)]));

    [Fact]
    public void PassesOverPostsWithoutWords()
    {
        Assert.Equal([2], PostChoice.Choose([0, 0, 5]));
        Assert.Empty(PostChoice.Choose([0, 0]));
        Assert.Empty(PostChoice.Choose([]));
    }

    [Fact]
    public void ShowsNoPostTwice() => Assert.Equal([1, 0], PostChoice.Choose([9, 3, 9]));
}
