using System.Security.Cryptography;
using RrrGpu.Host.Downloads;

namespace RrrGpu.Host.Tests.Downloads;

public sealed class FileDownloadTests : IDisposable
{
    private const int Length = 300_000;
    private readonly TempFolder _folder = new();
    private readonly byte[] _content = RandomNumberGenerator.GetBytes(Length);
    private readonly LoopbackServer _server;

    public FileDownloadTests() => _server = new LoopbackServer(_content);

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string Target => _folder.Path("file.bin");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DownloadsAWholeFile(bool tellsLength)
    {
        _server.TellsLength = tellsLength;
        var heard = new List<DownloadProgress>();
        await RunAsync(progress: new Listener(heard.Add));
        RequireDone([null]);
        Assert.Equal(new DownloadProgress(Length, tellsLength ? Length : null), heard[^1]);
        Assert.Equal(heard.Select(p => p.Received).Order(), heard.Select(p => p.Received));
    }

    [Fact]
    public async Task GoesOnAfterCuts()
    {
        _server.Cuts.Enqueue(100_000);
        _server.Cuts.Enqueue(0);
        _server.Cuts.Enqueue(50_000);
        await RunAsync();
        Assert.Equal(4, _server.Requests.Count);
        Assert.All(_server.Requests.Skip(1), request => Assert.Equal("\"one\"", request.IfRange));
        RequireDone(null, "bytes=100000-", "bytes=100000-", "bytes=150000-");
    }

    [Fact]
    public async Task ALaterDownloadGoesOnWhereAnEarlierOneGaveUp()
    {
        await GiveUpAfterAsync(120_000);
        Assert.Equal(["file.bin.part", "file.bin.part.from"], _folder.FileNames());
        Assert.Equal(_content[..120_000], File.ReadAllBytes(_folder.Path("file.bin.part")));
        await RunAsync();
        Assert.Equal("bytes=120000-", _server.Ranges.Last());
        RequireDone();
    }

    [Fact]
    public async Task BeginsAnewWhereTheServerKnowsNoRanges()
    {
        _server.KnowsRanges = false;
        _server.Cuts.Enqueue(100_000);
        await RunAsync();
        RequireDone(null, "bytes=100000-");
    }

    [Fact]
    public async Task BeginsAnewWhereTheFileHasChanged()
    {
        await GiveUpAfterAsync(100_000);
        _server.Content = RandomNumberGenerator.GetBytes(200_000);
        _server.Tag = "\"two\"";
        await RunAsync(sha256: Hash(_server.Content));
        Assert.Equal(_server.Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task BeginsAnewAtAnotherAddress()
    {
        await GiveUpAfterAsync(100_000);
        await RunAsync(_server.At("/elsewhere"));
        Assert.Null(_server.Ranges.Last());
        RequireDone();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"weak\"")]
    public async Task PartsOfTwoVersionsThatTheServerDoesNotTellApartAreDownloadedAgain(string? tag)
    {
        _server.Tag = tag;
        _server.Content = RandomNumberGenerator.GetBytes(Length);
        await GiveUpAfterAsync(100_000);
        _server.Content = _content;
        await RunAsync();
        Assert.Equal(["bytes=100000-", null], _server.Ranges.TakeLast(2));
        RequireDone();
    }

    [Fact]
    public async Task APartThatIsWholeIsOnlyChecked()
    {
        await GiveUpAfterAsync(100_000);
        File.WriteAllBytes(_folder.Path("file.bin.part"), _content);
        await RunAsync();
        Assert.Equal($"bytes={Length}-", _server.Ranges.Last());
        RequireDone();
    }

    [Fact]
    public async Task APartThatIsTooLongIsDownloadedAgain()
    {
        await GiveUpAfterAsync(100_000);
        File.WriteAllBytes(_folder.Path("file.bin.part"), new byte[Length + 5]);
        await RunAsync();
        RequireDone();
    }

    [Fact]
    public async Task RefusesAFileOfAnotherHash()
    {
        await RefuseAsync(sha256: new string('0', 64), parts: ["SHA-256 " + new string('0', 64), Hash(_content)]);
        Assert.Empty(_folder.FileNames());
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(410)]
    public async Task RefusalsAreFinal(int status)
    {
        _server.Statuses.Enqueue(status);
        await RefuseAsync(parts: [$"HTTP {status}"]);
        Assert.Single(_server.Requests);
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public async Task TriesAgainWhenTheServerIsBusy()
    {
        _server.Statuses.Enqueue(503);
        _server.Statuses.Enqueue(429);
        _server.Statuses.Enqueue(500);
        await RunAsync();
        RequireDone(null, null, null, null);
    }

    [Fact]
    public async Task FollowsTheServerToAnotherPlace()
    {
        _server.Cuts.Enqueue(100_000);
        await RunAsync(_server.At("/moved"));
        Assert.Equal(["/moved", "/file", "/moved", "/file"], _server.Requests.Select(r => r.Path));
        Assert.Equal("bytes=100000-", _server.Ranges.Last());
        RequireDone();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RefusesAFileThatIsTooLarge(bool tellsLength)
    {
        _server.TellsLength = tellsLength;
        await RefuseAsync(maxBytes: Length - 1, parts: [$"at most {Length - 1} bytes"]);
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public async Task DoesNotWaitForeverForAServerThatSaysNothing()
    {
        _server.StallAfter = 1000;
        await RefuseAsync(patience: TimeSpan.FromMilliseconds(300), parts: ["1000 bytes", "sent nothing", "the same command goes on"]);
        Assert.Equal(1000, new FileInfo(_folder.Path("file.bin.part")).Length);
    }

    [Fact]
    public async Task GivesUpOnAServerThatNeverSendsWhatIsAsked()
    {
        for (var i = 0; i < 20; i++)
            _server.Statuses.Enqueue(416);
        await RefuseAsync(parts: ["0 bytes", "another part than the one asked for"]);
        Assert.Equal(5, _server.Requests.Count);
    }

    [Fact]
    public async Task SaysThatThereIsNoServer()
    {
        Uri address;
        using (var gone = new LoopbackServer([]))
            address = gone.Address;
        await RefuseAsync(address, parts: ["0 bytes"]);
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public void OnlyOneProcessAtATimeDownloadsAFile()
    {
        using var first = PartialFile.Open(Target, _server.Address);
        BadInput.Expect(() => PartialFile.Open(Target, _server.Address).Dispose(), "file.bin.part");
    }

    [Fact]
    public void APartThatCannotBeBegunIsNotLeftLocked()
    {
        var origin = Directory.CreateDirectory(_folder.Path("file.bin.part.from"));
        BadInput.Expect(() => PartialFile.Open(Target, _server.Address).Dispose(), "cannot write", "file.bin");
        origin.Delete();
        using var part = PartialFile.Open(Target, _server.Address);
        Assert.Equal(0, part.Length);
    }

    [Fact]
    public void RefusesAFolderThatIsNotThere() =>
        BadInput.Expect(() => PartialFile.Open(_folder.Path("none", "file.bin"), _server.Address).Dispose(), "cannot write", "none");

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private Task RunAsync(Uri? from = null, string? sha256 = null, long maxBytes = 1 << 20, IProgress<DownloadProgress>? progress = null, TimeSpan? patience = null)
    {
        var download = new FileDownload(from ?? _server.Address, Target, sha256 ?? Hash(_content), maxBytes)
        {
            FirstDelay = TimeSpan.FromMilliseconds(1),
            Patience = patience ?? TimeSpan.FromSeconds(30),
        };
        return download.RunAsync(progress ?? new Listener(static _ => { }), TestContext.Current.CancellationToken);
    }

    /// <summary>Leaves a part of the file behind, as a download does whose every attempt breaks.</summary>
    private async Task GiveUpAfterAsync(int bytes)
    {
        _server.Cuts.Enqueue(bytes);
        for (var i = 0; i < 4; i++)
            _server.Cuts.Enqueue(0);
        await RefuseAsync(parts: [$"{bytes} bytes"]);
        Assert.Equal(5, _server.Requests.Count);
    }

    private async Task RefuseAsync(Uri? from = null, string? sha256 = null, long maxBytes = 1 << 20, TimeSpan? patience = null, params string[] parts)
    {
        var message = (await Assert.ThrowsAsync<BadInputException>(() => RunAsync(from, sha256, maxBytes, patience: patience))).Message;
        foreach (var part in parts.Prepend("http://127.0.0.1"))
            Assert.Contains(part, message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    private void RequireDone(params string?[] ranges)
    {
        Assert.Equal(_content, File.ReadAllBytes(Target));
        Assert.Equal(["file.bin"], _folder.FileNames());
        if (ranges.Length > 0)
            Assert.Equal(ranges, _server.Ranges);
    }

    private sealed class Listener(Action<DownloadProgress> hear) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => hear(value);
    }
}
