using System.Security.Cryptography;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tables;

/// <summary>Files that hold tables, told apart by their extensions.</summary>
internal static class TableFiles
{
    /// <summary>What they are, for messages.</summary>
    public const string Kinds = ".csv, .tsv, .npz or .parquet file";

    /// <summary>Whether a name is that of a table's file, there or not.</summary>
    public static bool IsTable(string name) => KindOf(name) is not null;

    /// <summary>Whether columns of a file have names and may hold texts.</summary>
    public static bool HasColumns(string path) => KindOf(path) is not ".npz";

    /// <summary>Reads a file.</summary>
    /// <returns>Its rows, and its test rows where it has some of its own.</returns>
    /// <exception cref="BadInputException">It is missing or unusable.</exception>
    public static (ITableSource Rows, ITableSource? Test) Read(string path, ColumnChoice choice) => KindOf(path) switch
    {
        ".npz" => NpzTableFile.Read(path, choice.Label),
        ".parquet" => (new ColumnTable(ParquetTableFile.Read(path, choice), choice.Label), null),
        _ => (new ColumnTable(CsvTableFile.Read(path, choice), choice.Label), null),
    };

    /// <summary>The SHA-256 of a file's content.</summary>
    /// <exception cref="BadInputException">It is missing or cannot be read.</exception>
    public static string Hash(string path)
    {
        const string expected = "a table: a " + Kinds;
        using var file = InputFile.Open(path, expected);
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, expected, e);
        }
    }

    private static string? KindOf(string name) => Path.GetExtension(name).ToLowerInvariant() is (".csv" or ".tsv" or ".npz" or ".parquet") and var kind ? kind : null;
}
