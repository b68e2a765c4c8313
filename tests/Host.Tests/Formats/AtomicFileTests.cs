using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tests.Formats;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WritesAndReplacesAndLeavesNothingElse()
    {
        AtomicFile.WriteText(_folder.Path("a"), "one");
        AtomicFile.WriteText(_folder.Path("a"), "ü");
        Assert.Equal([0xC3, 0xBC], File.ReadAllBytes(_folder.Path("a")));
        Assert.Equal(["a"], _folder.FileNames());
    }

    [Fact]
    public void KeepsTheOldFileUntilTheNewOneIsWhole()
    {
        AtomicFile.WriteText(_folder.Path("a"), "old");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(_folder.Path("a"), stream =>
        {
            stream.Write("half of the n"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(_folder.Path("a")));
            throw new OperationCanceledException();
        }));
        Assert.Equal("old", File.ReadAllText(_folder.Path("a")));
        Assert.Equal(["a"], _folder.FileNames());
    }

    [Fact]
    public void RemovesWhatAFullDiskLeft()
    {
        BadInput.Expect(
            () => AtomicFile.Write(_folder.Path("a"), stream =>
            {
                stream.WriteByte(1);
                throw new IOException("No space left on device");
            }),
            $"cannot write to '{_folder.Path("a")}'",
            "No space left");
        Assert.Empty(_folder.FileNames());
    }

    [Fact]
    public void RefusesFoldersDevicesAndMissingFolders()
    {
        BadInput.Expect(() => AtomicFile.WriteText(_folder.Root, "x"), $"cannot write to '{_folder.Root}'");
        BadInput.Expect(() => AtomicFile.WriteText(_folder.Path("none", "a"), "x"), "cannot write to");
        BadInput.Expect(() => AtomicFile.WriteText("/dev/null", "x"), "cannot write to '/dev/null'");
        Assert.Empty(_folder.FileNames());
    }
}
