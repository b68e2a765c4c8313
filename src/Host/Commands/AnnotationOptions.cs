using System.CommandLine;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>What should not matter: the data set's own annotation, files and features, united, for all rows or some.</summary>
internal sealed class AnnotationOptions
{
    private const string None = "none";
    private const string Full = "full";

    private readonly Option<string[]> _annotations = new("--annotations")
    {
        Description = "What should not matter: none, full (the data set's own), or a file: .npy, .npz or .csv of rows × features, with the training rows or, of a table, all rows of its file in order; an array of one row (.npy, .npz) or a .png mask stands for all. Several are united.",
        HelpName = "none|full|FILE,…",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _annotate = new("--annotate")
    {
        Description = "Features that should not matter: numbers such as 0..3,7, regions of the data set, or feature names (* stands for anything). United with --annotations.",
        HelpName = "FEATURES",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _rows = new("--annotate-rows")
    {
        Description = "The rows that are annotated, such as 0..49 or 3,14,15: training rows or, of a table, rows of its file, counted from 0; default: all.",
        HelpName = "ROWS",
    };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_annotations);
        command.Options.Add(_annotate);
        command.Options.Add(_rows);
    }

    /// <summary>Everything that was given, in one line; <c>none</c> where nothing was.</summary>
    /// <exception cref="BadInputException">It contradicts itself.</exception>
    public string Name(ParseResult parsed)
    {
        List<string> parts = [.. Sources(parsed)];
        if (FeatureLists(parsed) is { Length: > 0 } lists)
            parts.Add("features " + string.Join(',', lists));
        var rows = parsed.GetValue(_rows);
        if (rows is not null)
            _ = RowList.Parse("--annotate-rows", rows);
        if (parts.Count == 0)
            return rows is null ? None : throw new BadInputException("--annotate-rows: expected --annotations or --annotate with it, got neither");
        return string.Join(" + ", parts) + (rows is null ? "" : $" of rows {rows}");
    }

    /// <summary>Reads the annotation for a data set; null for none.</summary>
    /// <exception cref="BadInputException">The data set lacks what was named, or a file is unusable.</exception>
    public Annotation? Read(ParseResult parsed, DataSet data)
    {
        var (rows, columns) = (data.Train.Count, data.Train.Inputs.Columns);
        Annotation? united = null;
        foreach (var source in Sources(parsed))
            Unite(source == Full ? OwnOf(data) : FromFile(source, data));
        if (FeatureLists(parsed) is { Length: > 0 } lists)
            Unite(Annotation.FromFeatures(rows, columns, FeatureList.Parse("--annotate", string.Join(',', lists), data)));
        if (united is null || parsed.GetValue(_rows) is not { } some)
            return united;
        return united.RestrictTo(FileRows.InTraining("--annotate-rows", RowList.Parse("--annotate-rows", some), data));

        void Unite(Annotation more) => united = united is null ? more : Annotation.Union(united, more);
    }

    /// <summary>Reads one annotation by name: <c>none</c>, <c>full</c>, <c>features:LIST</c> or a file; null for none.</summary>
    /// <exception cref="BadInputException">The data set lacks what was named, or the file is unusable.</exception>
    public static Annotation? Read(string name, DataSet data)
    {
        const string features = "features:";
        var (rows, columns) = (data.Train.Count, data.Train.Inputs.Columns);
        if (name.StartsWith(features, StringComparison.Ordinal))
            return Annotation.FromFeatures(rows, columns, FeatureList.Parse("--annotations", name[features.Length..], data));
        return name switch
        {
            None => null,
            Full => OwnOf(data),
            _ => FromFile(name, data),
        };
    }

    private static Annotation OwnOf(DataSet data) => data.Annotation
        ?? throw new BadInputException($"--annotations full: data set '{data.Name}' has no annotation of its own; expected none, a file or --annotate");

    /// <summary>A file that annotates a table does so row by row of the table's file, test rows and all.</summary>
    private static Annotation FromFile(string path, DataSet data) => data.Table is { } table
        ? AnnotationFile.Load(path, table.FileRows, data.Train.Inputs.Columns, data.Image, "row of the table's file").Select(table.TrainRows)
        : AnnotationFile.Load(path, data.Train.Count, data.Train.Inputs.Columns, data.Image);

    private string[] FeatureLists(ParseResult parsed) => parsed.GetValue(_annotate) ?? [];

    /// <summary>The names and files to unite; none for <c>none</c>.</summary>
    private List<string> Sources(ParseResult parsed)
    {
        var sources = new List<string>();
        foreach (var word in parsed.GetValue(_annotations) ?? [])
        {
            // A file is taken by its whole name, commas and all, where there is one.
            string[] parts = File.Exists(word) ? [word] : word.Split(',');
            foreach (var part in parts)
                sources.Add(part.Length > 0 ? part : throw new BadInputException($"--annotations: expected none, full or a file, got '{word}'"));
        }

        if (!sources.Contains(None))
            return sources;
        if (sources.Count > 1 || FeatureLists(parsed).Length > 0)
            throw new BadInputException($"--annotations: expected {None} alone, got {string.Join(", ", sources)}{(FeatureLists(parsed).Length > 0 ? " and --annotate" : "")}");
        return [];
    }
}
