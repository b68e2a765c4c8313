using System.IO.Compression;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Export;

/// <summary>
/// Writes a network as a NumPy archive of float32 arrays: w1 (D × H1), b1, w2, b2, w3, b3, and <c>offsets</c> and <c>divisors</c> (D each):
/// the network sees (x − offsets) / divisors.
/// </summary>
public static class NpzModel
{
    /// <summary>Writes a model.</summary>
    /// <param name="path">The file, replaced if it is there.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="scale">What raw inputs go through first.</param>
    /// <exception cref="BadInputException">The file cannot be written.</exception>
    public static void Write(string path, NetworkParameters parameters, InputScale scale)
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
        });
    }

    private static void Add(ZipArchive archive, string name, NumberArray array)
    {
        var entry = archive.CreateEntry(name + ".npy", CompressionLevel.Optimal);
        // Archives of equal models are equal files.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        NpyFile.Write(stream, array);
    }
}
