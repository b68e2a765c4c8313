using System.Globalization;
using System.IO.Compression;
using RrrGpu.Host.Formats;

namespace RrrGpu.Host.Tables;

/// <summary>
/// Reads rows from a NumPy archive: <c>X</c> (rows × features, or rows × height × width (× channels) for images), the classes
/// (<c>y</c>, or another array by name: numbers or texts) and, where they are there, <c>X_test</c> with <c>y_test</c>, and
/// <c>feature_names</c>.
/// </summary>
internal static class NpzTableFile
{
    /// <summary>The array of classes where none is named.</summary>
    public const string DefaultLabel = "y";

    private const string Inputs = "X";
    private const string TestSuffix = "_test";
    private const string Names = "feature_names";
    private const string Expected = "an .npz archive with the arrays X and y";

    /// <summary>Reads an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">The array of classes.</param>
    /// <returns>The rows, and the test rows of X_test where it is there.</returns>
    /// <exception cref="BadInputException">It is missing, unreadable, truncated, or an array is unusable.</exception>
    public static (ITableSource Rows, ITableSource? Test) Read(string path, string label)
    {
        using var file = InputFile.Open(path, Expected);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var names = archive.GetEntry(Names + ".npy") is { } entry ? Texts(entry, path, file.Length) : null;
            var rows = ReadRows(archive, path, "", label, names, file.Length);
            var hasTest = archive.GetEntry(Inputs + TestSuffix + ".npy") is not null || archive.GetEntry(label + TestSuffix + ".npy") is not null;
            return (rows, hasTest ? ReadRows(archive, path, TestSuffix, label, names, file.Length) : null);
        }
        catch (InvalidDataException e)
        {
            throw BadInputException.At(path, Expected, $"an archive that is truncated or corrupted, or another kind of file ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, Expected, e);
        }
    }

    private static ArrayTable ReadRows(ZipArchive archive, string path, string suffix, string label, IReadOnlyList<string>? names, long fileLength)
    {
        var inputs = Entry(archive, path, Inputs + suffix);
        using (var stream = inputs.Open())
        {
            var values = NpyFile.Read(stream, NameOf(path, inputs), MostBytes(inputs, fileLength));
            var labels = Labels(Entry(archive, path, label + suffix), path, fileLength);
            return new ArrayTable(path, Inputs + suffix, values, label + suffix, labels, names);
        }
    }

    private static string[] Labels(ZipArchiveEntry entry, string path, long fileLength)
    {
        using (var peek = entry.Open())
        {
            var header = NpyFile.ReadHeaderText(peek, NameOf(path, entry));
            if (NpyTexts.IsTextHeader(header))
                return [.. NpyTexts.Read(peek, NameOf(path, entry), header, MostBytes(entry, fileLength)).Select((text, row) => text.Trim() is { Length: > 0 } label
                    ? label
                    : throw BadInputException.At(NameOf(path, entry), "a class", FormattableString.Invariant($"nothing in row {row + 1}")))];
        }

        using var stream = entry.Open();
        var array = NpyFile.Read(stream, NameOf(path, entry), MostBytes(entry, fileLength));
        if (array.Rank != 1)
            throw BadInputException.At(NameOf(path, entry), "one class a row", $"shape {array.ShapeText}");
        if (array.IndexOfNonFinite() is >= 0 and var bad)
            throw BadInputException.At(NameOf(path, entry), "a class", FormattableString.Invariant($"{array.Values.GetValue(bad)} in row {bad + 1}"));
        return [.. array.Values.Cast<object>().Select(static value => ClassLabels.TextOf(Convert.ToDouble(value is Half half ? (double)half : value, CultureInfo.InvariantCulture)))];
    }

    private static string[] Texts(ZipArchiveEntry entry, string path, long fileLength)
    {
        using var stream = entry.Open();
        return NpyTexts.Read(stream, NameOf(path, entry), MostBytes(entry, fileLength));
    }

    /// <summary>What an entry may hold: deflate makes nothing more than 1032 times smaller, so a length beyond that is a lie.</summary>
    private static long MostBytes(ZipArchiveEntry entry, long fileLength) => Math.Min(entry.Length, 1032 * fileLength);

    private static ZipArchiveEntry Entry(ZipArchive archive, string path, string name) =>
        archive.GetEntry(name + ".npy") ?? throw BadInputException.At(path, $"an .npz archive with an array {name}", archive.Entries.Count == 0 ? "none" : $"the arrays {ColumnChoice.Shown([.. archive.Entries.Select(static e => e.FullName.EndsWith(".npy", StringComparison.Ordinal) ? e.FullName[..^4] : e.FullName)])}");

    private static string NameOf(string path, ZipArchiveEntry entry) => $"{path}({entry.FullName})";
}
