using System.CommandLine;
using RrrGpu.Host.Data;
using RrrGpu.Host.Experiments;
using RrrGpu.Host.Output;
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
            var seedList = parsed.GetValue(seeds) is { } text ? AxisParser.Seeds("--seeds", text) : [common.Seed(parsed)];
            DataSetCatalog.RequireFolder(data.Folder(parsed));
            using var output = OutputFolder.Prepare(parsed.GetValue(folder)!);
            using var engine = common.OpenAnnouncedEngine(parsed);
            var context = new ExperimentContext(
                engine, seedList, data.Folder(parsed), data.Seed(parsed), parsed.GetValue(quick), "rrr " + string.Join(' ', parsed.Tokens.Select(static t => t.Value)), cancellation);
            // Who names experiments wants them: all that they need is asked for before the first of them is run.
            if (!parsed.GetValue(all) && chosen.Select(experiment => experiment.Missing?.Invoke(context)).FirstOrDefault(static m => m is not null) is { } needed)
                throw new BadInputException(needed);
            return new ExperimentSeries(chosen, context, output.Path, leavesOut: parsed.GetValue(all), common.Json(parsed)).Run();
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
}
