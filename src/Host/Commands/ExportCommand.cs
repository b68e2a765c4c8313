using System.CommandLine;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Sweeps;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr export</c>: writes what a run left in a form that other programs read.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var common = new CommonOptions();
        var input = new Argument<string>("STORE") { Description = "The database of a sweep." };
        var output = new Option<string>("--out") { Description = "The file to write: .csv or .parquet.", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write the results of a sweep to a CSV or Parquet file.");
        command.Arguments.Add(input);
        command.Options.Add(output);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(output)!;
            TableFile.RequireKnownKind("--out", path);
            TableFile.RequireOther(path, parsed.GetValue(input)!);
            var table = StoreTable.Read(parsed.GetValue(input)!);
            TableFile.Write(path, table);
            if (common.Json(parsed))
                JsonOutput.Write(new { Input = parsed.GetValue(input), Out = path, Rows = table.RowCount, Columns = table.Columns.Select(static column => column.Name) });
            else
                Console.WriteLine($"{Names.Of(table.RowCount)} trials: {path}");
            return ExitCode.Done;
        });
        return command;
    }
}
