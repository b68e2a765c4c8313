using System.Security.Cryptography;
using RrrGpu.Host.Tests.Data;
using RrrGpu.Host.Tests.Downloads;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary><c>rrr data get</c> against a server on this machine.</summary>
public sealed class DataGetTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly LoopbackServer _server = new(SmallNewsgroups.Archive());

    public void Dispose()
    {
        _server.Dispose();
        _folder.Dispose();
    }

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_server.Content));

    [Fact]
    public async Task WhatWasDownloadedIsVerifiedAndTrainedOn()
    {
        _server.Cuts.Enqueue(200);
        var got = await RrrProcess.RunAsync("data", "get", "20news", "--from", $"{_server.Address}", "--to", _folder.Path("new"), "--sha256", Hash, "--json");
        Assert.True(got.ExitCode == 0, got.Error);
        var json = JsonFields.Document(got);
        Assert.Equal(("20news", _folder.Path("new", "20news-bydate.tar.gz"), Hash), (json.Text("dataset"), json.Text("file"), json.Text("sha256")));
        Assert.Equal((3, 3), (json.Whole("train_posts"), json.Whole("test_posts")));
        Assert.Equal([null, "bytes=200-"], _server.Ranges);

        var again = await RrrProcess.RunAsync("data", "get", "20news", "--from", $"{_server.Address}", "--to", _folder.Path("new"), "--sha256", Hash);
        Assert.Contains("was there already", again.Output, StringComparison.Ordinal);
        Assert.Equal(2, _server.Requests.Count);

        var verified = await RrrProcess.RunAsync("data", "verify", "--data", _folder.Path("new"));
        Assert.Contains($"ok      {_folder.Path("new", "20news-bydate.tar.gz")}: 3 training and 3 test posts", verified.Output, StringComparison.Ordinal);
        var trained = await RrrProcess.RunAsync("train", "20news", "--data", _folder.Path("new"), "--epochs", "2", "--device", "simd", "--json");
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Equal("20news", JsonFields.Document(trained).Text("dataset"));
    }

    [Fact]
    public async Task AnInterruptedDownloadGoesOn()
    {
        _server.StallAfter = 300;
        var folder = _folder.Path("home", "rrr");
        using (var process = RrrProcess.Start("data", "get", "20news", "--from", $"{_server.Address}", "--to", folder, "--sha256", Hash))
        {
            var part = Path.Combine(folder, "20news-bydate.tar.gz.part");
            await process.UntilAsync(() => File.Exists(part) && new FileInfo(part).Length == 300);
            process.Signal(RrrProcess.Interrupt);
            var stopped = await process.EndAsync();
            Assert.Equal((130, ""), (stopped.ExitCode, stopped.Output));
        }

        _server.StallAfter = null;
        // Without --to, the same folder: this user's own for data of programs.
        var got = await RrrProcess.RunAsync([(RrrProcess.UserDataVariable, _folder.Path("home"))], "data", "get", "20news", "--from", $"{_server.Address}", "--sha256", Hash);
        Assert.True(got.ExitCode == 0, got.Error);
        Assert.Equal("bytes=300-", _server.Ranges.Last());
        Assert.Equal([Path.Combine(folder, "20news-bydate.tar.gz")], Directory.GetFiles(folder));
    }

    [Fact]
    public async Task AFullDiskKeepsWhatFitted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the size of files is limited by a shell that this system lacks");
        _server.Content = SmallNewsgroups.Archive([.. SmallNewsgroups.Posts, ("20news-bydate-train/alt.atheism/99", RandomNumberGenerator.GetHexString(400_000))]);
        string[] command = ["data", "get", "20news", "--from", $"{_server.Address}", "--to", _folder.Root, "--sha256", Hash];
        var full = await RrrProcess.RunWithSmallFilesAsync(100, command);
        Assert.Equal((2, ""), (full.ExitCode, full.Output));
        Assert.Contains("cannot write to", full.ErrorLines[^1], StringComparison.Ordinal);
        var length = new FileInfo(_folder.Path("20news-bydate.tar.gz.part")).Length;
        Assert.InRange(length, 1, 100 * 1024);
        var got = await RrrProcess.RunAsync(command);
        Assert.True(got.ExitCode == 0, got.Error);
        Assert.Equal($"bytes={length}-", _server.Ranges.Last());
    }

    [Fact]
    public async Task RefusesAnotherArchiveThanTheOriginal()
    {
        await RefuseAsync([], "SHA-256 8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610", Hash);
        Assert.False(Directory.Exists(_folder.Path("to")));
    }

    [Fact]
    public async Task RefusesToReplaceAFile()
    {
        var path = _folder.Write("to/20news-bydate.tar.gz", [1, 2, 3]);
        await RefuseAsync([], path, "move it away");
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task SaysWhatTheServerSaid()
    {
        _server.Statuses.Enqueue(404);
        await RefuseAsync([], $"{_server.Address}", "HTTP 404");
    }

    [Theory]
    [InlineData("--from", "ftp://127.0.0.1/x", "http://")]
    [InlineData("--from", "20news.tar.gz", "http://")]
    [InlineData("--sha256", "abc", "64 hexadecimal digits")]
    [InlineData("--to", "", "empty name")]
    public async Task RefusesUnusableOptions(string option, string value, string part) =>
        await Refusal.OfInputAsync(["data", "get", "20news", option, value], part);

    [Theory]
    [InlineData("mnist", "needs no download")]
    [InlineData("minst", "'minst'")]
    public async Task RefusesOtherDataSets(string name, string part) => await Refusal.OfInputAsync(["data", "get", name], part);

    [Fact]
    public async Task ListAndVerifySayHowToGetIt()
    {
        (string, string)[] home = [(RrrProcess.UserDataVariable, _folder.Path("home"))];
        var listed = await RrrProcess.RunAsync(home, "data", "list");
        Assert.Contains("'rrr data get 20news' downloads it", listed.Output, StringComparison.Ordinal);
        var verified = await RrrProcess.RunAsync(home, "data", "verify");
        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("absent  20news", verified.Output, StringComparison.Ordinal);
        Refusal.OfInput(await RrrProcess.RunAsync(home, "train", "20news", "--device", "simd"), "rrr data get 20news", "--data");
        _folder.Write("home/rrr/20news-bydate.tar.gz", SmallNewsgroups.Archive());
        var trained = await RrrProcess.RunAsync(home, "train", "20news", "--device", "simd", "--epochs", "1");
        Assert.True(trained.ExitCode == 0, trained.Error);
    }

    private async Task RefuseAsync(string[] more, params string[] parts)
    {
        var result = await RrrProcess.RunAsync(["data", "get", "20news", "--from", $"{_server.Address}", "--to", _folder.Path("to"), .. more]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        var line = Assert.Single(result.ErrorLines, static line => !line.StartsWith("20news: ", StringComparison.Ordinal));
        Assert.StartsWith("rrr: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }
}
