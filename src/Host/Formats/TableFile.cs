using System.Globalization;
using Parquet;
using Parquet.Schema;
using RrrGpu.Host.Reports;

namespace RrrGpu.Host.Formats;

/// <summary>Writes tables as CSV or Parquet, whichever the file's extension says.</summary>
internal static class TableFile
{
    /// <summary>Whether the file's extension is one that can be written.</summary>
    public static bool IsKnownKind(string path) => IsCsv(path) || IsParquet(path);

    /// <summary>Throws unless the file's extension is one that can be written.</summary>
    /// <exception cref="BadInputException">It is another one.</exception>
    public static void RequireKnownKind(string option, string path)
    {
        if (!IsKnownKind(path))
            throw new BadInputException($"{option}: expected a file that ends in .csv or .parquet, got '{path}'");
    }

    /// <summary>Throws where the file is what the table is made from, or no file.</summary>
    /// <exception cref="BadInputException">It is.</exception>
    public static void RequireOther(string path, string store)
    {
        if (Directory.Exists(path))
            throw BadInputException.CannotWrite(path, "it is a folder");
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var target = File.Exists(store) ? File.ResolveLinkTarget(store, returnFinalTarget: true)?.FullName : null;
        if (store.Length > 0 && string.Equals(Path.GetFullPath(path), Path.GetFullPath(store), comparison) || string.Equals(Path.GetFullPath(path), target, comparison))
            throw BadInputException.CannotWrite(path, "it is the store");
    }

    /// <summary>Writes a table; a file that is there is replaced whole.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void Write(string path, Table table)
    {
        if (IsCsv(path))
            AtomicFile.WriteText(path, Csv(table));
        else
            AtomicFile.Write(path, stream => WriteParquetAsync(stream, table).GetAwaiter().GetResult());
    }

    private static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static bool IsParquet(string path) => path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);

    private static string Csv(Table table)
    {
        var csv = new CsvTable([.. table.Columns.Select(static column => column.Name)]);
        for (var row = 0; row < table.RowCount; row++)
            csv.Append([.. table.Columns.Select(column => Field(column.Values[row]))]);
        return csv.ToString();
    }

    private static string Field(object? value) => value switch
    {
        null => "",
        double number => CsvTable.Number(number),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static async Task WriteParquetAsync(Stream stream, Table table)
    {
        var fields = table.Columns.Select(static column => new DataField(column.Name, TypeOf(column.Kind), isNullable: true)).ToArray();
        // The writer wants to know where it stands in the file, from the beginning of its own content on.
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        for (var i = 0; i < fields.Length; i++)
        {
            var values = table.Columns[i].Values;
            await (table.Columns[i].Kind switch
            {
                ColumnKind.Whole => group.WriteAsync<long>(fields[i], values.Select(static value => (long?)value).ToArray()),
                ColumnKind.Real => group.WriteAsync<double>(fields[i], values.Select(static value => (double?)value).ToArray()),
                _ => group.WriteAsync(fields[i], values.Select(static value => (string?)value).ToArray()!),
            }).ConfigureAwait(false);
        }

        group.CompleteValidate();
    }

    private static Type TypeOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Whole => typeof(long),
        ColumnKind.Real => typeof(double),
        _ => typeof(string),
    };
}
