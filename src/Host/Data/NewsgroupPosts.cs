using System.Text;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Data;

/// <summary>One post, its headers included.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Text">Its Latin-1 text.</param>
/// <param name="Label">Its group: 0 or 1, in the order of <see cref="NewsgroupPosts.Groups"/>.</param>
public sealed record NewsgroupPost(string Name, string Text, int Label);

/// <summary>The posts of alt.atheism and soc.religion.christian in the by-date split of 20 Newsgroups.</summary>
/// <param name="Train">Training posts, by group and then by name, which is the order in which files are listed.</param>
/// <param name="Test">Test posts, in the same order.</param>
/// <param name="Source">The folder or archive that they came from.</param>
public sealed record NewsgroupPosts(IReadOnlyList<NewsgroupPost> Train, IReadOnlyList<NewsgroupPost> Test, string Source)
{
    internal const string Expected = "posts of alt.atheism and soc.religion.christian to train and to test, as 20news-bydate holds them";

    /// <summary>The longest post: far more than the longest of the collection.</summary>
    internal const int MaxPostBytes = 1 << 22;

    /// <summary>The most posts: fifty times those of both groups.</summary>
    private const int MaxPosts = 100_000;

    /// <summary>The groups, in the order of their labels.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["alt.atheism", "soc.religion.christian"];

    /// <summary>Reads an archive or a folder.</summary>
    /// <param name="path">
    /// A <c>.tar.gz</c> or a folder: one of two folders whose names end with <c>train</c> and <c>test</c>, each with a folder a group.
    /// </param>
    /// <exception cref="BadInputException">Something is missing, unreadable, truncated or too large.</exception>
    public static NewsgroupPosts Read(string path) => Read(path, MaxPosts);

    /// <summary>Reads an archive or a folder of at most so many posts.</summary>
    /// <exception cref="BadInputException">Something is missing, unreadable, truncated or too large.</exception>
    internal static NewsgroupPosts Read(string path, int maxPosts) => Directory.Exists(path) ? ReadFolder(path, maxPosts) : NewsgroupArchive.Read(path, maxPosts);

    /// <summary>
    /// The first thing in a folder that can be read: unpacked posts, in it or in a subfolder <c>20news…</c>, else an archive
    /// <c>20news-bydate*.tar.gz</c>; null where there is none.
    /// </summary>
    /// <exception cref="BadInputException">The folder cannot be listed.</exception>
    public static string? FindIn(string folder)
    {
        try
        {
            return Sorted(Directory.EnumerateDirectories(folder, "20news*")).Prepend(folder)
                .SelectMany(static place => Unpacked(place).Concat(Sorted(Directory.EnumerateFiles(place, "20news-bydate*.tar.gz"))))
                .FirstOrDefault();
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(folder, Expected, e);
        }
    }

    /// <summary>Puts collected posts in order.</summary>
    /// <exception cref="BadInputException">A group has no posts to train or to test on.</exception>
    internal static NewsgroupPosts From(IEnumerable<(bool IsTrain, NewsgroupPost Post)> posts, string path)
    {
        var all = posts.ToArray();
        for (var label = 0; label < Groups.Count; label++)
        {
            foreach (var isTrain in (bool[])[true, false])
            {
                if (!all.Any(p => p.IsTrain == isTrain && p.Post.Label == label))
                    throw BadInputException.At(path, Expected, $"none of {Groups[label]} to {(isTrain ? "train" : "test")}");
            }
        }

        return new NewsgroupPosts(InOrder(isTrain: true), InOrder(isTrain: false), path);

        NewsgroupPost[] InOrder(bool isTrain) =>
            [.. all.Where(p => p.IsTrain == isTrain).Select(static p => p.Post).OrderBy(static p => p.Label).ThenBy(static p => p.Name, StringComparer.Ordinal)];
    }

    /// <summary>Throws unless there may be one more post.</summary>
    /// <exception cref="BadInputException">There are too many.</exception>
    internal static void RequireRoom(string path, int posts, int maxPosts)
    {
        if (posts >= maxPosts)
            throw BadInputException.At(path, Expected, FormattableString.Invariant($"more than {maxPosts} of them"));
    }

    /// <summary>Makes a post of its bytes.</summary>
    internal static NewsgroupPost Decode(string name, byte[] bytes, int label) => new(name, Encoding.Latin1.GetString(bytes), label);

    /// <summary>Whether a folder's name is that of the training (true) or of the test posts (false); null for any other.</summary>
    internal static bool? IsTrain(string folder) =>
        folder.EndsWith("train", StringComparison.Ordinal) ? true : folder.EndsWith("test", StringComparison.Ordinal) ? false : null;

    /// <summary>Whether a file of a group is a post: names with a dot in front are notes that systems leave (.DS_Store, ._51).</summary>
    internal static bool IsPost(string name) => name.Length > 0 && name[0] != '.';

    private static IEnumerable<string> Unpacked(string place) => Parts(place).Any() ? [place] : [];

    private static IOrderedEnumerable<string> Sorted(IEnumerable<string> paths) => paths.Order(StringComparer.Ordinal);

    private static IEnumerable<(bool IsTrain, int Label, string Path)> Parts(string folder) =>
        from part in Directory.EnumerateDirectories(folder)
        let isTrain = IsTrain(Path.GetFileName(part))
        where isTrain is not null
        from label in Enumerable.Range(0, Groups.Count)
        let path = Path.Combine(part, Groups[label])
        where Directory.Exists(path)
        select (isTrain.Value, label, path);

    private static NewsgroupPosts ReadFolder(string folder, int maxPosts)
    {
        try
        {
            var posts = new List<(bool, NewsgroupPost)>();
            foreach (var (isTrain, label, part) in Parts(folder))
            {
                foreach (var file in Directory.EnumerateFiles(part).Where(static file => IsPost(Path.GetFileName(file))))
                {
                    RequireRoom(folder, posts.Count, maxPosts);
                    posts.Add((isTrain, Decode(Path.GetFileName(file), ReadPost(file), label)));
                }
            }

            return From(posts, folder);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(folder, Expected, e);
        }
    }

    private static byte[] ReadPost(string file)
    {
        using var stream = InputFile.Open(file, "a post");
        if (stream.Length > MaxPostBytes)
            throw BadInputException.At(file, $"a post of at most {MaxPostBytes} bytes", $"{stream.Length}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
