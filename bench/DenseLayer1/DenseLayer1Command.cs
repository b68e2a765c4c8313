using System.CommandLine;
using RrrGpu.Bench.Comparison;

namespace RrrGpu.Bench.DenseLayer1;

/// <summary><c>layer1</c>.</summary>
internal static class DenseLayer1Command
{
    private const int DefaultRounds = 21;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var hidden = Commands.Count("--hidden", "H1.", DecoyWorkload.Shape.Hidden1);
        var rounds = Commands.Count("--rounds", "Rounds of each product.", DefaultRounds);
        var file = new Option<string>("--out") { Description = "Where the JSON goes." };
        var command = new Command("layer1", "Times x·W1 and xᵀδ1 on the host with inputs none of which is zero, as shares of the FMA peak of the same run.") { hidden, rounds, file };
        command.SetAction(result =>
        {
            var report = DenseLayer1Benchmark.Run(result.GetValue(hidden), result.GetValue(rounds), Machine.Commit(Directory.GetCurrentDirectory()));
            if (result.GetValue(file) is { } path)
                File.WriteAllText(path, ComparisonTable.ToJson(report) + "\n");
            Console.Out.WriteLine(report.ToMarkdown());
        });
        return command;
    }
}
