using System.CommandLine;
using RrrGpu.Host.Export;
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
        var input = new Argument<string>("INPUT") { Description = "The database of a sweep, or the folder of a model that 'rrr train' or 'rrr find-another' wrote." };
        var output = new Option<string>("--out") { Description = "The file to write: .csv or .parquet for a sweep, .onnx or .npz for a model.", HelpName = "FILE", Required = true };
        var command = new Command("export", "Write the results of a sweep to a CSV or Parquet file, or a model to an ONNX or NumPy file.");
        command.Arguments.Add(input);
        command.Options.Add(output);
        common.AddTo(command);
        command.SetAction(parsed =>
        {
            var (from, path) = (parsed.GetValue(input)!, parsed.GetValue(output)!);
            if (IsModel(from, path))
                ExportModel(from, path, common.Json(parsed));
            else
                ExportSweep(from, path, common.Json(parsed));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A folder is a model's, a file a sweep's; where there is nothing, the file to write tells what was meant.</summary>
    private static bool IsModel(string from, string path) => Directory.Exists(from) || (!File.Exists(from) && ExportedModel.IsKnownKind(path));

    private static void ExportModel(string folder, string path, bool json)
    {
        var model = ExportedModel.Load(folder, path);
        model.Write(path);
        var shape = model.Parameters.Shape;
        if (json)
            JsonOutput.Write(new { Input = folder, Out = path, shape.Inputs, shape.Hidden1, shape.Hidden2, shape.Classes, model.FeatureNames, model.ClassNames });
        else
            Console.WriteLine($"{shape.Inputs} features, {shape.Classes} classes: {path}");
    }

    private static void ExportSweep(string store, string path, bool json)
    {
        if (ExportedModel.IsKnownKind(path))
            throw new BadInputException($"--out: expected a file that ends in .csv or .parquet for the file {store}, since models lie in folders, got '{path}'");
        if (!TableFile.IsKnownKind(path))
            throw new BadInputException($"--out: expected a file that ends in .csv or .parquet for a sweep, in .onnx or .npz for a model, got '{path}'");
        TableFile.RequireOther(path, store);
        var table = StoreTable.Read(store);
        TableFile.Write(path, table);
        if (json)
            JsonOutput.Write(new { Input = store, Out = path, Rows = table.RowCount, Columns = table.Columns.Select(static column => column.Name) });
        else
            Console.WriteLine($"{Names.Of(table.RowCount)} trials: {path}");
    }
}
