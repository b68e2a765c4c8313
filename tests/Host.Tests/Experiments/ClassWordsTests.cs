using RrrGpu.Host.Experiments;

namespace RrrGpu.Host.Tests.Experiments;

public sealed class ClassWordsTests
{
    private static readonly string[] s_vocabulary = ["ale", "bee", "cow", "dog"];
    private static readonly ClassWords s_words = new([0.5, -1, 2, -0.25], s_vocabulary);

    [Fact]
    public void RanksWordsBySign()
    {
        Assert.Equal([2, 0], s_words.Strongest(1, 2));
        Assert.Equal([1, 3], s_words.Strongest(0, 2));
    }

    [Fact]
    public void ComparesTheStrongestOfBothClasses()
    {
        Assert.Equal(1, s_words.Overlap(s_words, 1));
        // cow and bee here, cow and dog there.
        Assert.Equal(1 / 3.0, s_words.Overlap(new([0, 0, 1, -1], s_vocabulary), 1), 1e-12);
    }

    [Fact]
    public void ShadesTheWordsWhereTheyStand()
    {
        var text = s_words.Shade("title", ["no", "yes"], 2);
        Assert.Equal("yes: cow ale \nno: bee dog", text.Text);
        Assert.Equal([("cow", 2), ("ale", 0.5), ("bee", -1), ("dog", -0.25)], text.Words.Select(word => (text.Text.Substring(word.Start, word.Length), word.Weight)));
    }
}
