using System.CommandLine;
using RrrGpu.Bench.Comparison;

namespace RrrGpu.Bench.Launches;

/// <summary><c>launches</c>.</summary>
internal static class LaunchCommand
{
    private const int DefaultRounds = 15;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "cuda, opencl or cpu.", DefaultValueFactory = static _ => "cuda" };
        var rounds = Commands.Count("--rounds", "Rounds; every figure is their median.", DefaultRounds);
        var file = new Option<string>("--out") { Description = "Where the JSON goes." };
        var command = new Command("launches", "Measures what launching a kernel costs on a device, and what a training step of one model loses to it.") { device, rounds, file };
        command.SetAction(result =>
        {
            var report = LaunchBenchmark.Run(result.GetRequiredValue(device), result.GetValue(rounds), Machine.Commit(Directory.GetCurrentDirectory()));
            if (result.GetValue(file) is { } path)
                File.WriteAllText(path, ComparisonTable.ToJson(report) + "\n");
            Console.Out.WriteLine(report.ToMarkdown());
        });
        return command;
    }
}
