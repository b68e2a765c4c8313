using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace RrrGpu.Host.Tests.Data;

/// <summary>A handful of posts in the layout of 20news-bydate.</summary>
internal static class SmallNewsgroups
{
    /// <summary>Names and texts, in the order in which tools pack them: none.</summary>
    public static IReadOnlyList<(string Name, string Text)> Posts { get; } =
    [
        ("20news-bydate-train/soc.religion.christian/20700", "Subject: Re: church\n\nthe church and the choir"),
        ("20news-bydate-train/alt.atheism/9", "Subject: doubt\n\nthe café of doubt"),
        ("20news-bydate-train/alt.atheism/51", "Subject: proof\n\nno proof"),
        ("20news-bydate-train/comp.graphics/1", "Subject: pixels"),
        ("20news-bydate-test/alt.atheism/53", "Subject: doubt\n\ndoubt the proof"),
        ("20news-bydate-test/soc.religion.christian/20701", "Subject: choir\n\nthe choir sings"),
        ("20news-bydate-test/soc.religion.christian/20702", ""),
    ];

    public static byte[] Archive() => Archive(Posts);

    public static byte[] Archive(IEnumerable<(string Name, string Text)> posts)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(Tar(posts));
        return packed.ToArray();
    }

    public static byte[] Tar(IEnumerable<(string Name, string Text)> posts)
    {
        using var packed = new MemoryStream();
        using (var writer = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "20news-bydate-train/"));
            foreach (var (name, text) in posts)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.Latin1.GetBytes(text)) });
            writer.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, "20news-bydate-train/alt.atheism/link") { LinkName = "/etc/passwd" });
        }

        return packed.ToArray();
    }

    public static void Unpack(TempFolder folder, string under) => Unpack(folder, under, Posts);

    public static void Unpack(TempFolder folder, string under, IEnumerable<(string Name, string Text)> posts)
    {
        foreach (var (name, text) in posts)
            folder.Write(Path.Combine(under, name), Encoding.Latin1.GetBytes(text));
    }
}
