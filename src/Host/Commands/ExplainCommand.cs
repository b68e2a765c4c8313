using System.CommandLine;
using RrrGpu.Host.Explanations;
using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary><c>rrr explain</c>: explains what a stored model does with the rows of a data set.</summary>
internal static class ExplainCommand
{
    private const float DefaultCutoff = 0.67f;
    private const int DefaultPictures = 8;

    public static Command Create(CancellationToken cancellation)
    {
        var common = new CommonOptions();
        var data = new DataOptions();
        var model = new Argument<string>("MODEL") { Description = "Folder of a model that 'rrr train' or 'rrr find-another' wrote." };
        var dataSet = DataOptions.DataSet();
        var folder = new Option<string>("--out") { Description = "Folder for arrays, tables and pictures.", HelpName = "DIR", DefaultValueFactory = _ => "explanations" };
        var cutoff = NumberParser.Real("--cutoff", "c of the masks: entries above c times their row's largest gradient are marked.", DefaultCutoff);
        var explained = new Option<string>("--explained")
        {
            Description = $"The scalar whose input gradient is written: {Names.All<ExplainedScalar>()}. Masks are always those of prob-max.",
            HelpName = "SCALAR",
            DefaultValueFactory = _ => Names.Of(ExplainedScalar.LogMax),
        };
        var explainedClass = NumberParser.Optional<int>("--class", "The class of log-class, prob-class and logit-class.", "a whole number");
        var rows = ExplainedRows.Option();
        var regions = new Option<string[]>("--region")
        {
            Description = "Part of the input that masks are compared with: a region of the data set, features such as 0..3, or 'annotation', the data set's own; may be repeated; default: all regions and the annotation.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
        };
        var compare = new Option<string?>("--compare") { Description = "Folder of another model whose explanations are compared with this one's.", HelpName = "MODEL" };
        var pictures = NumberParser.Whole("--pictures", "Rows to draw, where they are images.", DefaultPictures);
        var command = new Command("explain", "Explain what a model does with a data set: gradients, masks, regions, pictures.");
        command.Arguments.Add(model);
        command.Arguments.Add(dataSet);
        common.AddTo(command);
        data.AddTo(command, withTables: true);
        foreach (var option in new Option[] { folder, cutoff, explained, explainedClass, rows, regions, compare, pictures })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            data.RequireKnown(parsed, parsed.GetValue(dataSet)!, isForModel: true);
            var request = new ExplanationRequest(
                Cutoff(parsed.GetValue(cutoff)),
                Names.Parse<ExplainedScalar>("--explained", parsed.GetValue(explained)!),
                parsed.GetValue(explainedClass),
                parsed.GetValue(regions) ?? [],
                parsed.GetValue(pictures) is >= 0 and var count ? count : throw new BadInputException($"--pictures: expected at least 0, got {parsed.GetValue(pictures)}"));
            request.RequireClass();
            var (set, indices) = ExplainedRows.Parse(parsed.GetValue(rows) ?? []);
            var explainedModel = ExplainedModel.Load(parsed.GetValue(model)!);
            var other = parsed.GetValue(compare) is { } path ? ExplainedModel.Load(path) : null;
            other?.RequireComparable(explainedModel);
            using var output = OutputFolder.Prepare(parsed.GetValue(folder)!);
            using var engine = common.OpenAnnouncedEngine(parsed);
            using var preparation = new ExplainerPreparation(engine, explainedModel.Parameters);
            var loaded = data.LoadFor(parsed, parsed.GetValue(dataSet)!, explainedModel.Layout);
            explainedModel.RequireFits(loaded);
            if (set == "train" && loaded.Table is { IsUnsplit: true })
                throw new BadInputException($"--rows train: expected the table that the model was trained on, got {loaded.Table.File}, all of whose rows are test rows");
            preparation.Wait();
            var result = new ExplanationRun(engine, loaded, ExplainedRows.Of(loaded, set, indices), request, output.Path, cancellation)
                .Explain(explainedModel, other);
            if (common.Json(parsed))
                JsonOutput.Write(result.ToJson());
            else
                Print(result);
            return ExitCode.Done;
        });
        return command;
    }

    private static float Cutoff(float cutoff) =>
        cutoff is >= 0 and < 1 ? cutoff : throw new BadInputException(FormattableString.Invariant($"--cutoff: expected a number from 0 up to but not including 1, got {cutoff}"));

    private static void Print(ExplanationRecord record)
    {
        var table = new TextTable("rows", "accuracy", "cutoff", "marked", "seconds");
        table.Add($"{record.Rows} of {record.RowSet}", Names.Accuracy(record.Accuracy), FormattableString.Invariant($"{record.Cutoff}"), Names.Accuracy(record.MaskFraction), FormattableString.Invariant($"{record.ExplainSeconds:0.000}"));
        table.Print();
        if (record.Regions.Count > 0)
        {
            var regions = new TextTable("region", "rule score (mean of rows)", "of all marks", "rows with marks");
            foreach (var region in record.Regions)
                regions.Add(region.Name, Names.Accuracy(region.RuleScore), Names.Accuracy(region.Pooled), Names.Of(region.MarkedRows));
            regions.Print();
        }

        if (record.Compare is { } compare)
            Console.WriteLine($"beside {compare.Model}: overlap of masks {Names.Accuracy(compare.Overlap)}, mean |cosine| of gradients {Names.Accuracy(compare.MeanAbsoluteCosine)}");
        Console.WriteLine($"written to {record.Out}: {string.Join(", ", record.Files)}");
    }
}
