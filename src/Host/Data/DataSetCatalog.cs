using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>The data sets by name, generated, from the files beside the program, or from a folder that the user names.</summary>
public static class DataSetCatalog
{
    /// <summary>The environment variable that names a folder of data sets where no option does.</summary>
    public const string FolderVariable = "RRR_DATA";

    private static readonly IDataSetSource[] s_sources =
    [
        new MnistSource(isDecoy: false),
        new MnistSource(isDecoy: true),
        new GeneratedSource(
            new(Quadrants.Name, Quadrants.TrainRows, Quadrants.TestRows, 2, 2, true, "MIT", "generated from the data seed (Ross 2018, appendix 2.C)"),
            Quadrants.Generate),
        new GeneratedSource(
            new(ToyColors.Name, ToyColors.ReferenceRows, ToyColors.ReferenceRows, ToyColors.Image.Features, 2, true, "MIT", "generated from the data seed (Ross et al. 2017)"),
            static seed => ToyColors.Generate(seed)),
        new IrisCancerSource(),
        new NewsgroupsSource(UserFolder.Path),
    ];

    /// <summary>The names that <see cref="Load"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.ConvertAll(s_sources, static s => s.Description.Name);

    /// <summary>Describes every data set, as loaded without a folder.</summary>
    public static IReadOnlyList<DataSetDescription> List() => Array.ConvertAll(s_sources, static s => s.Description);

    /// <summary>Throws unless <see cref="Load"/> knows <paramref name="name"/>; it looks at no file.</summary>
    /// <exception cref="BadInputException">The name is unknown.</exception>
    public static void RequireKnown(string name) => Find(name);

    /// <summary>Loads a data set.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dataFolder">
    /// A folder of data sets: where it, or its subfolder of the data set's name, holds the data set's files, they take the place
    /// of the bundled ones; or a file that holds a data set, which for the others is as good as an empty folder. Null stands for what
    /// <see cref="FolderVariable"/> names, if anything.
    /// </param>
    /// <param name="dataSeed">What generated data are drawn from.</param>
    /// <param name="mustBeThere">Whether <paramref name="dataFolder"/>, where it is given, must hold the data set's files.</param>
    /// <exception cref="BadInputException">The name is unknown, the folder is not there, or a file is unusable.</exception>
    public static DataSet Load(string name, string? dataFolder = null, long dataSeed = 0, bool mustBeThere = false)
    {
        var source = Find(name);
        var isNamedForIt = mustBeThere && dataFolder is not null;
        var chosen = ChosenFolder(dataFolder, Environment.GetEnvironmentVariable(FolderVariable), takesFiles: source.TakesFiles || !isNamedForIt);
        return source.Load(new DataRequest(chosen, isNamedForIt, dataSeed));
    }

    /// <summary>Throws unless there is what a command or <see cref="FolderVariable"/> names as the place of data sets, if anything.</summary>
    /// <param name="dataFolder">As for <see cref="Load"/>.</param>
    /// <exception cref="BadInputException">There is no such folder or file.</exception>
    public static void RequireFolder(string? dataFolder) =>
        ChosenFolder(dataFolder, Environment.GetEnvironmentVariable(FolderVariable), takesFiles: true);

    /// <summary>
    /// Checks every bundled file against its SHA-256 and, where a folder of data sets is named, the structure of its files.
    /// </summary>
    /// <param name="dataFolder">As for <see cref="Load"/>.</param>
    /// <exception cref="BadInputException">The named folder is not there.</exception>
    public static IReadOnlyList<DataFileCheck> Verify(string? dataFolder = null)
    {
        var chosen = ChosenFolder(dataFolder, Environment.GetEnvironmentVariable(FolderVariable));
        return [.. s_sources.SelectMany(source => source.Verify(chosen))];
    }

    /// <summary>The data sets that are not bundled, and of which nothing is there to check.</summary>
    /// <param name="dataFolder">As for <see cref="Load"/>.</param>
    /// <exception cref="BadInputException">The named folder is not there.</exception>
    public static IReadOnlyList<DataSetDescription> Absent(string? dataFolder = null)
    {
        var chosen = ChosenFolder(dataFolder, Environment.GetEnvironmentVariable(FolderVariable));
        return [.. s_sources.Where(source => source.Description.HowToGet is not null && !source.IsThere(chosen)).Select(static source => source.Description)];
    }

    /// <summary>What the option says, or else what the variable says, where it says anything.</summary>
    internal static string? ChosenFolder(string? option, string? variable, bool takesFiles = false)
    {
        var folder = option ?? variable;
        if (option is null && string.IsNullOrEmpty(folder))
            return null;
        if (Directory.Exists(folder) || (takesFiles && File.Exists(folder)))
            return folder;
        var origin = option is null ? $"a folder of data sets (named by {FolderVariable})" : "a folder of data sets";
        throw BadInputException.At(folder!, origin, File.Exists(folder) ? "a file" : "nothing: no such folder");
    }

    private static IDataSetSource Find(string name) =>
        Array.Find(s_sources, source => source.Description.Name == name)
            ?? throw new BadInputException($"data set: expected a table ({Tables.TableFiles.Kinds}) or one of {string.Join(", ", Names)}, got '{name}'");
}
