using System.Security.Cryptography;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>Data sets in the form of MNIST: images and digits, to train and to test, in four IDX files of one folder.</summary>
public static class MnistFiles
{
    /// <summary>K: the labels are the digits 0 to 9.</summary>
    public const int Classes = 10;

    /// <summary>The folder of the bundled files, beside the program.</summary>
    public static string BundledFolder => Path.Combine(AppContext.BaseDirectory, "data", "mnist");

    /// <summary>Whether the bundled files lie beside the program; a build may leave them out.</summary>
    public static bool AreBundled => Directory.Exists(BundledFolder);

    /// <summary>Reads the bundled files and checks that each has the content it was bundled with.</summary>
    /// <exception cref="BadInputException">The files are not there, or one is damaged or another one.</exception>
    public static DataSet ReadBundled() => AreBundled
        ? Read(BundledFolder, "mnist", "bundled MNIST", requireBundledContent: true)
        : throw BadInputException.At(BundledFolder, "the bundled MNIST files", "no such folder: this build came without them; name a folder that has them with --data");

    /// <summary>Reads four files of any content. Images of one byte an entry stay bytes; others become float32.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="name">The data set's name.</param>
    /// <exception cref="BadInputException">
    /// A file is missing or unusable, images and labels are of different number, training and test images of different size,
    /// a label is outside 0…9 or a value is not finite.
    /// </exception>
    public static DataSet Read(string folder, string name) => Read(folder, name, $"IDX files in {folder}", requireBundledContent: false);

    /// <summary>Whether a folder holds at least one of the four files.</summary>
    /// <exception cref="BadInputException">The folder cannot be read.</exception>
    public static bool AnyIn(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return MnistFile.All.Any(file => Find(file, folder) is not null);
    }

    internal static DataSet Read(string folder, string name, string source, bool requireBundledContent)
    {
        var missing = MnistFile.All.Where(file => Find(file, folder) is null).Select(file => file.BundledName).ToArray();
        if (missing.Length > 0)
            throw BadInputException.At(folder, "all four IDX files of a data set", $"no {string.Join(", ", missing)}");
        var (train, trainSize) = ReadRows(folder, MnistFile.TrainImages, MnistFile.TrainLabels, requireBundledContent);
        var (test, testSize) = ReadRows(folder, MnistFile.TestImages, MnistFile.TestLabels, requireBundledContent);
        if (trainSize != testSize)
            throw BadInputException.At(Find(MnistFile.TestImages, folder)!, $"images of {trainSize.Height} × {trainSize.Width} like the training images", $"{testSize.Height} × {testSize.Width}");
        return new DataSet(name, train, test, Image: trainSize, Source: source);
    }

    /// <summary>Reads one file, and tells the SHA-256 of its unzipped content.</summary>
    internal static (NumberArray Array, string Sha256) ReadHashed(string path, MnistFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var array = IdxFile.Read(path, file.Rank, file.Content, hash);
        return (array, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static NumberArray ReadArray(string path, MnistFile file, bool requireBundledContent)
    {
        if (!requireBundledContent)
            return IdxFile.Read(path, file.Rank, file.Content);
        var (array, actual) = ReadHashed(path, file);
        if (actual != file.Sha256)
            throw BadInputException.At(path, $"the bundled file, whose content has SHA-256 {file.Sha256}", actual);
        return array;
    }

    internal static string? Find(MnistFile file, string folder)
    {
        try
        {
            return file.FindIn(folder);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(folder, "a folder with IDX files", e);
        }
    }

    private static (LabeledRows Rows, ImageSize Size) ReadRows(string folder, MnistFile imageFile, MnistFile labelFile, bool requireBundledContent)
    {
        var imagePath = Find(imageFile, folder)!;
        var labelPath = Find(labelFile, folder)!;
        var labels = ReadArray(labelPath, labelFile, requireBundledContent);
        var images = ReadArray(imagePath, imageFile, requireBundledContent);
        var count = images.Shape[0];
        if (labels.Shape[0] != count)
            throw BadInputException.At(labelPath, FormattableString.Invariant($"{count} labels, one for each image of {imagePath}"), FormattableString.Invariant($"{labels.Shape[0]}"));
        var classes = ToClasses(labels, labelPath);
        var size = new ImageSize(images.Shape[1], images.Shape[2]);
        try
        {
            var inputs = images.Type == NumberType.UInt8
                ? new InputMatrix((byte[])images.Values, count, size.Features)
                : new InputMatrix(images.ToSingles(), count, size.Features);
            return (new LabeledRows(inputs, classes, Classes), size);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{imagePath}: {e.Message}", e);
        }
    }

    private static int[] ToClasses(NumberArray labels, string path)
    {
        var values = labels.ToSingles();
        var classes = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is not (>= 0 and < Classes) || values[i] != MathF.Floor(values[i]))
                throw BadInputException.At(path, FormattableString.Invariant($"labels from 0 to {Classes - 1}"), FormattableString.Invariant($"{values[i]} at row {i}"));
            classes[i] = (int)values[i];
        }

        return classes;
    }
}
