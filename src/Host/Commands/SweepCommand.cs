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
        var common = new CommonOptions(severalDevices: true, trains: true);
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
            using var engines = new SweepEngines(common.OpenAnnouncedEngines(parsed));
            using var store = SweepStore.Open(sweep.Store(parsed));
            var rows = data.Load(parsed, parsed.GetValue(dataSet)!, mustBeThere: true);
            settings = TrainingOptions.Placed(settings, rows);
            if (TrainingOptions.IdleTf32(engines.All[0].Device, rows, settings) is { } note)
                Console.Error.WriteLine(note);
            else if (engines.All[0].Device.UsesTf32)
                engines.RequireOneGeneration();
            cancellation.ThrowIfCancellationRequested();
            var annotations = NamedAnnotations.Read(grid.Annotations, rows);
            if (!annotations.MarkAny && grid.Lambda1 is not [_])
                Console.Error.WriteLine("note: nothing is annotated, so that lambda1 changes nothing (see --annotations)");
            var progress = new SweepProgress(rows.Name);
            var devices = SweepDevice.Prepare(engines.All, rows, settings, annotations, group, progress);
            SweepSummary summary;
            try
            {
                summary = Run(store, engines.Kinds, devices, grid, annotations, data.Seed(parsed), sweep.RetriesFailed(parsed), progress, cancellation);
            }
            finally
            {
                devices.ForEach(static device => device.Dispose());
            }

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
        IReadOnlyList<DeviceKind> kinds,
        List<SweepDevice> devices,
        SweepGrid grid,
        NamedAnnotations annotations,
        long dataSeed,
        bool retriesFailed,
        SweepProgress progress,
        CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var rows = devices[0].Rows;
        var balanced = grid.Lambda1 is null ? Balance(devices, grid, cancellation) : [];
        var trials = grid.Trials((seed, name) => balanced[(seed, name)]);
        var entered = store.Enter(SweepDescription.Of(rows, kinds, dataSeed), trials, annotations.Hashes);
        if (retriesFailed)
            store.Reopen(entered.Sweep, entered.Trials.ToHashSet());
        var resumed = store.Results(entered.Trials).Count(static result => result is not null);
        Console.Error.WriteLine($"sweep: {Names.Of(trials.Count)} trials, {Names.Of(resumed)} of them done before; {string.Join("; ", devices.Select(device => (devices.Count == 1 ? "" : device.Description.Id + ": ") + device.Describe()))}");
        progress.Expect(trials.Count);
        var results = new SweepRunner(store, devices, new SweepPlan(entered, annotations.Hashes), progress, cancellation).Run();
        return new SweepSummary(
            rows.Source.Name, Path.GetFullPath(store.Path), trials.Count, results.Count, resumed, clock.Elapsed.TotalSeconds, [.. progress.Devices.Select(static device => device.Summarize())], results);
    }

    /// <summary>Balances on the first device that can; one that is lost is left out when it comes to training.</summary>
    private static Dictionary<(long Seed, string Annotations), float> Balance(List<SweepDevice> devices, SweepGrid grid, CancellationToken cancellation)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                return devices[i].Trainer.Balance(grid.Seeds, grid.Annotations, cancellation);
            }
            catch (Exception e) when (SweepDevice.IsOfTheDevice(e) && i < devices.Count - 1)
            {
                Console.Error.WriteLine($"device {devices[i].Description.Id}: cannot balance the terms, so that the next one does: {SweepDevice.LineOf(e)}");
            }
        }
    }

    private static OutputFolder FolderOf(string store)
    {
        // The store tells what is wrong with a name that can be none.
        var folder = Path.GetDirectoryName(Path.GetFullPath(store.Length == 0 || Directory.Exists(store) ? "store" : store))!;
        return OutputFolder.Prepare(folder);
    }
}
