using System.Globalization;
using System.IO.Compression;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Formats;

/// <summary>
/// Annotations that a user brings: what should not matter, as booleans, integers or floats; 0 leaves an entry alone, anything
/// above it marks it with that weight. A .npy file, an .npz archive (its entry <c>annotation</c>, or its only one), a .csv
/// file without a header or, for rows that are images, a .png image (see <see cref="PngMask"/>).
/// </summary>
public static class AnnotationFile
{
    /// <summary>Reads the annotation of a data set's training rows, or of all rows of a table's file.</summary>
    /// <param name="path">
    /// An array of rows × columns, or rows × height × width (× channels) with as many entries a row; or, from .npy and .npz,
    /// one of <paramref name="columns"/> entries, which marks every row alike, as an image does.
    /// </param>
    /// <param name="rows">N, the rows that are annotated.</param>
    /// <param name="columns">D, the features of a row.</param>
    /// <param name="image">How a row is laid out as an image; null where rows are not images.</param>
    /// <param name="kind">What a row is, for messages.</param>
    /// <exception cref="BadInputException">
    /// The file is missing, unreadable or of another kind, its shape is another one, or a weight is negative or not finite.
    /// </exception>
    public static Annotation Load(string path, int rows, int columns, ImageSize? image = null, string kind = "training row")
    {
        ArgumentNullException.ThrowIfNull(path);
        var array = ReadArray(path, rows, columns, image);
        var isOneForAll = array.Rank == 1 && array.Shape[0] == columns;
        var isOneEach = array.Rank >= 2 && array.Shape[0] == rows && NumberTypes.CountOf(array.Shape.AsSpan(1)) == columns;
        if (!isOneForAll && !isOneEach)
        {
            var expected = string.Create(CultureInfo.InvariantCulture, $"an annotation of shape {rows} × {columns}, one entry for each feature of each {kind}");
            throw BadInputException.At(path, expected, "shape " + array.ShapeText);
        }

        try
        {
            var annotation = FromArray(array, isOneForAll ? 1 : rows, columns);
            return isOneForAll ? annotation.Select(new int[rows]) : annotation;
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    private static NumberArray ReadArray(string path, int rows, int columns, ImageSize? image)
    {
        const string expected = "an annotation in a .npy, .npz, .csv or .png file";
        Span<byte> start = stackalloc byte[6];
        using (var file = InputFile.Open(path, expected))
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        var extension = Path.GetExtension(path).ToUpperInvariant();
        if (start.SequenceEqual(NpyFile.Magic) || extension == ".NPY")
            return NpyFile.Read(path);
        if (start.StartsWith("PK\x03\x04"u8) || extension == ".NPZ")
            return ReadArchive(path);
        if (extension is ".CSV" or ".TXT")
            return CsvNumbers.Read(path, rows, columns);
        if (PngMask.IsPng(start))
            return new NumberArray(PngMask.Read(path, image), columns);
        throw BadInputException.At(path, expected, "another kind of file");
    }

    private static NumberArray ReadArchive(string path)
    {
        const string expected = "an .npz archive with an entry 'annotation' or only one entry";
        using var file = InputFile.Open(path, expected);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var entry = archive.GetEntry("annotation.npy") ?? (archive.Entries.Count == 1 ? archive.Entries[0] : null);
            if (entry is null)
                throw BadInputException.At(path, expected, archive.Entries.Count == 0 ? "none" : string.Join(", ", archive.Entries.Take(8).Select(e => e.FullName)));
            using var stream = entry.Open();
            // Deflate makes nothing more than 1032 times smaller, so a length beyond that is a lie.
            return NpyFile.Read(stream, $"{path}({entry.FullName})", Math.Min(entry.Length, 1032 * file.Length));
        }
        catch (InvalidDataException e)
        {
            throw BadInputException.At(path, expected, $"an archive that is truncated or corrupted ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, expected, e);
        }
    }

    private static Annotation FromArray(NumberArray array, int rows, int columns)
    {
        // One byte an entry is how masks come: they need no float copy, which for images is hundreds of megabytes.
        if (array.Type is NumberType.Boolean or NumberType.UInt8)
        {
            var marks = array.Type == NumberType.Boolean
                ? Array.ConvertAll((bool[])array.Values, static m => m ? (byte)1 : (byte)0)
                : (byte[])array.Values;
            if (!marks.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)1))
                return Annotation.FromPredicate(rows, columns, (row, feature) => marks[row * columns + feature] != 0);
        }

        return Annotation.FromDense(array.ToSingles(), rows, columns);
    }
}
