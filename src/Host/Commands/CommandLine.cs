using System.CommandLine;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>The <c>rrr</c> command: parses, runs a verb, and turns whatever ends it into one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Runs the command.</summary>
    public static int Run(string[] arguments, CancellationToken cancellation)
    {
        var root = new RootCommand("Trains classifiers that are right for the right reasons.")
        {
            DevicesCommand.Create(),
            VerifyCommand.Create(),
            TrainCommand.Create(cancellation),
            ReproduceCommand.Create(cancellation),
            DataCommand.Create(),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"rrr: {OneLine(parsed.Errors[0].Message)} (see 'rrr --help')");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure)
        {
            return Report(failure);
        }
    }

    private static int Report(Exception failure)
    {
        var (code, message) = failure switch
        {
            OperationCanceledException => (ExitCode.Cancelled, "cancelled"),
            DeviceNotFoundException => (ExitCode.NoSuchDevice, failure.Message),
            BadInputException or GoldenCaseException or ArgumentException or DeviceMemoryException => (ExitCode.BadInput, failure.Message),
            IOException or UnauthorizedAccessException => (ExitCode.BadInput, failure.Message),
            OutOfMemoryException => (ExitCode.BadInput, "not enough memory for this data set and these models"),
            _ => (ExitCode.InternalError, $"internal error: {failure}"),
        };
        Console.Error.WriteLine(code == ExitCode.InternalError ? $"rrr: {message}" : $"rrr: {OneLine(message)}");
        return code;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
