using System.Globalization;
using System.Text;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>The numbers behind a figure or table, as the text of an RFC 4180 file: commas, CRLF, quotes where needed.</summary>
public sealed class CsvTable
{
    private readonly StringBuilder _text = new();
    private readonly int _columns;

    /// <summary>Starts a file with a header row.</summary>
    /// <exception cref="ArgumentException">There is no column.</exception>
    public CsvTable(params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException("columns: expected at least one, got none");
        _columns = columns.Count;
        Append(columns);
    }

    /// <summary>Appends a row.</summary>
    /// <exception cref="ArgumentException">The row has not as many fields as the header.</exception>
    public void Append(params IReadOnlyList<string> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        if (fields.Count != _columns)
            throw new ArgumentException($"fields: expected {_columns} as in the header, got {fields.Count}");
        for (int i = 0; i < fields.Count; i++)
        {
            if (i > 0)
                _text.Append(',');
            AppendField(fields[i]);
        }

        _text.Append("\r\n");
    }

    /// <summary>A number as the shortest text that reads back as the same number; empty where there is none.</summary>
    public static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number as the shortest text that reads back as the same number.</summary>
    public static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A float32 in at most seven significant digits, which is what it is good for; its neighbours may read as the same number.</summary>
    public static string SevenDigits(double value) => Short(value, "G7");

    /// <summary>A measured number in at most five significant digits, where there are many and none needs more.</summary>
    public static string FiveDigits(double value) => Short(value, "G5");

    /// <summary>One channel of one line of an image, left to right, its values parted by spaces.</summary>
    /// <param name="size">How values are laid out.</param>
    /// <param name="values">All values of the image.</param>
    /// <param name="y">The line.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="write">How a value is written.</param>
    internal static string Line(ImageSize size, ReadOnlySpan<float> values, int y, int channel, Func<double, string> write)
    {
        var texts = new string[size.Width];
        for (int x = 0; x < texts.Length; x++)
            texts[x] = write(values[(y * size.Width + x) * size.Channels + channel]);
        return string.Join(' ', texts);
    }

    /// <summary>The file's text so far.</summary>
    public override string ToString() => _text.ToString();

    // 1.2E-05 as 1.2e-5: a page holds tens of thousands of them.
    private static string Short(double value, string format)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return exponent < 0 ? text : text[..exponent] + 'e' + int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
    }

    private void AppendField(string field)
    {
        if (field.AsSpan().IndexOfAny(",\"\r\n") < 0)
            _text.Append(field);
        else
            _text.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
