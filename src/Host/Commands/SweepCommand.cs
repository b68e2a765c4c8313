using System.CommandLine;
using System.Diagnostics;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Sweeps;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr sweep</c>: trains a grid of models as ensembles, and keeps what is finished.</summary>
internal static class SweepCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions();
        var data = new DataOptions();
        var training = new TrainingOptions();
        var sweep = new SweepOptions();
        var dataSet = DataOptions.DataSet();
        var command = new Command("sweep", "Train a grid of models as ensembles, keep every finished trial in a database, and go on from there.");
        command.Arguments.Add(dataSet);
        common.AddTo(command);
        data.AddTo(command, withTables: true);
        sweep.AddTo(command);
        training.AddSharedTo(command);
        command.SetAction(parsed =>
        {
            data.RequireKnown(parsed, parsed.GetValue(dataSet)!);
            var settings = (training.Settings(parsed) with { CheckpointInterval = sweep.Interval(parsed) }).Validated();
            var grid = sweep.Grid(parsed, common.Seed(parsed));
            var group = sweep.Group(parsed);
            var export = sweep.Export(parsed);
            if (export is not null)
            {
                TableFile.RequireKnownKind("--export", export);
                TableFile.RequireOther(export, sweep.Store(parsed));
            }

            using var folder = FolderOf(sweep.Store(parsed));
            using var exportFolder = export is null ? null : FolderOf(export);
            using var engine = common.OpenAnnouncedEngine(parsed);
            using var store = SweepStore.Open(sweep.Store(parsed));
            var rows = data.Load(parsed, parsed.GetValue(dataSet)!, mustBeThere: true);
            settings = TrainingOptions.Placed(settings, rows);
            cancellation.ThrowIfCancellationRequested();
            var annotations = NamedAnnotations.Read(grid.Annotations, rows);
            if (!annotations.MarkAny && grid.Lambda1 is not [_])
                Console.Error.WriteLine("note: nothing is annotated, so that lambda1 changes nothing (see --annotations)");
            using var resident = new Trainer(engine).Prepare(rows, settings);
            resident.Shape.Validated();
            var summary = Run(store, engine, resident, grid, annotations, data.Seed(parsed), group, sweep.RetriesFailed(parsed), cancellation);
            // Before the export, so that results are told even where the disk has no room for it.
            SweepResults.Print(common.Json(parsed), summary);
            if (export is not null)
                TableFile.Write(export, store.Table());
            return summary.Failed == summary.Trials ? ExitCode.CheckFailed : ExitCode.Done;
        });
        return command;
    }

    private static SweepSummary Run(
        SweepStore store,
        IEngine engine,
        ResidentData rows,
        SweepGrid grid,
        NamedAnnotations annotations,
        long dataSeed,
        int? group,
        bool retriesFailed,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var trainer = new TrialTrainer(engine, rows, annotations.ByName);
        var balanced = grid.Lambda1 is null ? trainer.Balance(grid.Seeds, grid.Annotations, cancellation) : [];
        var trials = grid.Trials((seed, name) => balanced[(seed, name)]);
        var (sweep, ids) = store.Enter(SweepDescription.Of(rows, Names.Of(engine.Device.Kind), dataSeed), trials, annotations.Hashes);
        if (retriesFailed)
            store.Reopen(sweep, ids.ToHashSet());
        var resumed = store.Results(sweep, ids).Count(static result => result is not null);
        var size = group is { } models ? new GroupSize(models, "--group") : GroupSize.For(engine.Device, rows, annotations.MaxPerRow);
        Console.Error.WriteLine($"sweep: {Names.Of(trials.Count)} trials, {Names.Of(resumed)} of them done before; groups of at most {Names.Of(size.Models)} models ({size.Reason})");
        var plan = new SweepPlan(sweep, ids, annotations.Hashes, engine.Device, size.Models);
        var results = new SweepRunner(store, trainer, plan, new SweepProgress(rows.Source.Name, trials.Count), cancellation).Run();
        return new SweepSummary(rows.Source.Name, Path.GetFullPath(store.Path), trials.Count, results.Count, resumed, clock.Elapsed.TotalSeconds, results);
    }

    private static OutputFolder FolderOf(string store)
    {
        // The store tells what is wrong with a name that can be none.
        var folder = Path.GetDirectoryName(Path.GetFullPath(store.Length == 0 || Directory.Exists(store) ? "store" : store))!;
        return OutputFolder.Prepare(folder);
    }
}
