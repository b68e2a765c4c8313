namespace RrrGpu.Training;

/// <summary>A column of a table as a network takes it in.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">
/// The texts that stand in it, in ordinal order, each of which is a feature that is 1 where it stands and 0 elsewhere; null for a
/// column of numbers, which is a feature itself.
/// </param>
public sealed record InputColumn(string Name, IReadOnlyList<string>? Categories)
{
    /// <summary>The names of its features: the column's own, or <c>colour=red</c> for each category.</summary>
    public IEnumerable<string> FeatureNames => Categories is null ? [Name] : Categories.Select(category => $"{Name}={category}");

    /// <summary>How many features it is.</summary>
    public int Features => Categories?.Count ?? 1;
}

/// <summary>How rows of a user's own table became a data set: what it takes to read them, or other rows of their kind, in the same way.</summary>
/// <param name="File">The table's file.</param>
/// <param name="Sha256">The SHA-256 of its content.</param>
/// <param name="Label">The column, or array, that holds the classes.</param>
/// <param name="TestFile">The file of test rows; null where they were held out.</param>
/// <param name="TestShare">The share of each class that was held out; null where test rows have a file, or arrays, of their own.</param>
/// <param name="DataSeed">The seed that rows were put into order and held out by.</param>
/// <param name="Columns">The columns in the order of the features; null where features have no names.</param>
/// <param name="Dropped">Columns that were left out.</param>
/// <param name="ClassNames">What stands in the label column for each class.</param>
/// <param name="FileRows">Rows in the file.</param>
/// <param name="TrainRows">Where each training row stands in the file, counted from 0.</param>
/// <param name="TestRows">Where each test row stands in the file that it is from, counted from 0.</param>
public sealed record TableLayout(
    string File,
    string Sha256,
    string Label,
    string? TestFile,
    double? TestShare,
    long DataSeed,
    IReadOnlyList<InputColumn>? Columns,
    IReadOnlyList<string> Dropped,
    IReadOnlyList<string> ClassNames,
    int FileRows,
    int[] TrainRows,
    int[] TestRows)
{
    /// <summary>Whether nothing was held out, and every row is a training row and a test row.</summary>
    public bool IsUnsplit => ReferenceEquals(TrainRows, TestRows);
}
