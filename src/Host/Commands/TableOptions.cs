using System.CommandLine;
using RrrGpu.Host.Tables;

namespace RrrGpu.Host.Commands;

/// <summary>How a table of the user's own is read.</summary>
internal sealed class TableOptions
{
    private readonly Option<string?> _label = new("--label")
    {
        Description = $"The column of a table that holds the classes, numbers or texts; in an .npz file the array, {NpzTableFile.DefaultLabel} unless said.",
        HelpName = "COLUMN",
    };

    private readonly Option<string?> _test = new("--test") { Description = "A file with the test rows of a table; default: rows held out.", HelpName = "FILE" };
    private readonly Option<double?> _share = NumberParser.Optional<double>("--test-share", $"The share of each class of a table to hold out as test rows; default: {TableRequest.DefaultTestShare.ToString(System.Globalization.CultureInfo.InvariantCulture)}.", "a number");
    private readonly Option<string[]> _categorical = Columns("--categorical", "Columns of a table whose numbers are categories; texts always are.");
    private readonly Option<string[]> _drop = Columns("--drop", "Columns of a table to leave out.");

    private Option[] All => [_label, _test, _share, _categorical, _drop];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>What was said about a file.</summary>
    public TableRequest Request(ParseResult parsed, string file, long dataSeed) => new(
        file, parsed.GetValue(_label), parsed.GetValue(_test), parsed.GetValue(_share), Split(parsed.GetValue(_categorical)), Split(parsed.GetValue(_drop)), dataSeed);

    /// <summary>Throws if anything was said, since the data set is no table.</summary>
    /// <exception cref="BadInputException">Something was.</exception>
    public void RequireNone(ParseResult parsed, string dataSet)
    {
        if (All.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } said)
            throw new BadInputException($"{said.Name}: expected a {TableFiles.Kinds} with it, got data set '{dataSet}'");
    }

    private static Option<string[]> Columns(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "COLUMNS",
        Arity = ArgumentArity.OneOrMore,
    };

    private static string[] Split(string[]? lists) => [.. (lists ?? []).SelectMany(static list => list.Split(',')).Select(static name => name.Trim()).Where(static name => name.Length > 0).Distinct()];
}
