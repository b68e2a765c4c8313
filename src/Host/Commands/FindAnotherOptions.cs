using System.CommandLine;
using System.Globalization;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>How find-another-explanation goes on and stops: the options of <c>rrr find-another</c> besides those of training.</summary>
internal sealed class FindAnotherOptions
{
    private const string Never = "never";
    private static readonly FindAnotherSettings s_standard = new();

    private readonly Option<int> _iterations = NumberParser.Whole("--iterations", "N: models θ0 to θN are trained, unless something stops them.", s_standard.Iterations);
    private readonly Option<float> _cutoff = NumberParser.Real("--cutoff", "c: entries whose gradient exceeds c times its row's largest are forbidden to later models.", s_standard.Cutoff);

    private readonly Option<string> _lambda1 = new("--lambda1")
    {
        Description = "Weight of the right-reasons term of θ1, θ2, …; the last number serves all that follow.",
        HelpName = "X[,Y…]",
        DefaultValueFactory = _ => "1000",
    };

    private readonly Option<string> _fall = Rule("--stop-accuracy-fall", "Stop when a model has lost this share of what the best before it had of training accuracy above chance.", s_standard.AccuracyFall);
    private readonly Option<string> _unchanged = Rule("--stop-unchanged", "Stop when masks overlap those of the model before by at least this much.", s_standard.UnchangedOverlap);
    private readonly Option<string> _saturated = Rule("--stop-saturated", "Stop when A marks at least this share of all entries.", s_standard.SaturatedFraction);
    private readonly Option<double> _diverseFall = NumberParser.Real("--diverse-accuracy-fall", "A diverse model is clearly above chance, and has lost less than this share of what the best of all has of training accuracy above chance.", s_standard.DiverseFall);
    private readonly Option<double> _diverseOverlap = NumberParser.Real("--diverse-overlap", "A diverse model's masks overlap those of every earlier one by less than this.", s_standard.DiverseOverlap);
    private readonly Option<int?> _simultaneous = NumberParser.Optional<int>("--simultaneous", "Train so many models at once that are penalised for explaining themselves alike, instead of one after another.", "a whole number");
    private readonly Option<float?> _similarityWeight = NumberParser.Optional<float>("--similarity-weight", "Weight of that penalty; default: 1.", "a number");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _iterations, _cutoff, _lambda1, _fall, _unchanged, _saturated, _diverseFall, _diverseOverlap, _simultaneous, _similarityWeight,
        })
            command.Options.Add(option);
    }

    /// <summary>The settings.</summary>
    /// <exception cref="BadInputException">A list or rule cannot be read.</exception>
    /// <exception cref="ArgumentException">A number is unusable.</exception>
    public FindAnotherSettings Settings(ParseResult parsed) => new FindAnotherSettings
    {
        Iterations = parsed.GetValue(_iterations),
        Cutoff = parsed.GetValue(_cutoff),
        Lambda1 = Array.ConvertAll(parsed.GetValue(_lambda1)!.Split(','), word =>
            float.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new BadInputException($"--lambda1: expected numbers such as 1000 or 1000,10000, got '{parsed.GetValue(_lambda1)}'")),
        AccuracyFall = Parse(_fall, parsed),
        UnchangedOverlap = Parse(_unchanged, parsed),
        SaturatedFraction = Parse(_saturated, parsed),
        DiverseFall = parsed.GetValue(_diverseFall),
        DiverseOverlap = parsed.GetValue(_diverseOverlap),
    }.Validated();

    /// <summary>How many models are trained at once, and the weight of their penalty; null for one after another.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isAnnotated">Whether the models have an annotation from the start, without which λ₁ weighs nothing.</param>
    /// <exception cref="BadInputException">A number is unusable, or an option is named that has no part in what is asked for.</exception>
    public (int Models, float Weight)? Simultaneous(ParseResult parsed, bool isAnnotated)
    {
        var (models, weight) = (parsed.GetValue(_simultaneous), parsed.GetValue(_similarityWeight));
        if (models is null)
            return weight is null ? null : throw new BadInputException(FormattableString.Invariant($"--similarity-weight: expected --simultaneous with it, got {weight} alone"));
        if (models < 2)
            throw new BadInputException($"--simultaneous: expected at least 2 models, got {models}");
        if (weight is { } w && (!float.IsFinite(w) || w < 0))
            throw new BadInputException(FormattableString.Invariant($"--similarity-weight: expected a finite number of at least 0, got {w}"));
        foreach (var option in new Option[] { _iterations, _fall, _unchanged, _saturated })
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new BadInputException($"{option.Name}: expected none with --simultaneous, which trains all models at once, got one");
        }

        if (parsed.GetResult(_lambda1) is { Implicit: false } && (!isAnnotated || parsed.GetValue(_lambda1)!.Contains(',')))
            throw new BadInputException($"--lambda1: expected {(isAnnotated ? "one number with --simultaneous" : "none with --simultaneous and no --annotations")}, got '{parsed.GetValue(_lambda1)}'");
        return (models.Value, weight ?? 1);
    }

    private static Option<string> Rule(string name, string description, double? standard) => new(name)
    {
        Description = description,
        HelpName = $"X|{Never}",
        DefaultValueFactory = _ => standard?.ToString(CultureInfo.InvariantCulture) ?? Never,
    };

    private static double? Parse(Option<string> rule, ParseResult parsed)
    {
        var word = parsed.GetValue(rule)!;
        if (word == Never)
            return null;
        return double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1
            ? value
            : throw new BadInputException($"{rule.Name}: expected a number above 0 and at most 1, or {Never}, got '{word}'");
    }
}
