using System.CommandLine;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Reports;
using RrrGpu.Host.Runs;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr find-another</c>: models that are accurate for different reasons, without a single annotation.</summary>
internal static class FindAnotherCommand
{
    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions(trains: true);
        var data = new DataOptions();
        var training = new TrainingOptions();
        var search = new FindAnotherOptions();
        var dataSet = DataOptions.DataSet();
        var folder = new Option<string?>("--out") { Description = "Folder for the models, theta-0, theta-1, …, and what is found about them.", HelpName = "DIR" };
        var resume = new Option<bool>("--resume") { Description = "Go on from the models in --out, if there are any." };
        var command = new Command("find-another", "Find models that are accurate for different reasons, one after another.");
        command.Arguments.Add(dataSet);
        common.AddTo(command);
        data.AddTo(command, withTables: true);
        search.AddTo(command);
        training.AddTo(command, "--lambda1");
        command.Options.Add(folder);
        command.Options.Add(resume);
        command.SetAction(parsed =>
        {
            data.RequireKnown(parsed, parsed.GetValue(dataSet)!);
            var settings = search.Settings(parsed);
            var annotations = training.AnnotationName(parsed);
            var simultaneous = search.Simultaneous(parsed, annotations != "none");
            var how = training.Settings(parsed);
            if (simultaneous is { } together)
                how = how with { Objective = how.Objective with { Similarity = new SimilarityPenalty(together.Weight) } };
            var first = training.Model(parsed, common.Seed(parsed)) with { Lambda1 = 0 };
            if (parsed.GetValue(resume) && parsed.GetValue(folder) is null)
                throw new BadInputException("--resume: expected --out DIR with the models, got none");
            if (parsed.GetValue(resume) && simultaneous is not null)
                throw new BadInputException("--resume: expected models that are trained one after another, got --simultaneous");
            using var output = parsed.GetValue(folder) is { } path ? OutputFolder.Prepare(path) : null;
            var store = output is null ? null : new FindAnotherFolder(output.Path, parsed.GetValue(resume));
            using var engine = common.OpenAnnouncedEngine(parsed);
            var rows = data.Load(parsed, parsed.GetValue(dataSet)!, mustBeThere: true);
            how = TrainingOptions.Placed(how, rows);
            if (TrainingOptions.IdleTf32(engine.Device, rows, how) is { } note)
                Console.Error.WriteLine(note);
            cancellation.ThrowIfCancellationRequested();
            first = first with { Annotation = training.Annotation(parsed, rows) };
            var run = new FindAnotherRun(engine.Device, rows, data.Seed(parsed), how, settings, first, annotations, simultaneous);
            var earlier = store?.Begin(run) ?? [];
            if (earlier.Count > 0)
                Console.Error.WriteLine($"goes on from {earlier.Count} {(earlier.Count == 1 ? "model" : "models")} in {output!.Path}");
            var surroundings = new FindAnotherSurroundings
            {
                Earlier = earlier,
                Train = TrainingDisplay.Show,
                Found = (model, result) =>
                {
                    store?.Add(model, result);
                    Announce(model);
                },
                Cancellation = cancellation,
            };
            var found = simultaneous is var (models, _)
                ? new SimultaneousSearch(engine).Search(rows, how, settings, models, WithLambda(first, settings), surroundings)
                : new FindAnotherExplanation(engine).Search(rows, how, settings, first, surroundings);
            store?.Finish(found);
            if (output is not null && found.Models.Count > 0)
            {
                var report = FindAnotherSource.Write(engine, found, rows, run.ToJson(found.Models, found), Path.Combine(output.Path, FindAnotherFolder.FileName), cancellation);
                AtomicFile.WriteText(Path.Combine(output.Path, ReportCommand.DefaultFile), HtmlReport.Write(report));
            }

            Print(common.Json(parsed), run, found, output?.Path);
            return found.Stopped is FindAnotherStop.Diverged ? ExitCode.CheckFailed : ExitCode.Done;
        });
        return command;
    }

    private static ModelRun WithLambda(ModelRun first, FindAnotherSettings settings) =>
        first.Annotation is null ? first : first with { Lambda1 = settings.Lambda1[0] };

    private static void Announce(FoundModel model) => Console.Error.WriteLine(
        $"theta-{model.Iteration}: train {Names.Accuracy(model.TrainAccuracy)}, test {Names.Accuracy(model.TestAccuracy)}, A marks {Names.Accuracy(model.MaskFraction)}{(model.ExplanationOverlap is { } overlap ? $", overlap with the model before {Names.Accuracy(overlap)}" : "")}");

    private static void Print(bool json, FindAnotherRun run, FindAnotherResult found, string? folder)
    {
        if (json)
        {
            var document = run.ToJson(found.Models, found);
            document["out"] = folder;
            JsonOutput.Write(document);
            return;
        }

        var table = new TextTable("model", "lambda1", "train accuracy", "test accuracy", "share of A", "own masks", "overlap with the one before", "diverse", "seconds");
        foreach (var model in found.Models)
        {
            table.Add(
                $"θ{model.Iteration}", Names.Loss(model.Lambda1), Names.Accuracy(model.TrainAccuracy), Names.Accuracy(model.TestAccuracy), Names.Accuracy(model.MaskFraction), Names.Accuracy(model.OwnMaskFraction), model.ExplanationOverlap is { } overlap ? Names.Accuracy(overlap) : "", model.IsDiverse ? "yes" : "no", Names.Seconds(model.TrainSeconds));
        }

        table.Print();
        Console.WriteLine($"stopped ({Names.Of(found.Stopped)}): {found.Reason}; {found.DiverseModels} of {found.Models.Count} models are diverse");
        if (folder is not null)
            Console.WriteLine($"models, disagreement and {ReportCommand.DefaultFile}: {folder}");
    }
}
