using RrrGpu.Host.Words;

namespace RrrGpu.Host.Tests.Words;

public sealed class TfidfVectorizerTests
{
    private static readonly string[] s_texts = ["the cat and the dog", "the dog, The DOG", "a cat"];

    [Fact]
    public void WeighsCountsByInverseDocumentFrequency()
    {
        var vectorizer = TfidfVectorizer.Fit(s_texts, 100);
        // Capitals come before small letters; a word of one letter is none.
        Assert.Equal(["DOG", "The", "and", "cat", "dog", "the"], vectorizer.Vocabulary);

        // ln((1 + n)/(1 + df)) + 1 with n = 3 and df = 1 or 2.
        var (rare, common) = (Math.Log(4.0 / 2) + 1, Math.Log(4.0 / 3) + 1);
        Assert.Equal([rare, rare, rare, common, common, common], vectorizer.InverseFrequencies.ToArray());

        // Counts times these, divided by the row's length.
        var first = Math.Sqrt(rare * rare + common * common + common * common + 4 * common * common);
        var second = Math.Sqrt(2 * rare * rare + 2 * common * common);
        RequireRow(vectorizer, s_texts[0], 0, 0, rare / first, common / first, common / first, 2 * common / first);
        RequireRow(vectorizer, s_texts[1], rare / second, rare / second, 0, 0, common / second, common / second);
        RequireRow(vectorizer, s_texts[2], 0, 0, 0, 1, 0, 0);
    }

    [Fact]
    public void OtherTextsTakeTheFrequenciesOfTheFirst()
    {
        var vectorizer = TfidfVectorizer.Fit(s_texts, 100);
        var (rare, common) = (Math.Log(4.0 / 2) + 1, Math.Log(4.0 / 3) + 1);
        var length = Math.Sqrt(9 * rare * rare + common * common);
        RequireRow(vectorizer, "and cat and bird and", 0, 0, 3 * rare / length, common / length, 0, 0);
        RequireRow(vectorizer, "unheard of", 0, 0, 0, 0, 0, 0);
        RequireRow(vectorizer, "", 0, 0, 0, 0, 0, 0);
    }

    [Theory]
    [InlineData(1, "dog")]
    [InlineData(2, "dog the")]
    [InlineData(3, "cat dog the")]
    [InlineData(4, "DOG cat dog the")]
    [InlineData(5, "DOG The cat dog the")]
    public void KeepsTheMostFrequentWordsOfAllTextsTogether(int features, string expected)
    {
        // Three times: dog, the. Twice: cat. Once: DOG, The, and. Of equals, the first in order.
        var vectorizer = TfidfVectorizer.Fit([.. s_texts, "dog"], features);
        Assert.Equal(expected, string.Join(' ', vectorizer.Vocabulary));
    }

    [Fact]
    public void CountsTextsOfAWordNotItsOccurrences()
    {
        var vectorizer = TfidfVectorizer.Fit(["xx xx xx xx", "yy", "yy"], 2);
        Assert.Equal([Math.Log(4.0 / 2) + 1, Math.Log(4.0 / 3) + 1], vectorizer.InverseFrequencies.ToArray());
    }

    [Fact]
    public void RefusesTextsWithoutWords()
    {
        Assert.Contains("got none", Assert.Throws<ArgumentException>(() => TfidfVectorizer.Fit(["a", "!"], 5)).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<ArgumentException>(() => TfidfVectorizer.Fit(s_texts, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("expected 6 values", Assert.Throws<ArgumentException>(() => TfidfVectorizer.Fit(s_texts, 9).Transform("cat", new float[5])).Message, StringComparison.Ordinal);
    }

    private static void RequireRow(TfidfVectorizer vectorizer, string text, params double[] expected)
    {
        var row = vectorizer.Transform([text]);
        Assert.Equal((1, expected.Length), (row.Rows, row.Columns));
        Assert.Equal(expected.Select(static value => (float)value), row.ToArray());
    }
}
