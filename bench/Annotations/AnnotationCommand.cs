using System.CommandLine;
using RrrGpu.Bench.Comparison;

namespace RrrGpu.Bench.Annotations;

/// <summary><c>annotations</c>.</summary>
internal static class AnnotationCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "cuda, opencl or cpu.", DefaultValueFactory = static _ => "cuda" };
        var models = new Option<string>("--models") { Description = "Comma-separated numbers of models trained together.", DefaultValueFactory = static _ => "1,256" };
        var shares = new Option<string>("--shares") { Description = "Comma-separated shares of all entries that are annotated.", DefaultValueFactory = static _ => "0.005,0.01,0.02,0.05,0.1,0.2,0.4,1" };
        var rounds = Commands.Count("--rounds", "Rounds; a time is their median.", Commands.DefaultPairs);
        var file = new Option<string>("--out") { Description = "Where the JSON goes." };
        var command = new Command(
            "annotations", "Times a training step as a GPU takes it with annotations as lists of entries and as a mark for every entry, and finds the share from which the latter is faster.")
        {
            device, models, shares, rounds, file,
        };
        command.SetAction(result =>
        {
            var run = new AnnotationRun(result.GetRequiredValue(device), result.GetValue(rounds), Console.Error);
            var report = run.Run(
                Commands.Counts("--models", result.GetRequiredValue(models)),
                Commands.Shares("--shares", result.GetRequiredValue(shares)),
                Machine.Commit(Directory.GetCurrentDirectory()));
            if (result.GetValue(file) is { } path)
                File.WriteAllText(path, ComparisonTable.ToJson(report) + "\n");
            Console.Out.WriteLine(report.ToMarkdown());
        });
        return command;
    }
}
