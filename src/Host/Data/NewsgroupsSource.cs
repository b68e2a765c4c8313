using RrrGpu.Training;

namespace RrrGpu.Host.Data;

/// <summary>20 Newsgroups: from a folder or archive that the user names, or from the folder of this user's downloads.</summary>
/// <param name="userFolder">The folder of downloads; null looks in none.</param>
internal sealed class NewsgroupsSource(string? userFolder) : IDataSetSource
{
    public const string HowToGet = "rrr data get 20news";

    public DataSetDescription Description { get; } = new(
        Newsgroups.Name,
        1079,
        717,
        Newsgroups.MaxFeatures,
        2,
        IsBundled: false,
        "posts of their authors; not bundled",
        "K. Lang, 20 Newsgroups, by-date split by J. Rennie; alt.atheism and soc.religion.christian",
        HowToGet);

    public bool TakesFiles => true;

    public DataSet Load(DataRequest request) => Newsgroups.From(Read(request.Folder, request.MustBeThere), request.Seed).Data;

    /// <summary>Reads the posts from where they are.</summary>
    /// <exception cref="BadInputException">They are nowhere, which the message says how to change, or cannot be used.</exception>
    public NewsgroupPosts Read(string? chosen, bool mustBeThere)
    {
        if (File.Exists(chosen))
            return NewsgroupPosts.Read(chosen);
        var found = chosen is null ? null : NewsgroupPosts.FindIn(chosen);
        if (found is null && !mustBeThere && Directory.Exists(userFolder))
            found = NewsgroupPosts.FindIn(userFolder);
        if (found is not null)
            return NewsgroupPosts.Read(found);
        var expected = $"{NewsgroupPosts.Expected}, in a folder or a 20news-bydate*.tar.gz";
        throw BadInputException.At(chosen ?? userFolder ?? "--data", expected, $"none; '{HowToGet}' downloads them, or name a folder that has them with --data");
    }

    public bool IsThere(string? folder) => File.Exists(folder) || Places(folder).Any();

    public IEnumerable<DataFileCheck> Verify(string? folder) =>
        Places(folder).Select(static found => DataChecks.OfStructure(found, NewsgroupPosts.Expected, () =>
        {
            var posts = NewsgroupPosts.Read(found);
            return $"{posts.Train.Count} training and {posts.Test.Count} test posts";
        }));

    private IEnumerable<string> Places(string? folder) =>
        new[] { folder, userFolder }.Distinct().Where(Directory.Exists).Select(static place => NewsgroupPosts.FindIn(place!)).OfType<string>();
}
