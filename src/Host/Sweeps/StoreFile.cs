using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Sweeps;

/// <summary>The database file under a store: opened only where it is one, created where there is nothing.</summary>
internal static class StoreFile
{
    private const string Expected = "a store of sweeps";
    private const int HeaderLength = 100;
    private const int SecondsToWaitForLocks = 30;
    private static ReadOnlySpan<byte> Magic => "SQLite format 3\0"u8;

    /// <summary>Opens a store to write, and creates it where the file is not there or empty.</summary>
    /// <exception cref="BadInputException">It is no store, a damaged one, one of a newer version, or cannot be written.</exception>
    public static SqliteConnection OpenOrCreate(string path)
    {
        RequireUsable(path, mayBeMissing: true);
        var connection = Connect(path, SqliteOpenMode.ReadWriteCreate);
        try
        {
            var isNew = RequireStore(connection, path, mayBeEmpty: true);
            SetUp(connection);
            if (isNew)
                Create(connection, path);
            else if (connection.Whole(StoreSchema.CountTf32) == 0)
                AddTf32(connection);
            // A commit comes once in many seconds of training: it may wait until the disk has it, even if the power fails.
            connection.Execute("PRAGMA synchronous = FULL");
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException failure)
                throw Refusal(path, failure);
            throw;
        }
    }

    /// <summary>
    /// Opens a store to read, and leaves nothing beside it; nothing in its folder needs to be writable unless another process left
    /// work unfinished.
    /// </summary>
    /// <exception cref="BadInputException">It is missing, no store, a damaged one, or one of a newer version.</exception>
    public static SqliteConnection OpenToRead(string path)
    {
        RequireUsable(path, mayBeMissing: false);
        // Readers of a write-ahead log make files beside it, and only a connection that may write removes them when it ends. Files of
        // someone who may not write the store would also keep its owner from writing it.
        var mayWrite = IsWritable(path);
        if (!mayWrite && !HasLog(path) && !File.Exists(path + "-shm") && KeepsLog(path))
            return OpenAlone(path);
        var connection = Connect(path, mayWrite ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadOnly);
        try
        {
            RequireStore(connection, path, mayBeEmpty: false);
            return connection;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 8 or 14)
        {
            // Nothing can be written beside it. Without a log the file alone is the whole store.
            connection.Dispose();
            if (HasLog(path))
                throw Refusal(path, e);
            return OpenAlone(path);
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException failure)
                throw Refusal(path, failure);
            throw;
        }
    }

    /// <summary>One more connection to a store that is open.</summary>
    public static SqliteConnection OpenAgain(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadWrite);
        connection.Execute("PRAGMA synchronous = FULL");
        return connection;
    }

    /// <summary>What SQLite says, in a line about the file.</summary>
    public static BadInputException Refusal(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        5 or 6 => BadInputException.CannotWrite(path, string.Create(CultureInfo.InvariantCulture, $"another program has kept it locked for {SecondsToWaitForLocks} s"), e),
        8 => BadInputException.CannotWrite(path, "it is read-only", e),
        10 => BadInputException.CannotWrite(path, "the system refuses to read or write it: no space, a limit on the size of files, or a failing disk", e),
        13 => BadInputException.CannotWrite(path, "the disk is full", e),
        14 => BadInputException.CannotWrite(path, "it, or a file beside it, cannot be opened", e),
        11 or 26 => BadInputException.At(path, Expected, $"a damaged or foreign file ({e.Message})", e),
        _ => BadInputException.At(path, Expected, $"an error: {e.Message}", e),
    };

    private static bool HasLog(string path) => new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    /// <summary>Whether the store was last written with a write-ahead log.</summary>
    private static bool KeepsLog(string path) => ReadHeader(path)[19] == 2;

    private static bool IsWritable(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            return false;
        }
    }

    private static SqliteConnection OpenAlone(string path)
    {
        var connection = Connect(path, SqliteOpenMode.ReadOnly, isAlone: true);
        try
        {
            RequireStore(connection, path, mayBeEmpty: false);
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException failure)
                throw Refusal(path, failure);
            throw;
        }
    }

    /// <summary>Looks at the file before SQLite does, which may write as soon as it opens one.</summary>
    private static void RequireUsable(string path, bool mayBeMissing)
    {
        if (path.Length == 0 || Directory.Exists(path))
            throw BadInputException.At(path, Expected, path.Length == 0 ? "no name" : "a folder");
        if (!File.Exists(path))
        {
            if (!mayBeMissing)
                throw BadInputException.At(path, Expected, "nothing: no such file");
            return;
        }

        var header = ReadHeader(path);
        if (header.Length == 0 && mayBeMissing)
            return;
        if (header.Length < HeaderLength || !header.AsSpan().StartsWith(Magic))
            throw BadInputException.At(path, Expected, "another kind of file");
        RequireIdentity(path, ReadInt32(header, 68), ReadInt32(header, 60));
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) is 1 ? 65536 : BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16));
        var length = (long)pageSize * (uint)ReadInt32(header, 28);
        // With a log beside it, the file may be shorter than it will be.
        if (new FileInfo(path).Length is var actual && actual < length && !HasLog(path))
            throw BadInputException.At(path, $"{Expected} of {Count(length)} bytes", $"only {Count(actual)}: the file is truncated");
    }

    private static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static int ReadInt32(byte[] header, int offset) => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(offset));

    private static byte[] ReadHeader(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek)
                throw BadInputException.At(path, Expected, "something that is not a regular file");
            var header = new byte[HeaderLength];
            return header[..stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    /// <summary>Opens a connection to a file. Alone, what stands beside the file, and other processes, are left out of account.</summary>
    private static SqliteConnection Connect(string path, SqliteOpenMode mode, bool isAlone = false)
    {
        // From its root on, so that no name, such as :memory: or file:x?mode=memory, means anything but a file.
        var full = Path.GetFullPath(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = isAlone ? $"file:{Uri.EscapeDataString(full)}?immutable=1" : full,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = SecondsToWaitForLocks,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw Refusal(path, e);
        }
    }

    /// <summary>Checks what SQLite finds in the file and its log; true where it is a database with nothing in it.</summary>
    private static bool RequireStore(SqliteConnection connection, string path, bool mayBeEmpty)
    {
        var (application, version) = ((int)connection.Whole("PRAGMA application_id"), (int)connection.Whole("PRAGMA user_version"));
        RequireIdentity(path, application, version);
        if (application == 0)
        {
            if (mayBeEmpty && version == 0 && connection.Whole("SELECT count(*) FROM sqlite_schema") == 0)
                return true;
            // Another process may have made a store of it between these questions; then they are asked again.
            (application, version) = ((int)connection.Whole("PRAGMA application_id"), (int)connection.Whole("PRAGMA user_version"));
            if (application == 0)
                throw BadInputException.At(path, Expected, "a database of another program");
            RequireIdentity(path, application, version);
        }

        if (connection.Text("PRAGMA quick_check(1)") is var found && found != "ok")
            throw BadInputException.At(path, Expected, $"a damaged one ({found})");
        return false;
    }

    private static void RequireIdentity(string path, int application, int version)
    {
        if (application is not (0 or StoreSchema.ApplicationId))
            throw BadInputException.At(path, Expected, "a database of another program");
        if (application != 0 && version > StoreSchema.Version)
            throw BadInputException.At(path, string.Create(CultureInfo.InvariantCulture, $"{Expected} of version {StoreSchema.Version}"), string.Create(CultureInfo.InvariantCulture, $"version {version}: a newer rrr wrote it"));
    }

    private static void SetUp(SqliteConnection connection)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // Where the file system cannot share memory, SQLite stays with the journal it has, which is slower but as safe.
                connection.Execute("PRAGMA journal_mode = WAL");
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6 && attempt < 100)
            {
                // Two processes that create one store: this change alone does not wait its turn.
                Thread.Sleep(50);
            }
        }
    }

    private static void Create(SqliteConnection connection, string path)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        // Another process may have been here meanwhile.
        if (RequireStore(connection, path, mayBeEmpty: true))
        {
            connection.Execute(StoreSchema.Create);
            connection.Execute(StoreSchema.AddTf32);
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {StoreSchema.ApplicationId}; PRAGMA user_version = {StoreSchema.Version}"));
        }

        transaction.Commit();
    }

    private static void AddTf32(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        // Likewise.
        if (connection.Whole(StoreSchema.CountTf32) == 0)
            connection.Execute(StoreSchema.AddTf32);
        transaction.Commit();
    }
}
