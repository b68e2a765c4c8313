using RrrGpu.Host.Words;

namespace RrrGpu.Host.Tests.Words;

public sealed class TextWordsTests
{
    private const string Text = "The cat and the dog: the cat saw a bird, and the dog sawed. x I é";
    private static readonly TfidfVectorizer s_vectorizer = TfidfVectorizer.Fit(["the cat and the dog", "the dog, The DOG", "a cat saw the sea and the bird"], 6);

    [Fact]
    public void NumbersDistinctWordsAsTheyCome()
    {
        var words = TextWords.Of(Text, s_vectorizer);
        Assert.Equal(["The", "cat", "and", "the", "dog", "saw", "bird", "sawed"], words.Words);
        Assert.Equal([0, 1, 2, 3, 4, 3, 1, 5, 6, 2, 3, 4, 7], words.Places.Select(static place => place.Word));
        Assert.All(words.Places, place => Assert.Equal(words.Words[place.Word], Text.Substring(place.Start, place.Length)));
        Assert.Null(words.FeatureOf(7));
        Assert.Equal(s_vectorizer.Vocabulary.ToList().IndexOf("dog"), words.FeatureOf(4));
    }

    [Fact]
    public void RemovedWordsMakeTheRowOfTheShortenedText()
    {
        var words = TextWords.Of(Text, s_vectorizer);
        var row = new float[s_vectorizer.Vocabulary.Count];
        var rest = new float[row.Length];
        for (var set = 0; set < 1 << words.Words.Count; set++)
        {
            bool[] kept = [.. Enumerable.Range(0, words.Words.Count).Select(word => (set >> word & 1) == 1)];
            var text = Text.ToCharArray();
            foreach (var place in words.Places.Where(place => !kept[place.Word]))
                text.AsSpan(place.Start, place.Length).Fill(' ');
            s_vectorizer.Transform(new string(text), rest);
            row.AsSpan().Fill(7);
            words.Vectorize(kept, row);
            Assert.Equal(rest, row);
        }
    }

    [Fact]
    public void GivesWordsTheValuesOfTheirFeatures()
    {
        var words = TextWords.Of("dog unheard", s_vectorizer);
        float[] values = [.. Enumerable.Range(1, 6).Select(static d => (float)d)];
        Assert.Equal([values[words.FeatureOf(0)!.Value], 0], words.OfFeatures(values));
    }

    [Fact]
    public void RefusesOtherLengths()
    {
        var words = TextWords.Of("dog", s_vectorizer);
        Assert.Contains("expected 1, got 2", Assert.Throws<ArgumentException>(() => words.Vectorize([true, true], new float[6])).Message, StringComparison.Ordinal);
        Assert.Contains("expected 6 values, got 5", Assert.Throws<ArgumentException>(() => words.Vectorize([true], new float[5])).Message, StringComparison.Ordinal);
        Assert.Contains("expected 6, got 5", Assert.Throws<ArgumentException>(() => words.OfFeatures(new float[5])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one word", Assert.Throws<ArgumentException>(() => TextWords.Of("! ?", s_vectorizer).ToRepresentation()).Message, StringComparison.Ordinal);
    }
}
