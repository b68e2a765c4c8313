using RrrGpu.Training;

namespace RrrGpu.Host.Tables;

/// <summary>A table that is asked for, and how it is to be read.</summary>
/// <param name="File">The file.</param>
/// <param name="Label">The column of classes; null where it was not said.</param>
/// <param name="TestFile">The file of test rows; null for rows held out.</param>
/// <param name="TestShare">The share of each class to hold out; null where it was not said.</param>
/// <param name="Categorical">Columns of texts whatever they look like.</param>
/// <param name="Dropped">Columns to leave out.</param>
/// <param name="DataSeed">What rows are put into order and held out by.</param>
internal sealed record TableRequest(
    string File, string? Label, string? TestFile, double? TestShare, IReadOnlyList<string> Categorical, IReadOnlyList<string> Dropped, long DataSeed)
{
    /// <summary>The share that is held out where nothing was said.</summary>
    public const double DefaultTestShare = 0.25;

    /// <summary>The request that gave a layout, for a file that may lie elsewhere by now.</summary>
    public static TableRequest Of(TableLayout layout, string file, string? testFile) => new(
        file,
        layout.Label,
        testFile,
        layout.TestShare,
        [.. (layout.Columns ?? []).Where(static column => column.Categories is not null).Select(static column => column.Name)],
        layout.Dropped,
        layout.DataSeed);

    /// <summary>What to do with columns.</summary>
    /// <exception cref="BadInputException">It was not said which column holds the classes.</exception>
    public ColumnChoice Columns(string path) => new(
        Label ?? (TableFiles.HasColumns(path) ? throw new BadInputException($"--label: expected the column of {path} that holds the classes, got none") : NpzTableFile.DefaultLabel),
        Categorical,
        Dropped);

    /// <summary>Throws unless everything that was said can be done with such files.</summary>
    /// <exception cref="BadInputException">It cannot.</exception>
    public TableRequest Validated()
    {
        if (TestFile is not null && !TableFiles.IsTable(TestFile))
            throw new BadInputException($"--test: expected a {TableFiles.Kinds}, got '{TestFile}'");
        if (TestFile is not null && TestShare is not null)
            throw new BadInputException("--test-share: expected none beside --test, whose rows are the test rows");
        if (TestShare is not null and not (> 0 and < 1))
            throw new BadInputException(FormattableString.Invariant($"--test-share: expected a number above 0 and below 1, got {TestShare}"));
        foreach (var (option, names) in new[] { ("--categorical", Categorical), ("--drop", Dropped) })
        {
            if (names.Count > 0 && !TableFiles.HasColumns(File))
                throw new BadInputException($"{option}: expected a .csv, .tsv or .parquet file with named columns, got {File}");
        }

        _ = Columns(File);
        return this;
    }
}
