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
            VerifyCommand.Create(cancellation),
            TrainCommand.Create(cancellation),
            ExplainCommand.Create(cancellation),
            FindAnotherCommand.Create(cancellation),
            SweepCommand.Create(cancellation),
            ReproduceCommand.Create(cancellation),
            ReportCommand.Create(ReportCommand.Sources, cancellation),
            ExportCommand.Create(),
            DataCommand.Create(cancellation),
        };
        // A name that begins with @ is a name: no file of arguments is read in its place.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"rrr: {OneLine(FirstError(parsed))} (see 'rrr --help')");
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

    /// <summary>What is wrong; where a verb was expected and another word came, that word.</summary>
    private static string FirstError(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0)
            return parsed.Errors[0].Message;
        var came = parsed.UnmatchedTokens.Count > 0 ? $"'{parsed.UnmatchedTokens[0]}'" : "none";
        return $"expected one of the commands {string.Join(", ", command.Subcommands.Select(static c => c.Name))}, got {came}";
    }

    private static int Report(Exception failure)
    {
        var (code, message) = failure switch
        {
            OperationCanceledException => (ExitCode.Cancelled, "cancelled"),
            DeviceNotFoundException => (ExitCode.NoSuchDevice, failure.Message),
            _ when DeviceFault.IsLoss(failure) => (ExitCode.NoSuchDevice, $"the device failed: {failure.Message}"),
            ArgumentException { ParamName: { } name } => (ExitCode.BadInput, failure.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)),
            BadInputException or GoldenCaseException or ArgumentException or DeviceMemoryException => (ExitCode.BadInput, failure.Message),
            OverflowException => (ExitCode.BadInput, "these data, models and annotations are larger than arrays can be"),
            IOException or UnauthorizedAccessException => (ExitCode.BadInput, failure.Message),
            OutOfMemoryException => (ExitCode.BadInput, "not enough memory for this data set and these models"),
            _ => (ExitCode.InternalError, $"internal error: {failure}"),
        };
        Console.Error.WriteLine(code == ExitCode.InternalError ? $"rrr: {message}" : $"rrr: {OneLine(message)}");
        return code;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
