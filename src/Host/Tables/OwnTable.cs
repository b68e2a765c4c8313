using RrrGpu.Host.Data;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>
/// A user's own table as a data set. Its name is the file's, without folder and extension; classes are those of the label column in
/// order; a column of texts is a region, so that all of its features can be named at once.
/// </summary>
internal static class OwnTable
{
    /// <summary>Reads a table to train on.</summary>
    /// <exception cref="BadInputException">A file is missing or unusable.</exception>
    public static DataSet Load(TableRequest request)
    {
        var choice = request.Validated().Columns(request.File);
        var (rows, ownTest) = TableFiles.Read(request.File, choice);
        if (ownTest is not null && (request.TestFile is not null || request.TestShare is not null))
            throw new BadInputException($"{(request.TestFile is null ? "--test-share" : "--test")}: expected none, since {request.File} has test rows of its own");
        var classNames = ClassLabels.Of(rows.Labels, request.File, choice.Label);
        var labels = ClassLabels.Indices(classNames, rows.Labels, request.File, choice.Label);
        var test = request.TestFile is { } path ? TableFiles.Read(path, choice with { MayLack = true }).Rows : ownTest;
        var split = test is null ? Split(labels, classNames.Length, request) : new RowSplit(StratifiedSplit.Order(labels.Length, request.DataSeed), [.. Enumerable.Range(0, test.Labels.Count)]);
        var layout = new TableLayout(
            Path.GetFullPath(request.File),
            TableFiles.Hash(request.File),
            choice.Label,
            request.TestFile is null ? null : Path.GetFullPath(request.TestFile),
            test is null ? request.TestShare ?? TableRequest.DefaultTestShare : null,
            request.DataSeed,
            rows.FitColumns(split.Train),
            request.Dropped,
            classNames,
            labels.Length,
            split.Train,
            split.Test);
        var where = test is null ? FormattableString.Invariant($"{layout.TestShare} of each class held out") : test == ownTest ? "with test rows of its own" : $"tested on {layout.TestFile}";
        return Assemble(rows, test ?? rows, layout, $"{layout.File} ({where})");
    }

    /// <summary>Reads rows as a model takes them that was trained on a table; all of them are test rows, and training rows as well. Of an archive they are those of X.</summary>
    /// <param name="request">The file, and where its classes are.</param>
    /// <param name="layout">What the model's rows looked like.</param>
    /// <exception cref="BadInputException">The file is missing or unusable, or its columns are others.</exception>
    public static DataSet LoadNew(TableRequest request, TableLayout layout)
    {
        var (rows, ownTest) = TableFiles.Read(request.File, request.Columns(request.File) with { MayLack = true });
        int[] all = [.. Enumerable.Range(0, rows.Labels.Count)];
        return Assemble(
            rows,
            rows,
            layout with { File = Path.GetFullPath(request.File), Label = request.Columns(request.File).Label, TestFile = null, TestShare = null, FileRows = all.Length, TrainRows = all, TestRows = all },
            $"{Path.GetFullPath(request.File)} ({(ownTest is null ? "all rows" : "all rows of X, none of X_test")})");
    }

    private static RowSplit Split(int[] labels, int classes, TableRequest request)
    {
        try
        {
            return StratifiedSplit.Draw(labels, classes, request.TestShare ?? TableRequest.DefaultTestShare, request.DataSeed);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{request.File}: {e.Message} (--test-share, or --test FILE with test rows)", e);
        }
    }

    private static DataSet Assemble(ITableSource rows, ITableSource test, TableLayout layout, string source)
    {
        if (test.Image != rows.Image)
            throw BadInputException.At(test.Path, $"test rows that are {Shown(rows.Image)}, as the training rows are", Shown(test.Image));
        var train = Rows(rows, layout.TrainRows);
        var tested = layout.IsUnsplit ? train : Rows(test, layout.TestRows);
        if (tested.Inputs.Columns != train.Inputs.Columns)
            throw BadInputException.At(test.Path, FormattableString.Invariant($"{train.Inputs.Columns} features in test rows, as in the training rows"), FormattableString.Invariant($"{tested.Inputs.Columns}"));
        var features = layout.Columns?.SelectMany(static column => column.FeatureNames).ToArray();
        return new DataSet(
            Path.GetFileNameWithoutExtension(layout.File),
            train,
            tested,
            Image: rows.Image,
            Source: source,
            FeatureNames: features,
            ClassNames: layout.ClassNames,
            Regions: Regions(layout.Columns),
            Table: layout);

        LabeledRows Rows(ITableSource from, int[] chosen)
        {
            var labels = ClassLabels.Indices(layout.ClassNames, from.Labels, from.Path, layout.Label);
            return new LabeledRows(from.Encode(layout.Columns, chosen), Array.ConvertAll(chosen, row => labels[row]), layout.ClassNames.Count);
        }
    }

    private static string Shown(ImageSize? image) =>
        image is { } size ? FormattableString.Invariant($"images of {size.Height} × {size.Width} × {size.Channels}") : "no images";

    private static Dictionary<string, int[]>? Regions(IReadOnlyList<InputColumn>? columns)
    {
        var (regions, first) = (new Dictionary<string, int[]>(), 0);
        foreach (var column in columns ?? [])
        {
            if (column.Categories is not null)
                regions[column.Name] = [.. Enumerable.Range(first, column.Features)];
            first += column.Features;
        }

        return regions.Count > 0 ? regions : null;
    }
}
