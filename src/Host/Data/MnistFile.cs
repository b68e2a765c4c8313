using System.Text.RegularExpressions;

namespace RrrGpu.Host.Data;

/// <summary>One of MNIST's four files.</summary>
/// <param name="Stem">How its name begins.</param>
/// <param name="Content"><c>images</c> or <c>labels</c>.</param>
/// <param name="Sha256">SHA-256 of the unzipped content of the bundled file.</param>
internal sealed partial record MnistFile(string Stem, string Content, string Sha256)
{
    public static readonly MnistFile TrainImages = new("train-images", "images", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
    public static readonly MnistFile TrainLabels = new("train-labels", "labels", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5");
    public static readonly MnistFile TestImages = new("t10k-images", "images", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7");
    public static readonly MnistFile TestLabels = new("t10k-labels", "labels", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

    /// <summary>All four, training first.</summary>
    public static readonly IReadOnlyList<MnistFile> All = [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>The dimensions that the file's array must have.</summary>
    public int Rank => Content == "images" ? 3 : 1;

    /// <summary>The bundled file's name.</summary>
    public string BundledName => $"{Stem}-idx{Rank}-ubyte.gz";

    /// <summary>
    /// The path of this file in a folder, or null: <c>STEM-idx3-ubyte</c>, <c>STEM.idx3-ubyte</c>, another element type's name
    /// or none behind it, with or without <c>.gz</c>; of several, the first by ordinal order, which puts a plain file first.
    /// </summary>
    public string? FindIn(string folder) =>
        Directory.EnumerateFiles(folder, Stem + "*")
            .Where(path => Ending().IsMatch(Path.GetFileName(path)[Stem.Length..]))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();

    [GeneratedRegex(@"^[-.]idx([13](-[a-z0-9]+)?)?(\.gz)?$")]
    private static partial Regex Ending();
}
