namespace RrrGpu.Host.Formats;

/// <summary>Opens files to read, and turns what the system says about a file into one line for the user.</summary>
internal static class InputFile
{
    /// <summary>Opens <paramref name="path"/> to be read from its beginning; the length of the stream is known.</summary>
    /// <param name="path">A file.</param>
    /// <param name="expected">What the file should be, for the message.</param>
    /// <exception cref="BadInputException">There is no such file, it is a folder or a device, or it may not be read.</exception>
    public static FileStream Open(string path, string expected)
    {
        if (Directory.Exists(path))
            throw BadInputException.At(path, expected, "a folder");
        if (!File.Exists(path))
            throw BadInputException.At(path, expected, "nothing: no such file");
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
            if (stream.CanSeek)
                return stream;
            stream.Dispose();
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw CannotRead(path, expected, e);
        }

        throw BadInputException.At(path, expected, "something that is not a regular file");
    }

    /// <summary>Whether <paramref name="e"/> is the system's refusal to read or write, and not a fault of the program.</summary>
    public static bool IsRefusal(Exception e) =>
        e is IOException or UnauthorizedAccessException or System.Security.SecurityException or NotSupportedException;

    /// <summary>The message for a file that the system refuses to read.</summary>
    public static BadInputException CannotRead(string path, string expected, Exception e) =>
        BadInputException.At(path, expected, $"an error when reading: {e.Message}", e);
}
