using System.CommandLine;
using RrrGpu.Host.Data;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>Where data come from, for every verb that reads some.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _folder = new("--data")
    {
        Description = $"Folder of data sets that are not bundled; IDX files in it take the place of the bundled MNIST. Default: ${DataSetCatalog.FolderVariable}.",
        HelpName = "DIR",
    };

    private readonly Option<long> _seed = NumberParser.Whole("--data-seed", "Seed of generated data.", 0L);

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_folder);
        command.Options.Add(_seed);
    }

    /// <summary>The folder, null where none was named.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_folder);

    /// <summary>The seed of generated data.</summary>
    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Loads a data set.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The data set's name.</param>
    /// <param name="mustBeThere">Whether a folder that the option names must hold this data set.</param>
    /// <exception cref="BadInputException">It is unknown or unusable.</exception>
    public DataSet Load(ParseResult parsed, string name, bool mustBeThere) => DataSetCatalog.Load(name, Folder(parsed), Seed(parsed), mustBeThere);
}
