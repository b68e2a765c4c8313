using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Data;

/// <summary>
/// A table in scikit-learn's layout: a first line <c>rows,features,class names</c>, then a line a row, its features and its class.
/// </summary>
/// <param name="Features">The number of features.</param>
/// <param name="Values">Features, row-major.</param>
/// <param name="Labels">The class of each row.</param>
/// <param name="ClassNames">The names of the classes.</param>
internal sealed record ClassTable(int Features, float[] Values, int[] Labels, IReadOnlyList<string> ClassNames)
{
    private const string Expected = "a table whose first line is 'rows,features,class names'";

    // Far above the tables that are in this layout.
    private const int MaxBytes = 1 << 24;

    /// <summary>Reads a table.</summary>
    /// <exception cref="BadInputException">The file is missing, truncated or of another layout.</exception>
    public static ClassTable Read(string path) => Parse(path, ReadBytes(path));

    /// <summary>Reads a table whose content must be of a known SHA-256.</summary>
    /// <exception cref="BadInputException">As for <see cref="Read(string)"/>, or the content is another.</exception>
    public static ClassTable Read(string path, string sha256)
    {
        var bytes = ReadBytes(path);
        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return actual == sha256
            ? Parse(path, bytes)
            : throw BadInputException.At(path, $"the bundled file, whose content has SHA-256 {sha256}", actual);
    }

    /// <summary>The SHA-256 of a file, in hexadecimal.</summary>
    /// <exception cref="BadInputException">The file is missing or cannot be read.</exception>
    public static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(ReadBytes(path)));

    /// <summary>The features of one row.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Features, Features);

    private static byte[] ReadBytes(string path)
    {
        using var file = InputFile.Open(path, Expected);
        if (file.Length > MaxBytes)
            throw BadInputException.At(path, Expected, $"a file of {file.Length} bytes");
        try
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    private static ClassTable Parse(string path, byte[] bytes)
    {
        var lines = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var header = lines[0].Split(',');
        if (header.Length < 4 || !IsCount(header[0], out var rows) || !IsCount(header[1], out var features))
            throw BadInputException.At(path, Expected, $"'{Shortened(lines[0])}'");
        if (lines.Length - 1 != rows)
            throw BadInputException.At(path, $"{rows} rows, as its first line says", $"{lines.Length - 1}");
        var names = header[2..];
        var values = new float[checked(rows * features)];
        var labels = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var entries = lines[row + 1].Split(',');
            if (entries.Length != features + 1)
                throw BadInputException.At(path, $"{features} features and a class in line {row + 2}", $"{entries.Length} entries");
            for (var feature = 0; feature < features; feature++)
            {
                if (!float.TryParse(entries[feature], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !float.IsFinite(value))
                    throw BadInputException.At(path, $"a finite number in line {row + 2}, column {feature + 1}", $"'{Shortened(entries[feature])}'");
                values[row * features + feature] = value;
            }

            if (!int.TryParse(entries[features], NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= names.Length)
                throw BadInputException.At(path, $"a class from 0 to {names.Length - 1} at the end of line {row + 2}", $"'{Shortened(entries[features])}'");
            labels[row] = label;
        }

        return new ClassTable(features, values, labels, names);
    }

    private static bool IsCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is > 0 and < 1_000_000;

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
