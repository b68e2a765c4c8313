using System.CommandLine;
using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tables;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr train</c>: trains one model.</summary>
internal static class TrainCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions(trains: true);
        var data = new DataOptions();
        var training = new TrainingOptions();
        var dataSet = DataOptions.DataSet();
        var folder = new Option<string?>("--out") { Description = "Folder for the model and its checkpoints.", HelpName = "DIR" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in --out, if there is one." };
        var every = NumberParser.Whole("--checkpoint-every", "Epochs between checkpoints in --out.", new TrainingSettings().CheckpointEvery);
        var command = new Command("train", "Train one model and save it.");
        command.Arguments.Add(dataSet);
        common.AddTo(command);
        data.AddTo(command, withTables: true);
        training.AddTo(command);
        command.Options.Add(folder);
        command.Options.Add(resume);
        command.Options.Add(every);
        command.SetAction(parsed =>
        {
            data.RequireKnown(parsed, parsed.GetValue(dataSet)!);
            var settings = (training.Settings(parsed) with { CheckpointEvery = parsed.GetValue(every) }).Validated();
            var run = training.Model(parsed, common.Seed(parsed));
            if (parsed.GetValue(resume) && parsed.GetValue(folder) is null)
                throw new BadInputException("--resume: expected --out DIR with the checkpoint, got none");
            using var output = parsed.GetValue(folder) is { } path ? OutputFolder.Prepare(path) : null;
            using var engine = common.OpenAnnouncedEngine(parsed);
            var rows = data.Load(parsed, parsed.GetValue(dataSet)!, mustBeThere: true);
            settings = TrainingOptions.Placed(settings, rows);
            if (TrainingOptions.IdleTf32(engine.Device, rows, settings) is { } note)
                Console.Error.WriteLine(note);
            cancellation.ThrowIfCancellationRequested();
            run = run with { Annotation = training.Annotation(parsed, rows) };
            var checkpoints = output is null ? null : new CheckpointFile(output.Path, parsed.GetValue(resume));
            var trainer = new Trainer(engine) { WarmsUp = true };
            using var resident = trainer.Prepare(rows, settings);
            if (training.IsLambda1Auto(parsed))
                run = run with { Lambda1 = InitialBalance.Balance(InitialBalance.Ratios(engine, resident, [run], cancellation)[0]) };
            var result = TrainingDisplay.Show(rows.Name, progress => trainer.Train(resident, [run], checkpoints, progress, cancellation));
            var record = TrainingRecord.Of(result, result.Models[0], rows, training.AnnotationName(parsed), data.Seed(parsed));
            // A model that diverged is worth nothing, and must not take the place of one that is.
            var isSaved = output is not null && !result.Models[0].Diverged;
            if (isSaved)
                ModelStore.Save(output!.Path, result.Models[0].State.Parameters, StoredLayout.AddTo(record.ToJson(), rows));
            Print(common.Json(parsed), record, result.Models[0], isSaved ? output!.Path : null);
            return result.Models[0].Diverged ? ExitCode.CheckFailed : ExitCode.Done;
        });
        return command;
    }

    private static void Print(bool json, TrainingRecord record, TrainedModel model, string? folder)
    {
        if (model.Diverged)
            Console.Error.WriteLine($"rrr: the model diverged: {model.Failure}");
        if (json)
        {
            var document = record.ToJson();
            document["out"] = folder;
            JsonOutput.Write(document);
            return;
        }

        var table = new TextTable("lambda1", "train accuracy", "test accuracy", "cross-entropy", "right reasons", "steps", "seconds");
        table.Add(
            Names.Loss(record.Lambda1), Names.Accuracy(record.TrainAccuracy), Names.Accuracy(record.TestAccuracy), Names.Loss(record.CrossEntropy), Names.Loss(record.RightReasons), $"{record.Steps}", Names.Seconds(record.TrainSeconds));
        table.Print();
        if (folder is not null)
            Console.WriteLine($"model: {Path.Combine(folder, ModelStore.TensorsFile)}");
    }
}
