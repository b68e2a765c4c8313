using System.CommandLine;
using RrrGpu.Bench.Comparison;

namespace RrrGpu.Bench.KernelTimes;

/// <summary><c>kernels</c>.</summary>
internal static class KernelCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "cuda, opencl or cpu.", DefaultValueFactory = static _ => "cuda" };
        var asGpu = new Option<bool>("--as-gpu") { Description = "Launches what a GPU would get, on a device that is none: to see which kernels those are, not how fast." };
        var tf32 = new Option<bool>("--tf32") { Description = "Byte inputs go through tensor cores, in two parts of TF32." };
        var models = new Option<string>("--models") { Description = "Comma-separated numbers of models trained together.", DefaultValueFactory = static _ => "1,256" };
        var file = new Option<string>("--out") { Description = "Where the JSON goes." };
        var command = new Command("kernels", "Times every kernel of an annotated training step, in GFLOP/s and GB/s and as shares of what the device reaches at best.") { device, asGpu, tf32, models, file };
        command.SetAction(result =>
        {
            if (result.GetValue(asGpu) && result.GetValue(tf32))
                throw new ArgumentException("--tf32: expected a GPU, got --as-gpu");
            var mode = result.GetValue(tf32) ? LaunchMode.Tf32 : result.GetValue(asGpu) ? LaunchMode.AsGpu : LaunchMode.AsItIs;
            var report = KernelProfile.Run(result.GetRequiredValue(device), mode, Commands.Counts("--models", result.GetRequiredValue(models)), Machine.Commit(Directory.GetCurrentDirectory()));
            if (result.GetValue(file) is { } path)
                File.WriteAllText(path, ComparisonTable.ToJson(report) + "\n");
            Console.Out.WriteLine(report.ToMarkdown());
        });
        return command;
    }
}
