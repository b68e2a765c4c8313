using System.CommandLine;
using System.Globalization;
using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Commands;

/// <summary>How a model is trained: the options of <c>rrr train</c>, whose standard values are the reference protocol.</summary>
internal sealed class TrainingOptions
{
    private readonly AnnotationOptions _annotations = new();
    private readonly Option<Lambda1Choice?> _lambda1 = Lambda1Choice.Option("Weight of the right-reasons term, or auto for one that balances it against cross-entropy before the first step; default: 1000, or 0 with --annotations none.");
    private readonly Option<float> _lambda2 = NumberParser.Real("--lambda2", "Weight of the squared parameters.", 1e-4f);
    private readonly Option<float> _learningRate = NumberParser.Real("--learning-rate", "Adam's step size.", 1e-3f);
    private readonly Option<int> _epochs = NumberParser.Whole("--epochs", "Passes over the training rows.", 64);
    private readonly Option<int> _batch = NumberParser.Whole("--batch", "Rows a minibatch.", 256);

    private readonly Option<string> _hidden = new("--hidden")
    {
        Description = "Units of the two hidden layers.",
        HelpName = "H1,H2",
        DefaultValueFactory = _ => "50,30",
    };

    private readonly Option<string> _explained = new("--explained")
    {
        Description = $"The scalar whose input gradient is penalised: {Names.All<ExplainedScalar>()}.",
        HelpName = "SCALAR",
        DefaultValueFactory = _ => "log-sum",
    };

    private readonly Option<int?> _class = NumberParser.Optional<int>("--class", "The class of log-class, prob-class and logit-class.", "a whole number");

    private readonly Option<string> _penalty = new("--penalty")
    {
        Description = "How input gradients are penalised: l2 or l1.",
        HelpName = "NORM",
        DefaultValueFactory = _ => "l2",
    };

    private readonly Option<string> _reduction = new("--reduction")
    {
        Description = "How a minibatch's rows are combined: sum, mean, or mean-by-annotation (λ₁ over the marked entries).",
        HelpName = "HOW",
        DefaultValueFactory = _ => "sum",
    };

    private readonly Option<bool> _shuffle = new("--shuffle") { Description = "Put rows into a new order each epoch." };

    private readonly Option<string> _scale = new("--scale")
    {
        Description = "What is done to inputs first: raw, unit (to at most 1) or standard (mean 0, deviation 1).",
        HelpName = "HOW",
        DefaultValueFactory = _ => "raw",
    };

    private readonly Option<string?> _alwaysInclude = new("--always-include")
    {
        Description = "Rows put into every minibatch, such as 0..49 or 3,14,15: training rows or, of a table, rows of its file, counted from 0; those held out are passed over.",
        HelpName = "ROWS",
    };

    private readonly Option<double?> _validation = NumberParser.Optional<double>("--validation", "Share of the training rows to hold out.", "a number");
    private readonly Option<int?> _patience = NumberParser.Optional<int>("--patience", "Stop after this many epochs without a better validation loss, and keep the best.", "a whole number");

    private Option[] Shared =>
    [
        _epochs, _batch, _hidden, _explained, _class, _penalty, _reduction, _shuffle, _scale, _alwaysInclude, _validation, _patience,
    ];

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="except">Names of options that the verb has in a form of its own.</param>
    public void AddTo(Command command, params ReadOnlySpan<string> except)
    {
        _annotations.AddTo(command);
        foreach (var option in (Option[])[_lambda1, _lambda2, _learningRate, .. Shared])
        {
            if (!except.Contains(option.Name))
                command.Options.Add(option);
        }
    }

    /// <summary>Adds those of the options that models trained together share.</summary>
    public void AddSharedTo(Command command)
    {
        foreach (var option in Shared)
            command.Options.Add(option);
    }

    /// <summary>Whether λ₁ is to be chosen by <see cref="InitialBalance"/>.</summary>
    public bool IsLambda1Auto(ParseResult parsed) => parsed.GetValue(_lambda1) is { IsAuto: true };

    /// <summary>All that was said about the annotation; <c>none</c> where nothing was.</summary>
    /// <exception cref="BadInputException">It contradicts itself.</exception>
    public string AnnotationName(ParseResult parsed) => _annotations.Name(parsed);

    /// <summary>The settings.</summary>
    /// <exception cref="BadInputException">A name or list cannot be read.</exception>
    /// <exception cref="ArgumentException">A number is unusable.</exception>
    public TrainingSettings Settings(ParseResult parsed)
    {
        var hidden = parsed.GetValue(_hidden)!.Split(',');
        if (hidden.Length != 2 || !int.TryParse(hidden[0], CultureInfo.InvariantCulture, out var hidden1) || !int.TryParse(hidden[1], CultureInfo.InvariantCulture, out var hidden2))
            throw new BadInputException($"--hidden: expected two whole numbers such as 50,30, got '{parsed.GetValue(_hidden)}'");
        var explained = Names.Parse<ExplainedScalar>("--explained", parsed.GetValue(_explained)!);
        var explainedClass = parsed.GetValue(_class);
        if (ObjectiveDefinition.NeedsClass(explained) != explainedClass is not null)
            throw new BadInputException($"--class: expected {(explainedClass is null ? "a class" : "none")} with --explained {Names.Of(explained)}, got {explainedClass?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
        var alwaysInclude = parsed.GetValue(_alwaysInclude) is { } rows ? RowList.Parse("--always-include", rows) : [];
        return new TrainingSettings
        {
            Epochs = parsed.GetValue(_epochs),
            BatchSize = parsed.GetValue(_batch),
            Hidden1 = hidden1,
            Hidden2 = hidden2,
            Objective = new ObjectiveDefinition(
                explained,
                explainedClass,
                ParseNorm(parsed.GetValue(_penalty)!),
                Names.Parse<Reduction>("--reduction", parsed.GetValue(_reduction)!)),
            Shuffle = parsed.GetValue(_shuffle),
            Scaling = Names.Parse<InputScaling>("--scale", parsed.GetValue(_scale)!),
            AlwaysInclude = alwaysInclude,
            Validation = parsed.GetValue(_validation) is { } share ? new ValidationSplit(share) : null,
            EarlyStop = parsed.GetValue(_patience) is { } patience ? new EarlyStop(patience) : null,
        }.Validated();
    }

    /// <summary>The settings with rows counted as they are trained on, which are not known before the data are.</summary>
    /// <exception cref="BadInputException">There is no such row.</exception>
    public static TrainingSettings Placed(TrainingSettings settings, DataSet data) => data.Table is null || settings.AlwaysInclude.Count == 0
        ? settings
        : settings with { AlwaysInclude = FileRows.InTraining("--always-include", settings.AlwaysInclude, data) };

    /// <summary>What is to be said of an option that changes nothing, in one line; null for nothing.</summary>
    public static string? IdleTf32(DeviceDescription device, DataSet data, TrainingSettings settings) =>
        device.UsesTf32 && TensorCoreUse.WhyNone(data, settings) is { } reason ? $"note: {reason}, so that --tf32 changes nothing" : null;

    /// <summary>The model, its annotation not read yet.</summary>
    /// <exception cref="ArgumentException">A number is unusable.</exception>
    public ModelRun Model(ParseResult parsed, long seed)
    {
        var run = new ModelRun(seed, parsed.GetValue(_lambda1)?.Value ?? (AnnotationName(parsed) == "none" ? 0 : 1000), parsed.GetValue(_lambda2), parsed.GetValue(_learningRate));
        new ModelSettings(run.Lambda1, run.Lambda2, run.LearningRate).Validated();
        return run;
    }

    /// <summary>Reads the annotation for a data set; null for none.</summary>
    /// <exception cref="BadInputException">The data set lacks what was named, or a file is unusable.</exception>
    public Annotation? Annotation(ParseResult parsed, DataSet data) => _annotations.Read(parsed, data);

    private static PenaltyNorm ParseNorm(string name) => name switch
    {
        "l2" => PenaltyNorm.L2,
        "l1" => PenaltyNorm.L1,
        _ => throw new BadInputException($"--penalty: expected one of l2, l1, got '{name}'"),
    };
}
