using System.Text;

namespace RrrGpu.Host.Formats;

/// <summary>
/// Writes files that are either whole or not there: the content goes to a temporary file in the same folder, is flushed to the
/// disk, and takes the name at the end. Whatever goes wrong before that removes the temporary file and leaves what stood under
/// the name as it was.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Its name, in a folder that exists.</param>
    /// <param name="write">Writes the content; an exception that it throws is passed on.</param>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        // Taking the name of a device, which an administrator may do, would replace it for everybody.
        if (folder is null || folder == "/dev" || Directory.Exists(full))
            throw BadInputException.CannotWrite(path, "it is not a regular file");
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch (Exception e)
        {
            Remove(temporary);
            if (InputFile.IsRefusal(e))
                throw BadInputException.CannotWrite(path, e.Message, e);
            throw;
        }
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            // What stopped the writing also stops the removal; the first error is the one to tell.
        }
    }
}
