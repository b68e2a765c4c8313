using System.CommandLine;
using RrrGpu.Bench.Launches;
using RrrGpu.Bench.Peak;
using RrrGpu.Bench.Steps;

namespace RrrGpu.Bench.Comparison;

/// <summary><c>compare</c>.</summary>
internal static class CompareCommand
{
    private const int DefaultEpochs = 3;
    private const double DefaultMargin = 0.3;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var device = new Option<string>("--device") { Description = "The device that rrr trains on.", DefaultValueFactory = static _ => "simd" };
        var tf32 = new Option<bool>("--tf32") { Description = "rrr does the first layer's products by tensor cores, in two parts of TF32." };
        var peers = new Option<string>("--peers") { Description = "Comma-separated: pytorch, pytorch and jax, each perhaps with :variant, words joined by +: batched, vmap (several models as one, as jax does anyway), compile, cudagraph, compile-cudagraph, unroll (of JAX's loop), tf32, default-precision.", DefaultValueFactory = static _ => "pytorch" };
        var peerDevice = new Option<string>("--peer-device") { Description = "cpu or cuda.", DefaultValueFactory = static _ => "cpu" };
        var threads = new Option<string>("--threads") { Description = "Comma-separated thread counts to try the peers with; all means every processor.", DefaultValueFactory = static _ => "1,all" };
        var pairs = Commands.Count("--pairs", "Rounds; each runs rrr and every peer once.", Commands.DefaultPairs);
        var data = new Option<string>("--data") { Description = "decoy-mnist; sparse: 5,000 features as sparse as TF-IDF; or 20news: 20 Newsgroups as TF-IDF. The last two without annotation.", DefaultValueFactory = static _ => ComparedData.DecoyMnist };
        data.AcceptOnlyFromAmong(ComparedData.Names);
        var posts = new Option<string>("--posts") { Description = "The folder or archive of 20 Newsgroups; by default where rrr finds it.", HelpName = "PATH" };
        var models = new Option<string>("--models") { Description = "Models of a run; with several, rrr sweeps. Comma-separated numbers are compared one after another.", DefaultValueFactory = static _ => "1" };
        var epochs = Commands.Count("--epochs", "Epochs of a run.", DefaultEpochs);
        var lambda1 = new Option<double>("--lambda1") { Description = "λ₁.", DefaultValueFactory = static _ => 1000 };
        var annotations = new Option<string>("--annotations") { Description = "none or full.", DefaultValueFactory = static _ => "full" };
        var stepDevices = new Option<string>("--step-devices") { Description = "Also times the same step on these devices, comma-separated.", DefaultValueFactory = static _ => "" };
        var rrr = new Option<string>("--rrr") { Description = "The built rrr command; by default beside this program, else in src/Host/bin/Release." };
        var python = new Option<string>("--python") { Description = "The Python that runs peers; by default one that has what they need." };
        var folder = new Option<string>("--out") { Description = "Where the JSON goes; by default bench/results." };
        var limit = Commands.Count("--limit", "Seconds that one run may take.", 600);
        var within = new Option<int?>("--within") { Description = "Seconds that the rounds of one number of models are to end in; the first is always run." };
        var check = new Option<string>("--check") { Description = "An earlier result of this kind of machine: fails where a best ratio has dropped below it by more than the margin." };
        var margin = new Option<double>("--margin") { Description = "The share of an earlier ratio that may be lost.", DefaultValueFactory = static _ => DefaultMargin };
        var command = new Command("compare", "Trains with rrr and with peers in alternation, prints ratios and keeps them as JSON.")
        {
            device, tf32, peers, peerDevice, threads, pairs, data, posts, models, epochs, lambda1, annotations, stepDevices, rrr, python, folder, limit, within, check, margin,
        };
        command.SetAction(result =>
        {
            var repository = Machine.FindRepository();
            var trained = result.GetRequiredValue(data);
            if (result.GetValue(posts) is not null && trained != ComparedData.Newsgroups)
                throw new ArgumentException($"--posts: expected --data {ComparedData.Newsgroups}, got --data {trained}");
            using var temporary = new TemporaryFolder();
            var table = trained == ComparedData.DecoyMnist ? null : Path.Combine(temporary.Path, trained + ".npz");
            ComparisonOptions[] comparisons = [.. Commands.Counts("--models", result.GetRequiredValue(models)).Select(count => new ComparisonOptions
            {
                Data = trained,
                Table = table,
                Repository = repository,
                Rrr = result.GetValue(rrr) ?? FindRrr(repository),
                Device = result.GetRequiredValue(device),
                Tf32 = result.GetValue(tf32),
                Candidates = Candidate.Parse(result.GetRequiredValue(peers), result.GetRequiredValue(peerDevice), Threads(result.GetRequiredValue(threads))),
                Python = result.GetValue(python),
                Pairs = result.GetValue(pairs),
                Models = count,
                Epochs = result.GetValue(epochs),
                Lambda1 = result.GetValue(lambda1),
                Annotations = table is not null ? "none" : result.GetRequiredValue(annotations),
                Within = result.GetValue(within) is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue,
                Limit = TimeSpan.FromSeconds(result.GetValue(limit)),
            })];
            // What would fail at the end fails before the first round.
            Regressions.RequireMargin(result.GetValue(margin));
            var earlier = result.GetValue(check) is { } path ? EarlierResult.Read(path) : null;
            if (earlier is not null && comparisons.Length > 1)
                throw new ArgumentException($"--check: expected one number of models, got --models {result.GetValue(models)}");
            earlier?.Require(comparisons[0]);
            if (table is not null)
                ComparedData.Write(trained, result.GetValue(posts), table);
            var into = result.GetValue(folder) ?? Path.Combine(repository, "bench", "results");
            var steps = Commands.List(result.GetRequiredValue(stepDevices));
            return Compare(comparisons, steps, into, earlier, result.GetValue(margin));
        });
        return command;
    }

    /// <summary>Compares, keeping each result before the next comparison begins; one that fails does not keep the others from running.</summary>
    private static int Compare(ComparisonOptions[] comparisons, string[] stepDevices, string folder, EarlierResult? earlier, double margin)
    {
        var (peak, devicePeak) = (FmaPeak.Measure(), DevicePeak.Measure(comparisons[0].Device));
        var steps = stepDevices.Length == 0 ? [] : StepComparison.Run(stepDevices, comparisons[0].Pairs);
        var reports = new List<ComparisonReport>();
        var failures = 0;
        foreach (var options in comparisons)
        {
            try
            {
                var report = new PeerComparison(options, Console.Error).Run(peak, devicePeak, steps, partial => ComparisonTable.Save(partial, folder));
                Console.Out.WriteLine(ComparisonTable.ToMarkdown(report));
                Console.Error.WriteLine(ComparisonTable.Save(report, folder));
                reports.Add(report);
                var regressions = earlier is null ? [] : Regressions.Find(report, earlier, margin);
                foreach (var regression in regressions)
                    Console.Error.WriteLine(regression);
                failures += report.Failures.Count + regressions.Count;
            }
            catch (ChildProcessException e) when (comparisons.Length > 1)
            {
                Console.Error.WriteLine($"{options.Models} models: {e.Message}");
                failures++;
            }
        }

        if (reports.Count > 1)
            Console.Out.WriteLine(ComparisonTable.ToMarkdown(reports));
        return failures == 0 ? 0 : 1;
    }

    private static string FindRrr(string repository)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "rrr");
        return File.Exists(beside) ? beside : Path.Combine(repository, "src", "Host", "bin", "Release", "net10.0", "rrr");
    }

    private static int[] Threads(string text) =>
        [.. Commands.List(text).Select(static count => count == "all" ? Environment.ProcessorCount : int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)).Distinct()];
}
