using System.Security.Cryptography;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Downloads;

/// <summary>
/// The part of a file that has been downloaded, beside its later name: <c>NAME.part</c>, and <c>NAME.part.from</c> with the address
/// and what the server calls this version of the content. Only one process at a time can have it open.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly string _origin;
    private readonly Uri _from;
    private readonly FileStream _content;

    private PartialFile(string path, Uri from, FileStream content)
    {
        _path = path;
        _origin = OriginOf(path);
        _from = from;
        _content = content;
        Version = ReadVersion();
        if (Version is null)
            Restart(null);
        _content.Seek(0, SeekOrigin.End);
    }

    /// <summary>The entity tag or date of the version that was begun; empty where the server gave none, null where nothing was begun.</summary>
    public string? Version { get; private set; }

    /// <summary>Bytes so far.</summary>
    public long Length => _content.Length;

    /// <summary>Opens what is there of a file, or begins it; a part that came from another address is begun anew.</summary>
    /// <param name="path">The file's later name.</param>
    /// <param name="from">Where it comes from.</param>
    /// <exception cref="BadInputException">It cannot be written, or another process is at it.</exception>
    public static PartialFile Open(string path, Uri from)
    {
        var name = path + ".part";
        FileStream? content = null;
        try
        {
            // Without a buffer, whose content a full disk would refuse once more when the file is closed.
            content = new FileStream(name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return new PartialFile(path, from, content);
        }
        catch (Exception e)
        {
            // A file that stays open stays locked.
            content?.Dispose();
            if (InputFile.IsRefusal(e))
                throw BadInputException.CannotWrite(name, e.Message, e);
            throw;
        }
    }

    /// <summary>Throws away what is there and begins a version.</summary>
    /// <param name="version">What the server calls it; null begins nothing yet.</param>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public void Restart(string? version) => Write(() =>
    {
        _content.SetLength(0);
        Version = version;
        if (version is null)
            File.Delete(_origin);
        else
            File.WriteAllLines(_origin, [_from.AbsoluteUri, version]);
    });

    /// <summary>Appends content.</summary>
    /// <exception cref="BadInputException">It cannot be written; what was there stays.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var length = _content.Length;
        try
        {
            _content.Write(bytes);
        }
        catch (Exception e) when (InputFile.IsRefusal(e) || e is ArgumentOutOfRangeException)
        {
            _content.SetLength(length);
            throw BadInputException.CannotWrite(_content.Name, e.Message, e);
        }
    }

    /// <summary>The SHA-256 of what is there.</summary>
    public string Hash()
    {
        _content.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(_content));
    }

    /// <summary>Gives the whole file its name, in the place of whatever has it.</summary>
    /// <exception cref="BadInputException">It cannot be written.</exception>
    public void Finish() => Write(() =>
    {
        _content.Flush(flushToDisk: true);
        File.Move(_content.Name, _path, overwrite: true);
        File.Delete(_origin);
    });

    /// <summary>Leaves a part of any length to be gone on with, and nothing where there is none.</summary>
    public void Dispose()
    {
        var isEmpty = _content.Length == 0;
        _content.Dispose();
        if (!isEmpty)
            return;
        File.Delete(_content.Name);
        File.Delete(_origin);
    }

    private static string OriginOf(string path) => path + ".part.from";

    private string? ReadVersion() =>
        File.Exists(_origin) && File.ReadAllLines(_origin) is [var from, var version, ..] && from == _from.AbsoluteUri ? version : null;

    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw BadInputException.CannotWrite(_path, e.Message, e);
        }
    }
}
