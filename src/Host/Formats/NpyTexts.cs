using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RrrGpu.Host.Formats;

/// <summary>
/// One-dimensional .npy arrays of texts: NumPy's types U, so many UTF-32 characters each, and S, so many bytes of UTF-8; what is not
/// needed is 0.
/// </summary>
internal static partial class NpyTexts
{
    private const string Expected = "a .npy array of texts (NumPy's type U or S)";

    /// <summary>Whether a header announces texts.</summary>
    public static bool IsTextHeader(string header) => Description().IsMatch(header);

    /// <summary>Reads an array that takes the whole of a stream.</summary>
    /// <param name="stream">Positioned at the magic.</param>
    /// <param name="name">The stream's name, for messages.</param>
    /// <param name="mostBytes">The most bytes that the stream can have.</param>
    /// <exception cref="BadInputException">It holds something else, or ends early.</exception>
    public static string[] Read(Stream stream, string name, long mostBytes) => Read(stream, name, NpyFile.ReadHeaderText(stream, name), mostBytes);

    /// <summary>Reads the values behind a header.</summary>
    /// <param name="stream">Positioned behind the header.</param>
    /// <param name="name">The stream's name, for messages.</param>
    /// <param name="header">The header's dictionary.</param>
    /// <param name="mostBytes">The most bytes that the stream can have.</param>
    /// <exception cref="BadInputException">It announces something else, or the stream ends early.</exception>
    public static string[] Read(Stream stream, string name, string header, long mostBytes)
    {
        var (description, shape) = (Description().Match(header), Shape().Match(header));
        if (!description.Success)
            throw BadInputException.At(name, Expected, header.Contains("'|O'", StringComparison.Ordinal) ? "Python objects: save it with a dtype of str" : header.Trim());
        if (!shape.Success || !int.TryParse(shape.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw BadInputException.At(name, Expected + " of one dimension", header.Trim());
        var isWide = description.Groups["kind"].Value == "U";
        if (!int.TryParse(description.Groups["length"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > (1 << 20))
            throw BadInputException.At(name, Expected, header.Trim());
        var bytes = new byte[length * (isWide ? 4 : 1)];
        // Texts of no length would take as much memory as the header says, out of a file of a few bytes.
        if (length == 0 && count > 0)
            throw BadInputException.At(name, Expected + " of at least one character", header.Trim());
        if ((long)count * bytes.Length > mostBytes)
            throw BadInputException.At(name, FormattableString.Invariant($"{Expected} with {count} values of {bytes.Length} bytes"), FormattableString.Invariant($"at most {mostBytes} bytes: the file is truncated"));
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
                throw BadInputException.At(name, FormattableString.Invariant($"{Expected} with {count} values"), FormattableString.Invariant($"{i}: the file is truncated"));
            texts.Add(isWide ? Wide(bytes, description.Groups["order"].Value == ">", name) : Encoding.UTF8.GetString(bytes).TrimEnd('\0'));
        }

        return [.. texts];
    }

    /// <summary>Writes version 1 to a stream, as type U.</summary>
    public static void Write(Stream stream, IReadOnlyList<string> texts)
    {
        var runes = texts.Select(static text => text.EnumerateRunes().ToArray()).ToArray();
        var length = runes.Select(static text => text.Length).Append(1).Max();
        NpyFile.WriteHeader(stream, string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<U{length}', 'fortran_order': False, 'shape': ({texts.Count},), }}"));
        var bytes = new byte[length * 4];
        foreach (var text in runes)
        {
            Array.Clear(bytes);
            for (var i = 0; i < text.Length; i++)
                BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * 4), text[i].Value);
            stream.Write(bytes);
        }
    }

    private static string Wide(byte[] bytes, bool isBigEndian, string name)
    {
        var text = new StringBuilder();
        for (var at = 0; at < bytes.Length; at += 4)
        {
            var value = isBigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            if (!Rune.IsValid(value))
                throw BadInputException.At(name, Expected, string.Create(CultureInfo.InvariantCulture, $"character {value}, which is none"));
            text.Append(new Rune(value).ToString());
        }

        return text.ToString().TrimEnd('\0');
    }

    [GeneratedRegex(@"['""]descr['""]\s*:\s*['""](?<order>[<>=|]?)(?<kind>[US])(?<length>\d+)['""]")]
    private static partial Regex Description();

    [GeneratedRegex(@"['""]shape['""]\s*:\s*\(\s*(?<count>\d+)\s*,\s*\)")]
    private static partial Regex Shape();
}
