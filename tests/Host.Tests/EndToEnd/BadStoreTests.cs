using Microsoft.Data.Sqlite;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Paths and files that cannot be a store: one line, and nothing changes.</summary>
public sealed class BadStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFolderIsNoStore()
    {
        await RefuseAsync(_folder.Root, "a folder");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public async Task OtherFilesAreNoStores()
    {
        await RefuseUnchangedAsync(_folder.Write("text", "not a database, but rather longer than the hundred bytes that a database's header takes; see for yourself"u8.ToArray()), "another kind of file");
        await RefuseUnchangedAsync(_folder.Write("short", [1, 2, 3]), "another kind of file");
        var foreign = _folder.Path("foreign.db");
        Sql(foreign, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        await RefuseUnchangedAsync(foreign, "a database of another program");
        Sql(foreign, "PRAGMA application_id = 77");
        await RefuseUnchangedAsync(foreign, "a database of another program");
    }

    [Fact]
    public async Task ANewerOrDamagedStoreStaysAsItIs()
    {
        var store = _folder.Path("s.db");
        var data = SmallDigits.WriteTo(_folder);
        var made = await RrrProcess.RunAsync("sweep", "mnist", "--data", data, "--epochs", "1", "--store", store, "--seeds", "0..40", "--device", "simd");
        Assert.True(made.ExitCode == 0, made.Error);
        var whole = File.ReadAllBytes(store);

        File.WriteAllBytes(store, whole[..^4096]);
        await RefuseUnchangedAsync(store, "truncated");
        File.WriteAllBytes(store, [.. whole[..4096], .. new byte[whole.Length - 4096]]);
        await RefuseUnchangedAsync(store, store);

        File.WriteAllBytes(store, whole);
        Sql(store, "PRAGMA user_version = 2");
        await RefuseUnchangedAsync(store, "version 2: a newer rrr wrote it");
        Sql(store, "PRAGMA user_version = 1");
        Assert.Equal(0, (await RrrProcess.RunAsync("export", store, "--out", _folder.Path("t.csv"))).ExitCode);
    }

    [Theory]
    [InlineData("/proc/rrr/s.db")]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    public Task TheSystemRefuses(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "these paths are Linux's");
        return RefuseAsync(path, path.StartsWith("/proc", StringComparison.Ordinal) ? "/proc/rrr" : path);
    }

    [Fact]
    public async Task AnEmptyFileBecomesAStore()
    {
        var store = _folder.Write("s.db", []);
        var result = await RrrProcess.RunAsync("sweep", "mnist", "--data", SmallDigits.WriteTo(_folder), "--epochs", "1", "--store", store, "--device", "simd");
        Assert.True(result.ExitCode == 0, result.Error);
        await Refusal.OfInputAsync(["export", _folder.Write("empty.db", []), "--out", _folder.Path("t.csv")], "empty.db", "another kind of file");
    }

    private async Task RefuseUnchangedAsync(string store, string part)
    {
        var before = File.ReadAllBytes(store);
        await RefuseAsync(store, store, part);
        await Refusal.OfInputAsync(["export", store, "--out", _folder.Path("t.csv")], store, part);
        Assert.Equal(before, File.ReadAllBytes(store));
        Assert.False(File.Exists(_folder.Path("t.csv")));
    }

    private static Task RefuseAsync(string store, params string[] parts) =>
        Refusal.OfInputAsync(["sweep", "mnist", "--epochs", "1", "--device", "simd", "--store", store], parts);

    private static void Sql(string store, string text)
    {
        SweepStoreFile.Sql(store, text);
        SqliteConnection.ClearAllPools();
    }
}
