using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Running;
using RrrGpu.Bench.Comparison;
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
    private const int DefaultPairs = 3;
    private const int DefaultEpochs = 3;
    private const double DefaultMargin = 0.3;

    /// <summary><c>peak</c>, <c>steps</c>, <c>scale</c>, <c>compare</c> and <c>passes</c>.</summary>
    public static RootCommand Create() => new("Times RrrGpu, alone and beside its peers.")
    {
        Peak(), Steps(), Scale(), Compare(), Passes(), PtxCommand.Create(), LaunchCommand.Create(), KernelCommand.Create(),
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

    private static Command Compare()
    {
        var device = new Option<string>("--device") { Description = "The device that rrr trains on.", DefaultValueFactory = static _ => "simd" };
        var peers = new Option<string>("--peers") { Description = "Comma-separated: pytorch, pytorch:batched (several models as one), pytorch:compile, pytorch:cudagraph, pytorch:compile-cudagraph, jax (several models as one).", DefaultValueFactory = static _ => "pytorch" };
        var peerDevice = new Option<string>("--peer-device") { Description = "cpu or cuda.", DefaultValueFactory = static _ => "cpu" };
        var threads = new Option<string>("--threads") { Description = "Comma-separated thread counts to try the peers with; all means every processor.", DefaultValueFactory = static _ => "1,all" };
        var pairs = Count("--pairs", "Rounds; each runs rrr and every peer once.", DefaultPairs);
        var data = new Option<string>("--data") { Description = "decoy-mnist, or sparse: 5,000 features as sparse as TF-IDF, without annotation.", DefaultValueFactory = static _ => "decoy-mnist" };
        data.AcceptOnlyFromAmong("decoy-mnist", "sparse");
        var models = Count("--models", "Models of a run; with several, rrr sweeps.", 1);
        var epochs = Count("--epochs", "Epochs of a run.", DefaultEpochs);
        var lambda1 = new Option<double>("--lambda1") { Description = "λ₁.", DefaultValueFactory = static _ => 1000 };
        var annotations = new Option<string>("--annotations") { Description = "none or full.", DefaultValueFactory = static _ => "full" };
        var stepDevices = new Option<string>("--step-devices") { Description = "Also times the same step on these devices, comma-separated.", DefaultValueFactory = static _ => "" };
        var rrr = new Option<string>("--rrr") { Description = "The built rrr command; by default beside this program, else in src/Host/bin/Release." };
        var python = new Option<string>("--python") { Description = "The Python that runs peers; by default one that has what they need." };
        var folder = new Option<string>("--out") { Description = "Where the JSON goes; by default bench/results." };
        var limit = Count("--limit", "Seconds that one run may take.", 600);
        var check = new Option<string>("--check") { Description = "An earlier result of this kind of machine: fails where a best ratio has dropped below it by more than the margin." };
        var margin = new Option<double>("--margin") { Description = "The share of an earlier ratio that may be lost.", DefaultValueFactory = static _ => DefaultMargin };
        var command = new Command("compare", "Trains with rrr and with peers in alternation, prints ratios and keeps them as JSON.")
        {
            device, peers, peerDevice, threads, pairs, data, models, epochs, lambda1, annotations, stepDevices, rrr, python, folder, limit, check, margin,
        };
        command.SetAction(result =>
        {
            var repository = Machine.FindRepository();
            var isSparse = result.GetValue(data) == "sparse";
            using var temporary = new TemporaryFolder();
            var table = isSparse ? Path.Combine(temporary.Path, "sparse.npz") : null;
            var options = new ComparisonOptions
            {
                Table = table,
                Repository = repository,
                Rrr = result.GetValue(rrr) ?? FindRrr(repository),
                Device = result.GetRequiredValue(device),
                Candidates = Candidate.Parse(result.GetRequiredValue(peers), result.GetRequiredValue(peerDevice), Threads(result.GetRequiredValue(threads))),
                Python = result.GetValue(python),
                Pairs = result.GetValue(pairs),
                Models = result.GetValue(models),
                Epochs = result.GetValue(epochs),
                Lambda1 = result.GetValue(lambda1),
                Annotations = isSparse ? "none" : result.GetRequiredValue(annotations),
                Limit = TimeSpan.FromSeconds(result.GetValue(limit)),
            };
            // What would fail at the end fails before the first round.
            Regressions.RequireMargin(result.GetValue(margin));
            var earlier = result.GetValue(check) is { } path ? EarlierResult.Read(path) : null;
            earlier?.Require(options);
            if (table is not null)
                SparseTable.Write(table);
            var steps = List(result.GetRequiredValue(stepDevices));
            var report = new PeerComparison(options, Console.Error).Run(FmaPeak.Measure(), steps.Length == 0 ? [] : StepComparison.Run(steps, options.Pairs));
            Console.Out.WriteLine(ComparisonTable.ToMarkdown(report));
            Console.Error.WriteLine(ComparisonTable.Save(report, result.GetValue(folder) ?? Path.Combine(repository, "bench", "results")));
            var regressions = earlier is null ? [] : Regressions.Find(report, earlier, result.GetValue(margin));
            foreach (var regression in regressions)
                Console.Error.WriteLine(regression);
            return report.Failures.Count == 0 && regressions.Count == 0 ? 0 : 1;
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

    private static string FindRrr(string repository)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "rrr");
        return File.Exists(beside) ? beside : Path.Combine(repository, "src", "Host", "bin", "Release", "net10.0", "rrr");
    }

    private static int[] Threads(string text) =>
        [.. List(text).Select(static count => count == "all" ? Environment.ProcessorCount : int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
