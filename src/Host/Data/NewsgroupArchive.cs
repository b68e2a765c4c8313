using System.Formats.Tar;
using System.IO.Compression;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Data;

/// <summary>
/// Reads posts out of a <c>20news-bydate*.tar.gz</c>, in memory: nothing is unpacked to the disk, so that no name in an archive
/// can lead anywhere. Links, devices and files elsewhere in the archive are passed over.
/// </summary>
internal static class NewsgroupArchive
{
    /// <summary>The most an archive may unpack to: ten times the whole collection.</summary>
    private const long MaxUnpackedBytes = 1L << 29;

    private const string Expected = "a .tar.gz of 20news-bydate";

    /// <summary>Reads the posts of both groups.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="maxPosts">The most that it may hold.</param>
    /// <exception cref="BadInputException">It is missing, truncated, corrupted, too large, another kind of file, or lacks a group.</exception>
    public static NewsgroupPosts Read(string path, int maxPosts)
    {
        using var file = InputFile.Open(path, Expected);
        if (file.Length == 0)
            throw BadInputException.At(path, Expected, "an empty file");
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            using var content = new BoundedStream(gzip, MaxUnpackedBytes);
            var posts = ReadPosts(path, content, maxPosts);
            if (!content.EndsWithZeros(TarEnd))
                throw new EndOfStreamException("no end of archive");
            return NewsgroupPosts.From(posts, path);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or FormatException)
        {
            throw BadInputException.At(path, Expected, $"something truncated, corrupted or of another kind ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    /// <summary>An archive ends with two blocks of zeros.</summary>
    private const int TarEnd = 2 * 512;

    private static IEnumerable<(bool IsTrain, NewsgroupPost Post)> ReadPosts(string path, BoundedStream content, int maxPosts)
    {
        // A name that comes again takes the place of the one before, as it does on a disk.
        var posts = new Dictionary<(bool, int, string), NewsgroupPost>();
        using var reader = new TarReader(content, leaveOpen: true);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || Place(entry.Name) is not var (isTrain, label, name))
                continue;
            if (entry.Length > NewsgroupPosts.MaxPostBytes)
                throw BadInputException.At(path, $"posts of at most {NewsgroupPosts.MaxPostBytes} bytes", $"{entry.Length} in {entry.Name}");
            NewsgroupPosts.RequireRoom(path, posts.Count, maxPosts);
            var bytes = new byte[entry.Length];
            entry.DataStream?.ReadExactly(bytes);
            posts[(isTrain, label, name)] = NewsgroupPosts.Decode(name, bytes, label);
        }

        content.Drain();
        return posts.Select(static p => (p.Key.Item1, p.Value));
    }

    /// <summary>What <c>…train/GROUP/NAME</c> or <c>…test/GROUP/NAME</c> at the end of an entry's name says.</summary>
    private static (bool IsTrain, int Label, string Name)? Place(string entry)
    {
        var parts = entry.Split('/');
        if (parts.Length < 3 || !NewsgroupPosts.IsPost(parts[^1]) || NewsgroupPosts.IsTrain(parts[^3]) is not { } isTrain)
            return null;
        var label = NewsgroupPosts.Groups.ToList().IndexOf(parts[^2]);
        return label < 0 ? null : (isTrain, label, parts[^1]);
    }
}
