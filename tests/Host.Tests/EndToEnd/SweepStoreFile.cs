using Microsoft.Data.Sqlite;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>Looks into a store as any other program would.</summary>
internal static class SweepStoreFile
{
    /// <summary>The number that a query gives, or runs a command.</summary>
    public static long Sql(string store, string text)
    {
        using var connection = new SqliteConnection($"Data Source={store};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>Asserts that each trial ended once: in one group, of which it is one, and none is left over.</summary>
    public static void RequireOnceEach(string store, int trials)
    {
        Assert.Equal(trials, Sql(store, "SELECT count(*) FROM trials WHERE status = 'completed'"));
        Assert.Equal(trials, Sql(store, "SELECT count(*) FROM trials"));
        Assert.Equal(trials, Sql(store, "SELECT sum(size) FROM groups WHERE state = 'done'"));
        Assert.Equal(trials, Sql(store, "SELECT count(DISTINCT trials.id) FROM trials JOIN groups ON groups.id = group_id WHERE state = 'done'"));
        Assert.Equal(0, Sql(store, "SELECT count(*) FROM groups WHERE state = 'running'"));
        Assert.False(Directory.Exists(store + ".checkpoints"));
        Assert.False(File.Exists(store + "-wal"));
    }
}
