using System.Globalization;
using System.Text;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tables;

/// <summary>
/// Reads a table from a text file with a header: see <see cref="CsvRecords"/>; UTF-8, commas, semicolons or tabs, in a <c>.tsv</c>
/// tabs alone. Numbers have a decimal point.
/// </summary>
internal static class CsvTableFile
{
    private const string Expected = "a table in CSV with a header";

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is missing, unreadable, empty, ragged, or an entry is unusable.</exception>
    public static SourceTable Read(string path, ColumnChoice choice)
    {
        using var file = InputFile.Open(path, Expected);
        try
        {
            var delimiter = FindDelimiter(file, path);
            file.Position = 0;
            using var reader = new StreamReader(file, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, 1 << 16);
            return Read(new CsvRecords(reader, path, delimiter), path, choice, mayHoldDecimalCommas: delimiter != ',');
        }
        catch (DecoderFallbackException e)
        {
            throw BadInputException.At(path, Expected + " in UTF-8", "bytes that are no UTF-8", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    private static SourceTable Read(CsvRecords records, string path, ColumnChoice choice, bool mayHoldDecimalCommas)
    {
        if (!records.Read())
            throw BadInputException.At(path, Expected, "an empty file");
        string[] names = [.. Enumerable.Range(0, records.Count).Select(i => records.Field(i).Trim())];
        if (Array.TrueForAll(names, static name => double.TryParse(name, NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
            throw BadInputException.At(path, "a first line with the names of the columns", "numbers only");
        choice.RequireHeader(path, names);
        var builders = Array.ConvertAll(names, name => choice.Dropped.Contains(name) ? null : new ColumnBuilder(path, name, choice.IsText(name), mayHoldDecimalCommas));
        var rows = 0;
        for (; records.Read(); rows++)
        {
            if (records.Count != names.Length)
                throw BadInputException.At(path, FormattableString.Invariant($"{names.Length} fields in line {records.Line}, as in the header"), FormattableString.Invariant($"{records.Count}"));
            for (var i = 0; i < builders.Length; i++)
                builders[i]?.Add(records.Field(i), new Place("line", records.Line));
        }

        if (rows == 0)
            throw BadInputException.At(path, Expected + " and rows below it", "the header alone");
        return new SourceTable(path, [.. builders.OfType<ColumnBuilder>().Select(static builder => builder.Build())], rows);
    }

    private static char FindDelimiter(Stream file, string path)
    {
        // Reading on from here would go wrong in the middle of a character: only the header is looked at.
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 12, leaveOpen: true);
        var header = reader.ReadLine() ?? "";
        if (header.Contains('\0') || header.StartsWith("PAR1", StringComparison.Ordinal) || header.StartsWith("PK\x03\x04", StringComparison.Ordinal))
            throw BadInputException.At(path, Expected, "another kind of file");
        return Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : CsvRecords.DelimiterOf(header);
    }
}
