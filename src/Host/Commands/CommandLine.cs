using System.CommandLine;

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
            Console.Error.WriteLine($"rrr: {Failure.OneLine(UsageError.Of(parsed))} (see '{UsageError.Help(parsed)}')");
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

    private static int Report(Exception exception)
    {
        var failure = Failure.Of(exception);
        Console.Error.WriteLine($"rrr: {failure.Message}");
        return failure.Code;
    }
}
