using RrrGpu.Host;
using RrrGpu.Host.Data;

namespace RrrGpu.Bench.Comparison;

/// <summary>The data that a comparison may train on.</summary>
internal static class ComparedData
{
    /// <summary>Decoy MNIST.</summary>
    public const string DecoyMnist = "decoy-mnist";

    /// <summary><see cref="SparseTable"/>.</summary>
    public const string Sparse = "sparse";

    /// <summary>20 Newsgroups, atheism against Christianity, as <c>rrr</c> makes rows of it.</summary>
    public const string Newsgroups = RrrGpu.Host.Data.Newsgroups.Name;

    /// <summary>All names.</summary>
    public static string[] Names { get; } = [DecoyMnist, Sparse, Newsgroups];

    /// <summary>Writes the table of <paramref name="data"/>, which is not Decoy MNIST.</summary>
    /// <param name="data">The name.</param>
    /// <param name="folder">Where 20 Newsgroups is; null looks where <c>rrr</c> does.</param>
    /// <param name="path">The table.</param>
    /// <exception cref="ArgumentException">The posts are not there, or unusable.</exception>
    public static void Write(string data, string? folder, string path)
    {
        if (data == Sparse)
        {
            SparseTable.Write(path);
            return;
        }

        try
        {
            var posts = DataSetCatalog.Load(data, folder, mustBeThere: folder is not null);
            NumpyTable.Write(path, posts.Train, posts.Test);
        }
        catch (BadInputException e)
        {
            // Where rrr says --data, this command says --posts.
            throw new ArgumentException(e.Message.Replace("--data", "--posts", StringComparison.Ordinal), e);
        }
    }

    /// <summary>What a table's heading calls <paramref name="data"/>.</summary>
    public static string Title(string data) => data switch
    {
        Sparse => "5,000 sparse features",
        Newsgroups => "20 Newsgroups",
        _ => "Decoy MNIST",
    };
}
