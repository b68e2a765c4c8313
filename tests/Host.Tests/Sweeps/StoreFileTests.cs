using RrrGpu.Host.Sweeps;

namespace RrrGpu.Host.Tests.Sweeps;

public sealed class StoreFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Store => _folder.Path("s.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(":memory:")]
    [InlineData("file:rrr-test.db?mode=memory")]
    [InlineData("|DataDirectory|rrr-test.db")]
    public void EveryNameIsThatOfAFile(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names of files");
        try
        {
            StoreFile.OpenOrCreate(name).Dispose();
            Assert.True(new FileInfo(name).Length > 0);
            using var connection = StoreFile.OpenToRead(name);
            Assert.Equal(0, connection.Whole("SELECT count(*) FROM trials"));
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadersLeaveNothingBeside(bool hasEmptyLog)
    {
        StoreFile.OpenOrCreate(Store).Dispose();
        if (hasEmptyLog)
            _folder.Write("s.db-wal", []);
        var before = File.ReadAllBytes(Store);
        using (var connection = StoreFile.OpenToRead(Store))
            Assert.Equal(0, connection.Whole("SELECT count(*) FROM trials"));
        Assert.Equal(["s.db"], _folder.FileNames());
        Assert.Equal(before, File.ReadAllBytes(Store));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AStoreThatMayOnlyBeReadIsRead(bool hasEmptyLog)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such modes");
            return;
        }

        StoreFile.OpenOrCreate(Store).Dispose();
        if (hasEmptyLog)
            _folder.Write("s.db-wal", []);
        var before = _folder.FileNames();
        File.SetUnixFileMode(Store, UnixFileMode.UserRead);
        File.SetUnixFileMode(_folder.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            using var connection = StoreFile.OpenToRead(Store);
            Assert.Equal(0, connection.Whole("SELECT count(*) FROM trials"));
            // An administrator may write all the same, and then an empty log goes with the reader.
            Assert.Empty(_folder.FileNames().Except(Environment.IsPrivilegedProcess ? [.. before, "s.db-wal", "s.db-shm"] : before));
        }
        finally
        {
            File.SetUnixFileMode(_folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void AReaderSeesWhatAWriterHasOnlyLogged()
    {
        using var writer = StoreFile.OpenOrCreate(Store);
        writer.Execute("CREATE TABLE more (n INTEGER); INSERT INTO more VALUES (1)");
        Assert.True(new FileInfo(Store + "-wal").Length > 0);
        using (var reader = StoreFile.OpenToRead(Store))
            Assert.Equal(1, reader.Whole("SELECT n FROM more"));
        Assert.Equal(1, writer.Execute("UPDATE more SET n = 2"));
    }
}
