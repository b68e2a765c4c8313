using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>Iris-Cancer: from the bundled tables, or from those of a folder or its subfolder <c>iris-cancer</c>.</summary>
internal sealed class IrisCancerSource : IDataSetSource
{
    private static readonly string[] s_files = [IrisCancer.IrisFile, IrisCancer.CancerFile];

    public DataSetDescription Description => new(
        IrisCancer.Name,
        IrisCancer.Rows - IrisCancer.TestRows,
        IrisCancer.TestRows,
        IrisCancer.FeatureNames.Count,
        2,
        IsBundled,
        "CC BY 4.0",
        "R. A. Fisher, Iris; W. Wolberg et al., Breast Cancer Wisconsin (Diagnostic); UCI Machine Learning Repository, files of scikit-learn 1.2.1");

    private static bool IsBundled => Directory.Exists(IrisCancer.BundledFolder);

    public DataSet Load(DataRequest request)
    {
        var (rows, source) = ReadRows(request);
        return IrisCancer.From(rows, IrisCancer.Split(request.Seed, 0), source);
    }

    /// <summary>All rows before they are split, and where they came from.</summary>
    /// <param name="request">Where to look; its seed is not used.</param>
    /// <exception cref="BadInputException">A table is missing or unusable.</exception>
    public static (LabeledRows Rows, string Source) ReadRows(DataRequest request)
    {
        if (request.Folder is { } chosen)
        {
            if (FolderWithFiles(chosen) is { } folder)
                return (IrisCancer.ReadRows(folder), $"tables in {folder}");
            if (request.MustBeThere)
                throw BadInputException.At(chosen, $"{string.Join(" and ", s_files)}, there or in its subfolder {IrisCancer.Name}", "neither of them");
        }

        if (!IsBundled)
            throw BadInputException.At(IrisCancer.BundledFolder, "the bundled tables", "no such folder: this build came without them; name a folder that has them with --data");
        return (IrisCancer.ReadRows(), request.Folder is null ? "bundled tables" : $"bundled tables ({request.Folder} holds none)");
    }

    public IEnumerable<DataFileCheck> Verify(string? folder)
    {
        if (IsBundled || folder is null)
        {
            foreach (var file in s_files)
            {
                var path = Path.Combine(IrisCancer.BundledFolder, file);
                yield return DataChecks.Of(path, "sha256:" + IrisCancer.Sha256Of(file), () => "sha256:" + ClassTable.Hash(path));
            }
        }

        if (folder is not null && FolderWithFiles(folder) is { } found)
        {
            yield return DataChecks.OfStructure(found, "tables of Iris and of Breast Cancer Wisconsin (Diagnostic)", () =>
            {
                var rows = IrisCancer.ReadRows(found);
                return $"{rows.Count} rows of {rows.Inputs.Columns} features";
            });
        }
    }

    private static string? FolderWithFiles(string chosen) =>
        Array.Find([chosen, Path.Combine(chosen, IrisCancer.Name)], static folder => s_files.Any(file => File.Exists(Path.Combine(folder, file))));
}
