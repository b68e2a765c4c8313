using RrrGpu.Host.Formats;
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

    [Fact]
    public void AStoreFromBeforeTensorCoresGetsTheirColumn()
    {
        using (var connection = StoreFile.OpenOrCreate(Store))
        {
            connection.Execute("DROP VIEW results; ALTER TABLE sweeps DROP COLUMN tf32; CREATE VIEW results AS SELECT id FROM sweeps");
            connection.Execute("""
                INSERT INTO sweeps (fingerprint, dataset, data_seed, device_kind, epochs, batch, hidden1, hidden2, explained, penalty, reduction, scale, shuffle, facts, created_at)
                VALUES ('f', 'digits', 0, 'simd', 1, 1, 1, 1, 'log-sum', 'l2', 'sum', 'raw', 0, '{"device": "Simd"}', 'now')
                """);
            connection.Execute("INSERT INTO trials (sweep_id, lambda1, lambda2, learning_rate, seed, annotations, annotations_sha256) VALUES (1, 1, 1, 1, 1, 'none', 'none')");
        }

        Assert.Equal(["id"], StoreTable.Read(Store).Columns.Select(static column => column.Name));
        for (var i = 0; i < 2; i++)
            StoreFile.OpenOrCreate(Store).Dispose();
        var tf32 = StoreTable.Read(Store).Columns[^1];
        Assert.Equal(("tf32", ColumnKind.Whole), (tf32.Name, tf32.Kind));
        Assert.Equal([0L], tf32.Values);
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
