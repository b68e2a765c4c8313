using RrrGpu.Host.Words;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>
/// 20 Newsgroups, atheism against Christianity (Ross, Hughes and Doshi-Velez, IJCAI 2017, section 3.2): posts, headers and all, as
/// TF-IDF of the 5,000 words that are most frequent in training. Training and test posts are each permuted once, by the data
/// seed, because their files come group by group.
/// </summary>
/// <param name="Data">Rows, with the words as names of features.</param>
/// <param name="TrainPosts">The post behind each training row.</param>
/// <param name="TestPosts">The post behind each test row.</param>
/// <param name="Vectorizer">What turns a text into a row.</param>
public sealed record Newsgroups(DataSet Data, IReadOnlyList<NewsgroupPost> TrainPosts, IReadOnlyList<NewsgroupPost> TestPosts, TfidfVectorizer Vectorizer)
{
    /// <summary>The name that commands take.</summary>
    public const string Name = "20news";

    /// <summary>D: the words that are kept.</summary>
    public const int MaxFeatures = 5000;

    private const long TrainStream = 0;
    private const long TestStream = 1;

    /// <summary>Makes rows of posts.</summary>
    /// <param name="posts">The posts.</param>
    /// <param name="dataSeed">Draws the order of training and of test rows, each from a stream of its own.</param>
    /// <exception cref="BadInputException">The training posts hold no words.</exception>
    public static Newsgroups From(NewsgroupPosts posts, long dataSeed)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var train = Permuted(posts.Train, dataSeed, TrainStream);
        var test = Permuted(posts.Test, dataSeed, TestStream);
        var texts = Array.ConvertAll(train, static post => post.Text);
        TfidfVectorizer vectorizer;
        try
        {
            vectorizer = TfidfVectorizer.Fit(texts, MaxFeatures);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{posts.Source}: {e.Message}", e);
        }

        var data = new DataSet(
            Name,
            ToRows(train, vectorizer),
            ToRows(test, vectorizer),
            Source: posts.Source,
            FeatureNames: vectorizer.Vocabulary,
            ClassNames: NewsgroupPosts.Groups);
        return new Newsgroups(data, train, test, vectorizer);
    }

    private static NewsgroupPost[] Permuted(IReadOnlyList<NewsgroupPost> posts, long dataSeed, long stream)
    {
        NewsgroupPost[] order = [.. posts];
        new RandomSource(dataSeed, RandomPurpose.Data, stream).Shuffle<NewsgroupPost>(order);
        return order;
    }

    private static LabeledRows ToRows(NewsgroupPost[] posts, TfidfVectorizer vectorizer) =>
        new(vectorizer.Transform(Array.ConvertAll(posts, static p => p.Text)), Array.ConvertAll(posts, static p => p.Label), NewsgroupPosts.Groups.Count);
}
