using System.Globalization;

namespace RrrGpu.Host.Formats;

/// <summary>A table of numbers in a text file: a line a row, commas (or semicolons, tabs) between columns, no header.</summary>
internal static class CsvNumbers
{
    /// <summary>Reads a table of known shape.</summary>
    /// <exception cref="BadInputException">The file is missing, unreadable or of another shape, or an entry is no number.</exception>
    public static NumberArray Read(string path, int rows, int columns)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a .csv table of shape {rows} × {columns} without a header");
        using var file = InputFile.Open(path, expected);
        using var reader = new StreamReader(file);
        // As large as the table, but never larger than a file of this length can fill.
        var values = new List<float>((int)Math.Min((long)rows * columns, file.Length / 2 + 1));
        try
        {
            var row = 0;
            for (; reader.ReadLine() is { } line; row++)
            {
                if (string.IsNullOrWhiteSpace(line) && reader.Peek() < 0)
                    break;
                if (row >= rows)
                    throw BadInputException.At(path, expected, string.Create(CultureInfo.InvariantCulture, $"more than {rows} lines"));
                AppendLine(values, line, row, columns, path, expected);
            }

            if (row < rows)
                throw BadInputException.At(path, expected, string.Create(CultureInfo.InvariantCulture, $"{row} lines"));
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, expected, e);
        }

        return new NumberArray(values.ToArray(), rows, columns);
    }

    private static void AppendLine(List<float> values, string line, int row, int columns, string path, string expected)
    {
        var column = 0;
        foreach (var range in line.AsSpan().SplitAny(',', ';', '\t'))
        {
            if (column++ >= columns)
                continue;
            var entry = line.AsSpan(range).Trim();
            if (!float.TryParse(entry, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                throw BadInputException.At(path, expected, string.Create(CultureInfo.InvariantCulture, $"'{entry}' in line {row + 1}, column {column}"));
            values.Add(value);
        }

        if (column != columns)
            throw BadInputException.At(path, expected, string.Create(CultureInfo.InvariantCulture, $"{column} columns in line {row + 1}"));
    }
}
