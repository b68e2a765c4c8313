using RrrGpu.Training;

namespace RrrGpu.Host.Words;

/// <summary>One place of a text at which a word stands.</summary>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="Length">Its length.</param>
/// <param name="Word">Which of <see cref="TextWords.Words"/> it is.</param>
public readonly record struct WordPlace(int Start, int Length, int Word);

/// <summary>
/// A text as its distinct words, those outside the vocabulary too, so that any of them can be taken away: what remains becomes the row
/// that the vectorizer makes of the shortened text, to the last bit, without the text being read again.
/// </summary>
public sealed class TextWords
{
    private readonly int[] _features;
    // Words of the vocabulary in the order of their features, in which the vectorizer adds them up.
    private readonly (int Word, int Feature, double Weight)[] _known;

    private TextWords(string[] words, WordPlace[] places, int[] features, (int Word, int Feature, double Weight)[] known, int inputs) =>
        (Words, Places, _features, _known, Inputs) = (words, places, features, known, inputs);

    /// <summary>The distinct words, in the order in which they first stand in the text.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Every place of a word, in the order of the text.</summary>
    public IReadOnlyList<WordPlace> Places { get; }

    /// <summary>D, the vectorizer's features.</summary>
    public int Inputs { get; }

    /// <summary>Finds the words of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="vectorizer">What weighs them.</param>
    public static TextWords Of(string text, TfidfVectorizer vectorizer)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(vectorizer);
        var (words, places) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<WordPlace>());
        foreach (var range in WordTokens.Find(text))
        {
            var word = text[range];
            words.TryAdd(word, words.Count);
            places.Add(new WordPlace(range.Start.Value, word.Length, words[word]));
        }

        string[] distinct = [.. words.OrderBy(static entry => entry.Value).Select(static entry => entry.Key)];
        var counts = new float[distinct.Length];
        foreach (var place in places)
            counts[place.Word]++;
        var features = Array.ConvertAll(distinct, word => vectorizer.FeatureOf(word) ?? -1);
        var frequencies = vectorizer.InverseFrequencies;
        var known = new List<(int Word, int Feature, double Weight)>();
        for (var i = 0; i < features.Length; i++)
        {
            if (features[i] >= 0)
                known.Add((i, features[i], counts[i] * frequencies[features[i]]));
        }

        return new TextWords(distinct, [.. places], features, [.. known.OrderBy(static entry => entry.Feature)], vectorizer.Vocabulary.Count);
    }

    /// <summary>The feature of a word; null where it is not in the vocabulary.</summary>
    public int? FeatureOf(int word) => _features[word] < 0 ? null : _features[word];

    /// <summary>Writes the TF-IDF row of the text with the words that are kept, of Euclidean length 1 again.</summary>
    /// <param name="kept">For each of <see cref="Words"/> whether it stays.</param>
    /// <param name="row">D values, overwritten.</param>
    /// <exception cref="ArgumentException">A length is another one.</exception>
    public void Vectorize(ReadOnlySpan<bool> kept, Span<float> row)
    {
        if (kept.Length != Words.Count)
            throw new ArgumentException($"kept words: expected {Words.Count}, got {kept.Length}");
        if (row.Length != Inputs)
            throw new ArgumentException($"row: expected {Inputs} values, got {row.Length}");
        row.Clear();
        var square = 0.0;
        foreach (var (word, _, weight) in _known)
            square += kept[word] ? weight * weight : 0;
        if (square == 0)
            return;
        var length = Math.Sqrt(square);
        foreach (var (word, feature, weight) in _known)
            row[feature] = kept[word] ? (float)(weight / length) : 0;
    }

    /// <summary>The text as LIME sees it.</summary>
    /// <exception cref="ArgumentException">It has no words.</exception>
    public RemovedWords ToRepresentation() => new(Words.Count, Inputs, Vectorize);

    /// <summary>A number for each word, of numbers for each feature; 0 for words outside the vocabulary.</summary>
    /// <exception cref="ArgumentException"><paramref name="values"/> are not one a feature.</exception>
    public double[] OfFeatures(ReadOnlySpan<float> values)
    {
        if (values.Length != Inputs)
            throw new ArgumentException($"values: expected {Inputs}, got {values.Length}");
        var result = new double[Words.Count];
        foreach (var (word, feature, _) in _known)
            result[word] = values[feature];
        return result;
    }
}
