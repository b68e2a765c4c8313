namespace RrrGpu.Host.Commands;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A check failed: a golden case, a published figure, a file's checksum; or every trial of a sweep did.</summary>
    public const int CheckFailed = 1;

    /// <summary>Bad usage, bad input or an unusable path.</summary>
    public const int BadInput = 2;

    /// <summary>No such device, or none any more: it failed on the way, and, where there were several, so did the others.</summary>
    public const int NoSuchDevice = 3;

    /// <summary>The program itself is at fault.</summary>
    public const int InternalError = 70;

    /// <summary>Cancelled by the user.</summary>
    public const int Cancelled = 130;
}
