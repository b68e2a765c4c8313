using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RrrGpu.Host.Experiments;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Host.Runs;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr reproduce</c>: runs published experiments and sets their figures beside the published ones.</summary>
internal static class ReproduceCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions();
        var data = new DataOptions();
        var names = new Argument<string[]>("NAME") { Description = $"Experiments: {string.Join(", ", Experiment.All.Select(static e => e.Name))}.", Arity = ArgumentArity.ZeroOrMore };
        var list = new Option<bool>("--list") { Description = "List the experiments and run none." };
        var all = new Option<bool>("--all") { Description = "Run every experiment." };
        var quick = new Option<bool>("--quick") { Description = "Spend a fraction of the time, judged by wider bands." };
        var seeds = new Option<string?>("--seeds") { Description = "Train a model of each kind for each seed, such as 0..4; default: --seed.", HelpName = "A..B" };
        var folder = new Option<string>("--out") { Description = "Folder for reports.", HelpName = "DIR", DefaultValueFactory = _ => "reports" };
        var command = new Command("reproduce", "Run published experiments: each figure beside the published one, and a report.");
        command.Arguments.Add(names);
        common.AddTo(command);
        data.AddTo(command);
        foreach (var option in new Option[] { list, all, quick, seeds, folder })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
                return List(common.Json(parsed));
            var chosen = Choose(parsed.GetValue(names)!, parsed.GetValue(all));
            long[] seedList = parsed.GetValue(seeds) is { } text
                ? Array.ConvertAll(RowList.Parse("--seeds", text), static s => (long)s)
                : [common.Seed(parsed)];
            using var output = OutputFolder.Prepare(parsed.GetValue(folder)!);
            using var engine = common.OpenEngine(parsed);
            Console.Error.WriteLine($"device: {engine.Device.Id} ({engine.Device.Name})");
            var context = new ExperimentContext(
                engine, seedList, data.Folder(parsed), data.Seed(parsed), parsed.GetValue(quick), "rrr " + string.Join(' ', parsed.Tokens.Select(static t => t.Value)), cancellation);
            var isJson = common.Json(parsed);
            if (!parsed.GetValue(all) && chosen.Select(experiment => experiment.Missing?.Invoke(context)).FirstOrDefault(static m => m is not null) is { } needed)
                throw new BadInputException(needed);
            var results = chosen.Select(experiment => parsed.GetValue(all) && experiment.Missing?.Invoke(context) is { } missing
                ? LeaveOut(experiment, missing, isJson)
                : Run(experiment, context, output.Path, isJson)).ToArray();
            var whole = results.Length > 1 ? WriteWhole(results, output.Path) : null;
            if (whole is not null && !isJson)
                Console.WriteLine($"all of it: {whole}");
            if (isJson)
                JsonOutput.Write(new { Experiments = results.Select(static r => r.ToJson()), Report = whole });
            return results.All(static r => r.Holds) ? ExitCode.Done : ExitCode.CheckFailed;
        });
        return command;
    }

    private static int List(bool json)
    {
        if (json)
        {
            JsonOutput.Write(new { Experiments = Experiment.All.Select(static e => new { e.Name, e.Title }) });
            return ExitCode.Done;
        }

        var table = new TextTable("name", "what it shows");
        foreach (var experiment in Experiment.All)
            table.Add(experiment.Name, experiment.Title);
        table.Print();
        return ExitCode.Done;
    }

    private static IReadOnlyList<Experiment> Choose(string[] names, bool all)
    {
        var known = string.Join(", ", Experiment.All.Select(static e => e.Name));
        if (all && names.Length > 0)
            throw new BadInputException("reproduce: expected either names or --all, got both");
        if (all)
            return Experiment.All;
        if (names.Length == 0)
            throw new BadInputException($"reproduce: expected the name of an experiment ({known}), --all or --list, got none");
        return Array.ConvertAll([.. names.Distinct()], (string name) => Experiment.All.FirstOrDefault(e => e.Name == name)
            ?? throw new BadInputException($"reproduce: expected one of {known}, got '{name}'"));
    }

    /// <summary>All experiments on one page, to be read instead of the paper's figures.</summary>
    private static string WriteWhole(Outcome[] results, string folder)
    {
        var path = Path.Combine(folder, "index.html");
        var page = HtmlReport.Write(
            "Right for the right reasons: published and measured",
            "Experiments of Ross, Hughes and Doshi-Velez (IJCAI 2017) and of chapter 2 of Ross's thesis (2018), run again: each figure drawn anew, each published number beside the measured one.",
            [.. results.Select(static r => r.Report).OfType<Report>()],
            [.. results.Where(static r => r.LeftOut is not null).Select(static r => (r.Title, r.LeftOut!))]);
        AtomicFile.WriteText(path, page);
        return path;
    }

    private static Outcome LeaveOut(Experiment experiment, string missing, bool json)
    {
        if (!json)
            Console.WriteLine($"{experiment.Title}: left out: {missing}");
        return new Outcome(experiment.Name, experiment.Title, null, 0, null, missing);
    }

    private static Outcome Run(Experiment experiment, ExperimentContext context, string folder, bool json)
    {
        var time = Stopwatch.StartNew();
        var report = experiment.Run(context);
        context.Cancellation.ThrowIfCancellationRequested();
        report = report with { Run = report.Run with { Duration = time.Elapsed } };
        var path = Path.Combine(folder, experiment.Name + ".html");
        AtomicFile.WriteText(path, HtmlReport.Write(report));
        if (!json)
            Print(report, path);
        return new Outcome(experiment.Name, experiment.Title, report, time.Elapsed.TotalSeconds, path, null);
    }

    private static void Print(Report report, string path)
    {
        Console.WriteLine(report.Title);
        var table = new TextTable("what", "published", "measured", "band", "holds");
        foreach (var v in report.Verdicts)
        {
            table.Add(
                v.What,
                Number(v.Published),
                Number(v.Measured),
                $"{Number(v.Low)}…{Number(v.High)}",
                v.Holds ? "yes" : "NO");

            string Number(double? value) => value?.ToString(v.NumberFormat, CultureInfo.InvariantCulture) ?? "";
        }

        table.Print();
        foreach (var t in report.Tables)
        {
            Console.WriteLine(t.Title);
            var details = new TextTable([.. t.Columns.Select(static c => c.Name)]);
            foreach (var row in t.Rows)
                details.Add([.. row]);
            details.Print();
        }

        Console.WriteLine($"{Names.Seconds(report.Run.Duration?.TotalSeconds ?? 0)} in all; report: {path}");
    }

    /// <summary>What became of an experiment; without a report where it was left out for the reason given.</summary>
    private sealed record Outcome(string Name, string Title, Report? Report, double Seconds, string? Path, string? LeftOut)
    {
        public bool Holds => Report is null || Report.Verdicts.All(static v => v.Holds);

        public object ToJson() => new
        {
            Name,
            Figures = (Report?.Verdicts ?? []).Select(static v => new { v.What, v.Published, Measured = double.IsFinite(v.Measured) ? v.Measured : (double?)null, v.Low, v.High, v.Holds }),
            Seconds,
            Report = Path,
            LeftOut,
        };
    }
}
