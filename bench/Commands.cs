using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Running;
using RrrGpu.Bench.Annotations;
using RrrGpu.Bench.Comparison;
using RrrGpu.Bench.DenseLayer1;
using RrrGpu.Bench.KernelTimes;
using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Passes;
using RrrGpu.Bench.Peak;
using RrrGpu.Bench.Ptx;
using RrrGpu.Bench.Scaling;
using RrrGpu.Bench.Steps;

namespace RrrGpu.Bench;

/// <summary>The verbs of this program.</summary>
internal static class Commands
{
    internal const int DefaultPairs = 3;

    /// <summary>All of them.</summary>
    public static RootCommand Create() => new("Times RrrGpu, alone and beside its peers.")
    {
        Peak(), Steps(), Scale(), CompareCommand.Create(), Passes(), PtxCommand.Create(), LaunchCommand.Create(), KernelCommand.Create(), AnnotationCommand.Create(), DenseLayer1Command.Create(),
    };

    private static Command Peak()
    {
        var command = new Command("peak", "Measures the processor's single-precision FMA peak and prints it as JSON.");
        command.SetAction(static _ => Console.Out.WriteLine(ComparisonTable.ToJson(FmaPeak.Measure())));
        return command;
    }

    private static Command Steps()
    {
        var devices = new Option<string>("--devices") { Description = "Comma-separated device ids.", DefaultValueFactory = static _ => "simd,opencl,cpu" };
        var rounds = Count("--rounds", "Rounds; each times every device once.", DefaultPairs);
        var command = new Command("steps", "Times the same training step on several devices in alternation and prints JSON.") { devices, rounds };
        command.SetAction(result => Console.Out.WriteLine(ComparisonTable.ToJson(
            StepComparison.Run(List(result.GetRequiredValue(devices)), result.GetValue(rounds)))));
        return command;
    }

    private static Command Scale()
    {
        var device = new Option<string>("--device") { Description = "The device.", DefaultValueFactory = static _ => "simd" };
        var rounds = Count("--rounds", "Rounds; a point is their median.", DefaultPairs);
        var folder = new Option<string>("--out") { Description = "Where the JSON and the picture go; by default bench/results." };
        var command = new Command("scale", "Times a step over models, rows, inputs, hidden units and densities; prints JSON and draws a picture.") { device, rounds, folder };
        command.SetAction(result =>
        {
            var repository = Machine.FindRepository();
            using var engine = BenchDevices.Open(result.GetRequiredValue(device));
            var report = new ScalingRun(engine, result.GetValue(rounds), Console.Error).Run(Machine.Commit(repository));
            Console.Out.WriteLine(ComparisonTable.ToJson(report));
            var path = ComparisonTable.Path(
                result.GetValue(folder) ?? System.IO.Path.Combine(repository, "bench", "results"), report.Device, report.Processor, report.DeviceName, report.Commit, "scaling");
            File.WriteAllText(path + ".json", ComparisonTable.ToJson(report) + "\n");
            ScalingPicture.Save(report, path + ".png");
            Console.Error.WriteLine(path + ".json");
        });
        return command;
    }

    private static Command Passes()
    {
        var devices = new Option<string>("--devices") { Description = "Comma-separated device ids; by default all of this machine's but cpu." };
        var command = new Command("passes", "Runs the BenchmarkDotNet benchmarks; what is not known here goes to BenchmarkDotNet (--filter, --job, --inProcess, --list, …).")
        {
            devices,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(result =>
        {
            if (result.GetValue(devices) is { } chosen)
                Environment.SetEnvironmentVariable(BenchDevices.Variable, chosen);
            var config = DefaultConfig.Instance.AddColumn(RateColumn.Both()).AddExporter(JsonExporter.Brief).HideColumns(Column.Error, Column.RatioSD);
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(Commands).Assembly).Run([.. result.UnmatchedTokens], config).ToArray();
            return summaries.Any(static summary => summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success)) ? 1 : 0;
        });
        return command;
    }

    /// <summary>An option that takes a number from 1 on.</summary>
    internal static Option<int> Count(string name, string description, int normally)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => normally };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var count) && count < 1)
                result.AddError($"{name}: expected at least 1, got {count}");
        });
        return option;
    }

    /// <summary>Comma-separated numbers from 1 on.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    internal static int[] Counts(string option, string text)
    {
        var parts = List(text);
        return parts.Length > 0 && parts.All(static part => int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count) && count > 0)
            ? [.. parts.Select(static part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).Distinct()]
            : throw new ArgumentException($"{option}: expected numbers from 1 on, separated by commas, got '{text}'");
    }

    /// <summary>Comma-separated shares, above 0 and at most 1.</summary>
    /// <exception cref="ArgumentException">It is something else.</exception>
    internal static double[] Shares(string option, string text)
    {
        var shares = new List<double>();
        foreach (var part in List(text))
        {
            if (!double.TryParse(part, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var share) || share is not (> 0 and <= 1))
                throw new ArgumentException($"{option}: expected shares above 0 and at most 1, separated by commas, got '{part}'");
            shares.Add(share);
        }

        return shares.Count > 0 ? [.. shares.Distinct()] : throw new ArgumentException($"{option}: expected shares, separated by commas, got '{text}'");
    }

    /// <summary>Comma-separated words.</summary>
    internal static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
