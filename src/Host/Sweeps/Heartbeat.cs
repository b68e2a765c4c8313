using Microsoft.Data.Sqlite;

namespace RrrGpu.Host.Sweeps;

/// <summary>Lets processes of other machines see that a group's owner lives, from a thread and over a connection of its own.</summary>
internal sealed class Heartbeat : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(15);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly long _group;
    private readonly Timer _timer;
    private bool _isDisposed;

    public Heartbeat(string path, long group)
    {
        _path = path;
        _group = group;
        _timer = new Timer(_ => Beat(), null, s_interval, s_interval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            _isDisposed = true;
        _timer.Dispose();
    }

    private void Beat()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            try
            {
                using var connection = StoreFile.OpenAgain(_path);
                var own = ProcessIdentity.Own;
                connection.Execute(
                    "UPDATE groups SET heartbeat = $1 WHERE id = $0 AND owner_machine = $2 AND owner_process = $3 AND owner_start = $4",
                    _group, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), own.Machine, own.Process, own.Start);
            }
            catch (Exception e) when (e is SqliteException or BadInputException)
            {
                // One beat more or less does not matter, and what stands in the way will be told when results are written.
                System.Diagnostics.Trace.TraceInformation(e.Message);
            }
        }
    }
}
