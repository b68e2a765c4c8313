using System.IO.Compression;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Export;

/// <summary>
/// Writes a network as a NumPy archive of float32 arrays: w1 (D × H1), b1, w2, b2, w3, b3, and <c>offsets</c> and <c>divisors</c> (D each):
/// the network sees (x − offsets) / divisors. Where features and classes have names, <c>feature_names</c> and <c>class_names</c> hold them.
/// </summary>
public static class NpzModel
{
    /// <summary>Writes a model.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="scale">What raw inputs go through first.</param>
    /// <param name="featureNames">D names; null for none.</param>
    /// <param name="classNames">K names; null for none.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static void Write(string path, NetworkParameters parameters, InputScale scale, IReadOnlyList<string>? featureNames = null, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(scale);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, values, dimensions) in parameters.Tensors)
                Add(archive, name, new NumberArray(values, dimensions));
            Add(archive, "offsets", new NumberArray(scale.Offsets.ToArray(), scale.Features));
            Add(archive, "divisors", new NumberArray(scale.Divisors.ToArray(), scale.Features));
            if (featureNames is not null)
                Add(archive, "feature_names", stream => NpyTexts.Write(stream, featureNames));
            if (classNames is not null)
                Add(archive, "class_names", stream => NpyTexts.Write(stream, classNames));
        });
    }

    private static void Add(ZipArchive archive, string name, NumberArray array) => Add(archive, name, stream => NpyFile.Write(stream, array));

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        var entry = archive.CreateEntry(name + ".npy", CompressionLevel.Optimal);
        // Archives of equal models are equal files.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        write(stream);
    }
}
