using System.Runtime.InteropServices;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Words;

/// <summary>
/// Texts as weighted word counts, as scikit-learn's <c>TfidfVectorizer(lowercase=False, max_features=…)</c> defines them: the count
/// of each word of the vocabulary, times its inverse document frequency ln((1 + n)/(1 + df)) + 1, with rows of Euclidean length 1.
/// </summary>
public sealed class TfidfVectorizer
{
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _features;
    private readonly double[] _inverseFrequencies;

    private TfidfVectorizer(string[] vocabulary, double[] inverseFrequencies)
    {
        Vocabulary = vocabulary;
        _inverseFrequencies = inverseFrequencies;
        var features = new Dictionary<string, int>(vocabulary.Length, StringComparer.Ordinal);
        for (var i = 0; i < vocabulary.Length; i++)
            features.Add(vocabulary[i], i);
        _features = features.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The D words, in ordinal order.</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>The inverse document frequency of each word.</summary>
    public ReadOnlySpan<double> InverseFrequencies => _inverseFrequencies;

    /// <summary>The feature that counts a word; null where the word is not in the vocabulary.</summary>
    public int? FeatureOf(ReadOnlySpan<char> word) => _features.TryGetValue(word, out var feature) ? feature : null;

    /// <summary>Takes the vocabulary and its frequencies from texts.</summary>
    /// <param name="texts">The texts; n of them.</param>
    /// <param name="maxFeatures">
    /// The words to keep: those that stand most often in all texts together; of words equally frequent, where scikit-learn leaves
    /// the choice to an unstable sort, the first in ordinal order.
    /// </param>
    /// <exception cref="ArgumentException">The texts hold no words, or <paramref name="maxFeatures"/> is below 1.</exception>
    public static TfidfVectorizer Fit(IReadOnlyList<string> texts, int maxFeatures)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (maxFeatures < 1)
            throw new ArgumentException($"features: expected at least 1, got {maxFeatures}");
        var words = CountWords(texts);
        if (words.Count == 0)
            throw new ArgumentException("texts: expected at least one word of two letters or more, got none");
        var kept = words
            .OrderByDescending(static word => word.Value.Total).ThenBy(static word => word.Key, StringComparer.Ordinal)
            .Take(maxFeatures)
            .OrderBy(static word => word.Key, StringComparer.Ordinal)
            .ToArray();
        return new TfidfVectorizer(
            Array.ConvertAll(kept, static word => word.Key),
            Array.ConvertAll(kept, word => Math.Log((1.0 + texts.Count) / (1.0 + word.Value.Texts)) + 1));
    }

    /// <summary>The rows of texts, n × D. A text without a word of the vocabulary is a row of zeros.</summary>
    /// <exception cref="ArgumentException">There are no texts.</exception>
    public InputMatrix Transform(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var values = new float[checked(texts.Count * Vocabulary.Count)];
        for (var row = 0; row < texts.Count; row++)
            Transform(texts[row], values.AsSpan(row * Vocabulary.Count, Vocabulary.Count));
        return new InputMatrix(values, texts.Count, Vocabulary.Count);
    }

    /// <summary>Writes the row of one text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="row">D values, overwritten.</param>
    /// <exception cref="ArgumentException"><paramref name="row"/> is of another length.</exception>
    public void Transform(string text, Span<float> row)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (row.Length != Vocabulary.Count)
            throw new ArgumentException($"row: expected {Vocabulary.Count} values, got {row.Length}");
        row.Clear();
        foreach (var word in WordTokens.Find(text))
        {
            if (_features.TryGetValue(text.AsSpan(word), out var feature))
                row[feature]++;
        }

        var square = 0.0;
        for (var i = 0; i < row.Length; i++)
            square += row[i] * _inverseFrequencies[i] * (row[i] * _inverseFrequencies[i]);
        if (square == 0)
            return;
        var length = Math.Sqrt(square);
        for (var i = 0; i < row.Length; i++)
            row[i] = (float)(row[i] * _inverseFrequencies[i] / length);
    }

    private static Dictionary<string, WordCount> CountWords(IReadOnlyList<string> texts)
    {
        var words = new Dictionary<string, WordCount>(StringComparer.Ordinal);
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < texts.Count; i++)
        {
            foreach (var word in WordTokens.Find(texts[i]))
            {
                ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, texts[i].AsSpan(word), out var isKnown);
                count.Total++;
                if (isKnown && count.LastText == i)
                    continue;
                count.LastText = i;
                count.Texts++;
            }
        }

        return words;
    }

    /// <summary>How often a word stands in all texts, in how many it stands, and the last of those.</summary>
    private record struct WordCount(long Total, int Texts, int LastText);
}
