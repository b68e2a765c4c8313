using System.Globalization;
using System.Text;
using RrrGpu.Bench.Comparison;
using RrrGpu.Bench.Launches;

namespace RrrGpu.Bench.KernelTimes;

/// <summary>Every kernel of a training step.</summary>
/// <param name="Commit">The commit that was built.</param>
/// <param name="Device">The device's id.</param>
/// <param name="DeviceName">Its name.</param>
/// <param name="Precision">What the first layer's products are computed in, as comparisons call it.</param>
/// <param name="Peak">What it reaches at best, measured in the same run.</param>
/// <param name="Steps">A step for each number of models.</param>
/// <param name="Others">What other passes launch: gradients, masks and evaluation of one model on all rows, and a step of two that are coupled.</param>
/// <param name="NotLaunched">Kernels that none of these needs on this device and these rows.</param>
internal sealed record KernelReport(
    string Commit, string Device, string DeviceName, string Precision, DevicePeak Peak, IReadOnlyList<StepProfile> Steps, IReadOnlyList<KernelTime> Others, IReadOnlyList<string> NotLaunched)
{
    /// <summary>As Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Kernels on {Device} ({DeviceName}), commit {Commit}; measured peaks {Peak.Gflops:0} GFLOP/s and {Peak.GigabytesPerSecond:0} GB/s; operations and bytes that each kernel must do, no padding");
        if (Precision != OwnTimes.Float32)
            text.AppendLine(CultureInfo.InvariantCulture, $"\nThe first layer's products of byte inputs in {Precision}, by tensor cores; the peak is that of float32 multiply-adds without them, so that shares of it may exceed 100 %.");
        foreach (var step in Steps)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{step.Models} {(step.Models == 1 ? "model" : "models")}: a step takes {step.StepMicroseconds:0} µs, its kernels one by one {step.Kernels.Sum(static kernel => kernel.Microseconds):0} µs; {step.StepsPerSecond:0} model-steps a second, {step.Gflops:0} GFLOP/s ({step.Gflops / Peak.Gflops:0.0%} of the peak), {step.GigabytesPerSecond:0} GB/s ({step.GigabytesPerSecond / Peak.GigabytesPerSecond:0.0%})");
            text.AppendLine();
            text.AppendLine("| kernel | launches | µs a step | share | GFLOP/s | of the peak | GB/s | of the peak |");
            text.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|");
            var sum = step.Kernels.Sum(static kernel => kernel.Microseconds);
            foreach (var kernel in step.Kernels)
            {
                var rates = kernel is { Gflops: { } gflops, GigabytesPerSecond: { } bytes }
                    ? string.Create(CultureInfo.InvariantCulture, $"{gflops:0.0} | {gflops / Peak.Gflops:0.0%} | {bytes:0.0} | {bytes / Peak.GigabytesPerSecond:0.0%}")
                    : "- | - | - | -";
                text.AppendLine(CultureInfo.InvariantCulture, $"| {kernel.Kernel} | {kernel.Launches} | {kernel.Microseconds:0.0} | {kernel.Microseconds / sum:0.0%} | {rates} |");
            }
        }

        text.AppendLine();
        text.AppendLine("Beside such steps (gradients, masks and evaluation of one model on all rows; a step and the penalty of two coupled models):");
        text.AppendLine();
        text.AppendLine("| kernel | launches | µs a launch |");
        text.AppendLine("|---|---:|---:|");
        foreach (var kernel in Others)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kernel.Kernel} | {kernel.Launches} | {kernel.Microseconds / kernel.Launches:0.0} |");
        text.AppendLine(CultureInfo.InvariantCulture, $"\nNot launched here: {(NotLaunched.Count == 0 ? "none" : string.Join(", ", NotLaunched))}");
        return text.ToString();
    }
}

/// <summary>A step's kernels.</summary>
/// <param name="Models">Models trained together.</param>
/// <param name="StepMicroseconds">The whole step, many queued.</param>
/// <param name="StepsPerSecond">Steps of one model in a second.</param>
/// <param name="Gflops">Of the whole step: what its kernels must do, over its time.</param>
/// <param name="GigabytesPerSecond">Likewise.</param>
/// <param name="Kernels">The slowest first.</param>
internal sealed record StepProfile(
    int Models, double StepMicroseconds, double StepsPerSecond, double Gflops, double GigabytesPerSecond, IReadOnlyList<KernelTime> Kernels);

/// <summary>A kernel's launches in one step.</summary>
/// <param name="Kernel">Which.</param>
/// <param name="Launches">How many.</param>
/// <param name="Microseconds">Of all of them, each timed over repetitions with nothing else on the device.</param>
/// <param name="Gflops">What it must do over its time; null where that is not known.</param>
/// <param name="GigabytesPerSecond">Likewise.</param>
internal sealed record KernelTime(string Kernel, int Launches, double Microseconds, double? Gflops, double? GigabytesPerSecond);
