using RrrGpu.Host.Data;

namespace RrrGpu.Host.Experiments;

/// <summary>20 Newsgroups, which is not shipped, for the experiments that need it.</summary>
internal static class NewsgroupsAtHand
{
    /// <summary>Says what is needed and how to get it; null where the posts are there.</summary>
    /// <exception cref="BadInputException">The folder of data sets is not there.</exception>
    public static string? Missing(ExperimentContext context) => Source.IsThere(Chosen(context))
        ? null
        : $"{Newsgroups.Name}: needs {NewsgroupPosts.Expected}, which are not bundled: '{NewsgroupsSource.HowToGet}' downloads them, or name a folder or a 20news-bydate*.tar.gz with --data";

    /// <summary>Reads posts and rows.</summary>
    /// <exception cref="BadInputException">They are not there or cannot be used.</exception>
    public static Newsgroups Load(ExperimentContext context) => Newsgroups.From(Source.Read(Chosen(context), mustBeThere: false), context.DataSeed);

    private static NewsgroupsSource Source => new(UserFolder.Path);

    private static string? Chosen(ExperimentContext context) =>
        DataSetCatalog.ChosenFolder(context.DataFolder, Environment.GetEnvironmentVariable(DataSetCatalog.FolderVariable), takesFiles: true);
}
