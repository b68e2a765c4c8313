using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Runs;

/// <summary>
/// A folder that results will be written to, tried out before the work begins. Disposing it removes again those folders that
/// it made and that stayed empty, so that a cancelled run leaves nothing.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    private readonly string[] _made;

    private OutputFolder(string path, string[] made)
    {
        Path = path;
        _made = made;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder, and those above it, where they do not exist, and writes and removes a file in it.</summary>
    /// <exception cref="BadInputException">The path is no folder, cannot become one, or nothing can be written there.</exception>
    public static OutputFolder Prepare(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            throw BadInputException.CannotWrite(path, "expected a folder, got an empty name");
        var full = System.IO.Path.GetFullPath(path);
        for (var part = full; part is not null; part = System.IO.Path.GetDirectoryName(part))
        {
            if (File.Exists(part))
                throw BadInputException.CannotWrite(path, part == full ? "it is a file, not a folder" : $"{part} is a file, not a folder");
        }

        var made = Missing(full);
        try
        {
            Directory.CreateDirectory(full);
            Probe(full);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            RemoveEmpty(made);
            throw BadInputException.CannotWrite(path, e.Message, e);
        }

        return new OutputFolder(full, made);
    }

    /// <inheritdoc/>
    public void Dispose() => RemoveEmpty(_made);

    /// <summary>The folders that <paramref name="path"/> lacks, the innermost first.</summary>
    private static string[] Missing(string path)
    {
        var missing = new List<string>();
        for (var part = path; part is not null && !Directory.Exists(part); part = System.IO.Path.GetDirectoryName(part))
            missing.Add(part);
        return [.. missing];
    }

    private static void Probe(string folder)
    {
        var probe = System.IO.Path.Combine(folder, $".probe.{Guid.NewGuid():N}.tmp");
        using var stream = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        stream.WriteByte(0);
        stream.Flush(flushToDisk: true);
    }

    private static void RemoveEmpty(string[] folders)
    {
        try
        {
            foreach (var folder in folders)
                Directory.Delete(folder);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            // It is not empty, or gone already: either way it is to stay as it is.
        }
    }
}
