using System.CommandLine;
using RrrGpu.Bench.Comparison;

namespace RrrGpu.Bench.Ptx;

/// <summary><c>ptx</c>.</summary>
internal static class PtxCommand
{
    private const int Failed = 1;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Where each kernel's .ptx, and ptx.json and ptx.md, go." };
        var architecture = new Option<string>("--arch") { Description = "The GPU.", DefaultValueFactory = static _ => PtxCompiler.DefaultArchitecture };
        var command = new Command("ptx", "Compiles every kernel to PTX, without a GPU or its driver, and counts what is in it; where there is ptxas, assembles it too.")
        {
            folder, architecture,
        };
        command.SetAction(result =>
        {
            var into = result.GetRequiredValue(folder);
            var report = PtxReport.Create(into, result.GetRequiredValue(architecture), CudaTools.Find(), Machine.Commit(Directory.GetCurrentDirectory()));
            File.WriteAllText(Path.Combine(into, "ptx.json"), ComparisonTable.ToJson(report) + "\n");
            File.WriteAllText(Path.Combine(into, "ptx.md"), report.ToMarkdown());
            Console.Out.WriteLine(report.ToMarkdown());
            return report.Failures.Count == 0 ? 0 : Failed;
        });
        return command;
    }
}
