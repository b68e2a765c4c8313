using System.IO.Compression;
using RrrGpu.Host.Data;
using RrrGpu.Host.Tests.Formats;

namespace RrrGpu.Host.Tests.Data;

public sealed class NewsgroupsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("20news")]
    [InlineData("20news-bydate")]
    public void ReadsUnpackedPosts(string under)
    {
        SmallNewsgroups.Unpack(_folder, under);
        RequirePosts(NewsgroupPosts.Read(NewsgroupPosts.FindIn(_folder.Root)!));
    }

    [Theory]
    [InlineData("20news-bydate.tar.gz")]
    [InlineData("20news-bydate-atheism-christian.tar.gz")]
    [InlineData("20news/20news-bydate.tar.gz")]
    public void ReadsArchives(string name)
    {
        var path = _folder.Write(name, SmallNewsgroups.Archive());
        Assert.Equal(path, NewsgroupPosts.FindIn(_folder.Root));
        RequirePosts(NewsgroupPosts.Read(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void NamesInAnArchiveLeadNowhere()
    {
        var posts = SmallNewsgroups.Posts.Concat([("../../../alt.atheism/evil", "evil"), ("/train/alt.atheism/52", "absolute"), ("../x-test/alt.atheism/..", "dots")]);
        var path = _folder.Write("in/20news-bydate.tar.gz", SmallNewsgroups.Archive(posts));
        var read = NewsgroupPosts.Read(path);
        Assert.Equal(["51", "52", "9", "20700"], read.Train.Select(p => p.Name));
        Assert.Equal([path], Directory.GetFiles(_folder.Root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void APostThatComesAgainTakesThePlaceOfTheFirst()
    {
        var again = SmallNewsgroups.Posts.Append(("20news-bydate-train/alt.atheism/9", "second thoughts"));
        var read = NewsgroupPosts.Read(_folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive(again)));
        Assert.Equal("second thoughts", read.Train[1].Text);
        Assert.Equal(3, read.Train.Count);
    }

    [Fact]
    public void RefusesArchivesThatAreCut()
    {
        var tar = SmallNewsgroups.Tar(SmallNewsgroups.Posts);
        var whole = SmallNewsgroups.Archive();
        // In the compressed data, and in the archive inside: in a header, in a post, between posts, before the end's mark.
        byte[][] cut = [whole[..(whole.Length / 2)], .. new[] { 200, 512, 700, 1024, 2048, tar.Length - 1024 }.Select(length => IdxBytes.Gzip(tar[..length]))];
        foreach (var content in cut)
        {
            var path = _folder.Write("20news-bydate.tar.gz", content);
            BadInput.Expect(() => NewsgroupPosts.Read(path), path, "a .tar.gz of 20news-bydate", "truncated");
        }
    }

    [Fact]
    public void RefusesWhatIsNoArchive()
    {
        var corrupted = SmallNewsgroups.Archive();
        corrupted[corrupted.Length / 2] ^= 0xFF;
        foreach (var content in new[] { [], [1, 2, 3], corrupted, SmallNewsgroups.Tar(SmallNewsgroups.Posts), IdxBytes.Gzip(new byte[300]), "a web page"u8.ToArray() })
        {
            var path = _folder.Write("20news-bydate.tar.gz", content);
            BadInput.Expect(() => NewsgroupPosts.Read(path), path, "a .tar.gz of 20news-bydate");
        }
    }

    [Fact]
    public void RefusesPostsThatAreTooLong()
    {
        var path = _folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive([.. SmallNewsgroups.Posts, ("20news-bydate-train/alt.atheism/1", new string('a', (1 << 22) + 1))]));
        BadInput.Expect(() => NewsgroupPosts.Read(path), path, "at most 4194304 bytes", "4194305 in 20news-bydate-train/alt.atheism/1");
    }

    [Fact]
    public void FilesThatSystemsLeaveAreNoPosts()
    {
        (string, string)[] posts = [.. SmallNewsgroups.Posts, ("20news-bydate-train/alt.atheism/.DS_Store", "icons"), ("20news-bydate-test/soc.religion.christian/._20701", "notes")];
        RequirePosts(NewsgroupPosts.Read(_folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive(posts))));
        SmallNewsgroups.Unpack(_folder, "", posts);
        RequirePosts(NewsgroupPosts.Read(_folder.Root));
    }

    [Fact]
    public void RefusesTooManyPosts()
    {
        var archive = _folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive());
        SmallNewsgroups.Unpack(_folder, "");
        foreach (var path in new[] { archive, _folder.Root })
        {
            RequirePosts(NewsgroupPosts.Read(path, maxPosts: 6));
            BadInput.Expect(() => NewsgroupPosts.Read(path, maxPosts: 5), path, "more than 5 of them");
        }
    }

    [Fact]
    public void AnArchiveCannotUnpackWithoutEnd()
    {
        using var zeros = new MemoryStream();
        using (var gzip = new GZipStream(zeros, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(new byte[3000]);
        zeros.Position = 0;
        using var unpacked = new GZipStream(zeros, CompressionMode.Decompress);
        using var bounded = new BoundedStream(unpacked, 2999);
        Assert.Contains("more than 2999 bytes", Assert.Throws<InvalidDataException>(bounded.Drain).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train/alt.atheism", "none of alt.atheism to train")]
    [InlineData("test/soc.religion.christian", "none of soc.religion.christian to test")]
    public void RefusesAGroupWithoutPosts(string part, string message)
    {
        var path = _folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive(SmallNewsgroups.Posts.Where(post => !post.Name.Contains(part, StringComparison.Ordinal))));
        BadInput.Expect(() => NewsgroupPosts.Read(path), path, message);
        File.Delete(path);
        SmallNewsgroups.Unpack(_folder, "");
        Directory.Delete(_folder.Path("20news-bydate-" + part), recursive: true);
        BadInput.Expect(() => NewsgroupPosts.Read(_folder.Root), _folder.Root, message);
    }

    [Fact]
    public void RowsArePostsInAnOrderOfTheDataSeed()
    {
        var news = Newsgroups.From(NewsgroupPosts.Read(_folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive())), dataSeed: 1);
        Assert.Equal(["20700", "51", "9"], news.TrainPosts.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(news.TrainPosts.Select(p => p.Label), news.Data.Train.Labels);
        Assert.Equal(news.TestPosts.Select(p => p.Label), news.Data.Test.Labels);
        Assert.Equal(news.Vectorizer.Vocabulary, news.Data.FeatureNames);
        Assert.Equal(["alt.atheism", "soc.religion.christian"], news.Data.ClassNames);
        Assert.Equal(["Re", "Subject", "and", "café", "choir", "church", "doubt", "no", "of", "proof", "the"], news.Data.FeatureNames);
        var row = new float[11];
        for (var i = 0; i < 3; i++)
        {
            news.Data.Train.Inputs.CopyRow(i, row);
            Assert.Equal(news.Vectorizer.Transform([news.TrainPosts[i].Text]).ToArray(), row);
        }

        var orders = Enumerable.Range(0, 100).Select(seed => string.Join(' ', Newsgroups.From(NewsgroupPosts.Read(_folder.Path("20news-bydate.tar.gz")), seed).TrainPosts.Select(p => p.Name))).ToArray();
        Assert.Equal(6, orders.Distinct().Count());
    }

    [Fact]
    public void TheCatalogReadsAFolderOrAnArchive()
    {
        var path = _folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive());
        Assert.Equal((3, 3), (DataSetCatalog.Load("20news", _folder.Root).Train.Count, DataSetCatalog.Load("20news", path).Test.Count));
        var check = Assert.Single(DataSetCatalog.Verify(_folder.Root), check => check.File == path);
        Assert.Equal((true, "3 training and 3 test posts"), (check.IsOk, check.Actual));
        _folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive()[..100]);
        Assert.Contains(DataSetCatalog.Verify(_folder.Root), check => check.File == path && !check.IsOk);
        BadInput.Expect(() => DataSetCatalog.Load("mnist", path, mustBeThere: true), path, "a file");
    }

    [Theory]
    [InlineData("mnist")]
    [InlineData("iris-cancer")]
    [InlineData("quadrants")]
    public void AnArchiveIsNothingForOtherDataSets(string name)
    {
        var path = _folder.Write("20news-bydate.tar.gz", SmallNewsgroups.Archive());
        DataSetCatalog.RequireFolder(path);
        var data = DataSetCatalog.Load(name, path);
        Assert.Equal(DataSetCatalog.Load(name).Train.Inputs.Rows, data.Train.Inputs.Rows);
        if (name != "quadrants")
            Assert.Contains("bundled", data.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysHowToGetPostsThatAreNowhere()
    {
        var source = new NewsgroupsSource(_folder.Path("downloads"));
        BadInput.Expect(() => source.Load(new DataRequest(null, false, 0)), _folder.Path("downloads"), "rrr data get 20news", "--data");
        BadInput.Expect(() => source.Load(new DataRequest(_folder.Root, true, 0)), _folder.Root, "20news-bydate*.tar.gz", "rrr data get 20news");
        Assert.Empty(source.Verify(null));
        Assert.Equal("rrr data get 20news", source.Description.HowToGet);
    }

    [Fact]
    public void DownloadsAreFoundUnlessAFolderMustHaveThem()
    {
        _folder.Write("downloads/20news-bydate.tar.gz", SmallNewsgroups.Archive());
        var other = Directory.CreateDirectory(_folder.Path("other")).FullName;
        var source = new NewsgroupsSource(_folder.Path("downloads"));
        Assert.Equal(3, source.Load(new DataRequest(null, false, 0)).Train.Count);
        Assert.Equal(3, source.Load(new DataRequest(other, false, 0)).Train.Count);
        BadInput.Expect(() => source.Load(new DataRequest(other, true, 0)), other);
        Assert.Single(source.Verify(other), check => check.IsOk);
    }

    private static void RequirePosts(NewsgroupPosts posts)
    {
        Assert.Equal(["51", "9", "20700"], posts.Train.Select(p => p.Name));
        Assert.Equal([0, 0, 1], posts.Train.Select(p => p.Label));
        Assert.Equal("Subject: doubt\n\nthe café of doubt", posts.Train[1].Text);
        Assert.Equal(["53", "20701", "20702"], posts.Test.Select(p => p.Name));
        Assert.Equal("", posts.Test[2].Text);
    }
}
