namespace RrrGpu.Training;

/// <summary>A golden case, or a folder of them, that cannot be used; the message is one line that names the file and the problem.</summary>
public sealed class GoldenCaseException : Exception
{
    /// <summary>Says nothing yet.</summary>
    public GoldenCaseException()
    {
    }

    /// <summary>Says what is wrong where.</summary>
    public GoldenCaseException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is wrong where, and keeps what it followed from.</summary>
    public GoldenCaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
