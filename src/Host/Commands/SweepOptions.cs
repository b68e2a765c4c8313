using System.CommandLine;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>The grid of <c>rrr sweep</c>, where it is kept, and how it is divided.</summary>
internal sealed class SweepOptions
{
    private readonly Option<string> _lambda1 = Axis(
        "--lambda1",
        "LO..HI:COUNT|X,Y,Z|auto",
        "Values of the weight of the right-reasons term: log-spaced from LO to HI, or a list; auto has each seed and annotation take the one that balances the term against cross-entropy before the first step.",
        "1000");

    private readonly Option<string> _lambda2 = Axis("--lambda2", "LO..HI:COUNT|X,Y,Z", "Values of the weight of the squared parameters.", "1e-4");
    private readonly Option<string> _learningRate = Axis("--learning-rate", "LO..HI:COUNT|X,Y,Z", "Values of Adam's step size.", "1e-3");
    private readonly Option<string?> _seeds = new("--seeds") { Description = "Seeds: both ends of A..B, or a list; default: that of --seed.", HelpName = "A..B|X,Y,Z" };

    private readonly Option<string> _annotations = Axis(
        "--annotations",
        "LIST",
        "Annotations, each a value of the grid: none, full (the data set's own), features:FEATURES, or files as train takes. Commas part them; + unites some into one, such as features:0+features:1.",
        "none");

    private readonly Option<string> _store = new("--store") { Description = "The database of trials: made where there is none, gone on with where there is one.", HelpName = "FILE", Required = true };
    private readonly Option<int?> _group = NumberParser.Optional<int>("--group", "Models to train as one ensemble; default: chosen from the device.", "a whole number");
    private readonly Option<bool> _retry = new("--retry-failed") { Description = "Train trials again that failed." };
    private readonly Option<double> _interval = NumberParser.Real("--checkpoint-seconds", "The most seconds between a group's checkpoints: what a kill can lose.", 30.0);
    private readonly Option<string?> _export = new("--export") { Description = "Write all of the store's results to a .csv or .parquet file as well.", HelpName = "FILE" };

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _lambda1, _lambda2, _learningRate, _seeds, _annotations, _store, _group, _retry, _interval, _export })
            command.Options.Add(option);
    }

    /// <summary>The grid.</summary>
    /// <exception cref="BadInputException">An axis cannot be read.</exception>
    /// <exception cref="ArgumentException">A number is unusable.</exception>
    public SweepGrid Grid(ParseResult parsed, long seed)
    {
        var grid = new SweepGrid(
            parsed.GetValue(_lambda1) is Lambda1Choice.Auto ? null : AxisParser.Numbers("--lambda1", parsed.GetValue(_lambda1)!),
            AxisParser.Numbers("--lambda2", parsed.GetValue(_lambda2)!),
            AxisParser.Numbers("--learning-rate", parsed.GetValue(_learningRate)!),
            parsed.GetValue(_seeds) is { } seeds ? AxisParser.Seeds("--seeds", seeds) : [seed],
            AxisParser.Names("--annotations", parsed.GetValue(_annotations)!));
        foreach (var lambda1 in grid.Lambda1 ?? [])
            new ModelSettings(Lambda1: lambda1).Validated();
        foreach (var lambda2 in grid.Lambda2)
            new ModelSettings(Lambda2: lambda2).Validated();
        foreach (var learningRate in grid.LearningRate)
            new ModelSettings(LearningRate: learningRate).Validated();
        return grid;
    }

    /// <summary>The store's file.</summary>
    public string Store(ParseResult parsed) => parsed.GetValue(_store)!;

    /// <summary>The most models of a group; null leaves it to the device.</summary>
    /// <exception cref="BadInputException">It is not positive.</exception>
    public int? Group(ParseResult parsed) => parsed.GetValue(_group) is not { } size ? null
        : size >= 1 ? size
        : throw new BadInputException($"--group: expected at least 1, got {size}");

    /// <summary>Whether failed trials are trained again.</summary>
    public bool RetriesFailed(ParseResult parsed) => parsed.GetValue(_retry);

    /// <summary>The most time between checkpoints.</summary>
    /// <exception cref="BadInputException">It is not positive.</exception>
    public TimeSpan Interval(ParseResult parsed) => parsed.GetValue(_interval) is > 0 and < 1e9 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new BadInputException(FormattableString.Invariant($"--checkpoint-seconds: expected a number above 0, got {parsed.GetValue(_interval)}"));

    /// <summary>The file that results are written to; null for none.</summary>
    public string? Export(ParseResult parsed) => parsed.GetValue(_export);

    private static Option<string> Axis(string name, string form, string description, string standard) => new(name)
    {
        Description = description,
        HelpName = form,
        DefaultValueFactory = _ => standard,
    };
}
