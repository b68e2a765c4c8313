using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>What an exception tells the caller of the command.</summary>
/// <param name="Code">The exit code, one of <see cref="ExitCode"/>.</param>
/// <param name="Message">What happened; one line, save of an internal error.</param>
internal sealed record Failure(int Code, string Message)
{
    /// <summary>Finds out what an exception means.</summary>
    public static Failure Of(Exception exception) => exception switch
    {
        OperationCanceledException => new(ExitCode.Cancelled, "cancelled"),
        DeviceNotFoundException => new(ExitCode.NoSuchDevice, OneLine(exception.Message)),
        _ when DeviceFault.IsLoss(exception) => new(ExitCode.NoSuchDevice, OneLine($"the device failed: {exception.Message}")),
        ArgumentException { ParamName: { } name } => new(ExitCode.BadInput, OneLine(exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal))),
        BadInputException or GoldenCaseException or ArgumentException or DeviceMemoryException => new(ExitCode.BadInput, OneLine(exception.Message)),
        OverflowException => new(ExitCode.BadInput, "these data, models and annotations are larger than arrays can be"),
        IOException or UnauthorizedAccessException => new(ExitCode.BadInput, OneLine(exception.Message)),
        OutOfMemoryException => new(ExitCode.BadInput, "not enough memory for this data set and these models"),
        _ => new(ExitCode.InternalError, $"internal error: {exception}"),
    };

    /// <summary>A text without line breaks.</summary>
    public static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
