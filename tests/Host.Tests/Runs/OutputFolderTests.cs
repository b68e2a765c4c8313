using RrrGpu.Host.Runs;

namespace RrrGpu.Host.Tests.Runs;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MakesFoldersAndLeavesNothingInThem()
    {
        using var output = OutputFolder.Prepare(_folder.Path("a", "b"));
        Assert.Equal(_folder.Path("a", "b"), output.Path);
        Assert.Empty(Directory.GetFileSystemEntries(output.Path));
    }

    [Fact]
    public void RemovesWhatItMadeIfNothingCameOfIt()
    {
        Directory.CreateDirectory(_folder.Path("a"));
        OutputFolder.Prepare(_folder.Path("a", "b", "c")).Dispose();
        Assert.True(Directory.Exists(_folder.Path("a")));
        Assert.False(Directory.Exists(_folder.Path("a", "b")));
    }

    [Fact]
    public void KeepsWhatHasResults()
    {
        using (var output = OutputFolder.Prepare(_folder.Path("a", "b")))
            File.WriteAllText(Path.Combine(output.Path, "result"), "");
        Assert.True(File.Exists(_folder.Path("a", "b", "result")));
        OutputFolder.Prepare(_folder.Path("a", "b")).Dispose();
        Assert.True(File.Exists(_folder.Path("a", "b", "result")));
    }

    [Fact]
    public void RefusesWhatCannotBeAFolder()
    {
        var file = _folder.Write("file", [1]);
        BadInput.Expect(() => OutputFolder.Prepare(file), $"cannot write to '{file}'", "a file");
        BadInput.Expect(() => OutputFolder.Prepare(Path.Combine(file, "a", "b")), "cannot write to", $"{file} is a file");
        BadInput.Expect(() => OutputFolder.Prepare(""), "cannot write to ''");
        Assert.Equal(["file"], _folder.FileNames());
    }

    [Theory]
    [InlineData("/proc/rrr")]
    [InlineData("/proc/self")]
    [InlineData("/dev/null")]
    [InlineData("/dev/null/x")]
    public void RefusesWhatTheSystemRefusesEvenToRoot(string path) =>
        BadInput.Expect(() => OutputFolder.Prepare(path), $"cannot write to '{path}'");
}
