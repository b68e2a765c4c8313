namespace RrrGpu.Host;

/// <summary>
/// Something the user gave cannot be used: a file, a folder, a name or a number. The message is one line that names it and
/// says what was expected and what came; the command prints it and exits with 2.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>Takes a whole message; line breaks and other control characters in it become spaces.</summary>
    public BadInputException(string message, Exception? cause = null)
        : base(OnOneLine(message), cause)
    {
    }

    /// <summary>"PATH: expected …, got …".</summary>
    /// <param name="path">The file or folder at fault.</param>
    /// <param name="expected">What was expected there.</param>
    /// <param name="came">What was found instead.</param>
    /// <param name="cause">The exception that told, if one did.</param>
    public static BadInputException At(string path, string expected, string came, Exception? cause = null) =>
        new($"{path}: expected {expected}, got {came}", cause);

    /// <summary>"cannot write to 'PATH': …".</summary>
    /// <param name="path">The file or folder that was to be written.</param>
    /// <param name="why">What stands in the way.</param>
    /// <param name="cause">The exception that told, if one did.</param>
    public static BadInputException CannotWrite(string path, string why, Exception? cause = null) =>
        new($"cannot write to '{path}': {why}", cause);

    private static string OnOneLine(string message) =>
        string.Create(message.Length, message, static (line, source) =>
        {
            for (var i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
}
