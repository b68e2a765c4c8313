using System.CommandLine;
using RrrGpu.Host.Data;
using RrrGpu.Host.Tables;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>Where data come from, for every verb that reads some.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _folder = new("--data")
    {
        Description = $"Folder of data sets: MNIST's IDX files, Iris-Cancer's two tables, posts or archive of 20 Newsgroups, there or in its subfolders mnist, iris-cancer, 20news. They take the place of bundled ones. For 20 Newsgroups also the archive itself. Default: ${DataSetCatalog.FolderVariable}.",
        HelpName = "DIR",
    };

    private readonly Option<long> _seed = NumberParser.Whole("--data-seed", "Seed of generated data, and of how a table's rows are put into order and held out.", 0L);
    private readonly TableOptions _table = new();

    /// <summary>The argument that names a data set or a table.</summary>
    public static Argument<string> DataSet() => new("DATASET")
    {
        Description = $"One of {string.Join(", ", DataSetCatalog.Names)}, or a table of your own: a {TableFiles.Kinds}.",
    };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="withTables">Whether it takes tables.</param>
    public void AddTo(Command command, bool withTables = false)
    {
        command.Options.Add(_folder);
        command.Options.Add(_seed);
        if (withTables)
            _table.AddTo(command);
    }

    /// <summary>The folder, null where none was named.</summary>
    public string? Folder(ParseResult parsed) => parsed.GetValue(_folder);

    /// <summary>The seed of generated data.</summary>
    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>Throws unless there is such a data set, or such a file and what is said of it makes sense; reads no data.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The data set's name, or a table's file.</param>
    /// <param name="isForModel">Whether a model may say what the command line does not.</param>
    /// <exception cref="BadInputException">It is not so.</exception>
    public void RequireKnown(ParseResult parsed, string name, bool isForModel = false)
    {
        if (!TableFiles.IsTable(name))
        {
            DataSetCatalog.RequireKnown(name);
            _table.RequireNone(parsed, name);
            return;
        }

        if (!File.Exists(name))
            throw BadInputException.At(name, $"a table: a {TableFiles.Kinds}", Directory.Exists(name) ? "a folder" : "nothing: no such file");
        var request = _table.Request(parsed, name, Seed(parsed));
        _ = isForModel ? request : request.Validated();
    }

    /// <summary>Loads a data set, or a table; standard error says what came.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The data set's name, or the table's file.</param>
    /// <param name="mustBeThere">Whether a folder that the option names must hold this data set.</param>
    /// <exception cref="BadInputException">It is unknown or unusable.</exception>
    public DataSet Load(ParseResult parsed, string name, bool mustBeThere) => Announced(TableFiles.IsTable(name)
        ? OwnTable.Load(_table.Request(parsed, name, Seed(parsed)))
        : DataSetCatalog.Load(name, Folder(parsed), Seed(parsed), mustBeThere));

    /// <summary>
    /// Loads what a model is to explain. Of the table that it was trained on the training and test rows are those of the training; of
    /// another table, all rows (of an archive, those of X), read as those of the training were. Standard error says what came.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="name">The data set's name, or the table's file.</param>
    /// <param name="layout">What the model knows of its rows.</param>
    /// <exception cref="BadInputException">It is unknown or unusable, or its columns are not those of the training.</exception>
    public DataSet LoadFor(ParseResult parsed, string name, TableLayout layout)
    {
        if (!TableFiles.IsTable(name))
            return Load(parsed, name, mustBeThere: true);
        var asked = _table.Request(parsed, name, Seed(parsed));
        if (layout.Sha256.Length == 0 || TableFiles.Hash(name) != layout.Sha256)
        {
            var stored = TableRequest.Of(layout, name, null);
            return Announced(OwnTable.LoadNew(asked with { Label = asked.Label ?? stored.Label, Categorical = stored.Categorical, Dropped = [.. stored.Dropped, .. asked.Dropped] }, layout));
        }

        if (asked.Label is { } label && label != layout.Label)
            throw new BadInputException($"--label: expected {layout.Label}, as the model was trained on these rows, got {label}");
        return Announced(OwnTable.Load(TableRequest.Of(layout, name, asked.TestFile ?? layout.TestFile)));
    }

    private static DataSet Announced(DataSet data)
    {
        Console.Error.WriteLine($"data: {data.Name}, {data.Train.Count} + {data.Test.Count} rows, from {data.Source}");
        return data;
    }
}
