using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>
/// How an ensemble is trained; what each model has to itself is in <see cref="ModelRun"/>. The defaults are the reference protocol
/// of Ross et al. 2017 and its code: raw inputs, fixed order, the last partial minibatch used, losses summed over rows.
/// </summary>
public sealed record TrainingSettings
{
    /// <summary>Passes over the training rows; at least 1.</summary>
    public int Epochs { get; init; } = 64;

    /// <summary>Rows a minibatch, <see cref="AlwaysInclude"/> not counted; at least 1.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>H1, the units of the first hidden layer; at least 1.</summary>
    public int Hidden1 { get; init; } = 50;

    /// <summary>H2, the units of the second hidden layer; at least 1.</summary>
    public int Hidden2 { get; init; } = 30;

    /// <summary>The standard deviation of initial weights and biases; finite and positive.</summary>
    public float InitialDeviation { get; init; } = Initialization.ReferenceDeviation;

    /// <summary>
    /// The loss, with its explained scalar, penalty and reduction over rows. A similarity penalty couples the models: they then train
    /// on the same rows at the same time, and as one; a model that diverges ends them all.
    /// </summary>
    public ObjectiveDefinition Objective { get; init; } = new();

    /// <summary>Adam's constants: decays from 0 up to but not including 1, ε above 0.</summary>
    public AdamSettings Adam { get; init; } = new();

    /// <summary>
    /// Whether rows are put into a new order each epoch. The order is a function of the model's seed and the epoch alone; models that
    /// a similarity penalty couples all take that of the first one's seed.
    /// </summary>
    public bool Shuffle { get; init; }

    /// <summary>What is done to inputs first.</summary>
    public InputScaling Scaling { get; init; }

    /// <summary>Training rows that are put before those of every minibatch, beside their own turn; indices into the data set's.</summary>
    public IReadOnlyList<int> AlwaysInclude { get; init; } = [];

    /// <summary>Training rows to hold out; null trains on all.</summary>
    public ValidationSplit? Validation { get; init; }

    /// <summary>When to stop early; null never does. Needs <see cref="Validation"/>, and no similarity penalty.</summary>
    public EarlyStop? EarlyStop { get; init; }

    /// <summary>Epochs between checkpoints, where a store is given; at least 1.</summary>
    public int CheckpointEvery { get; init; } = 8;

    /// <summary>
    /// The most time between checkpoints, where a store is given; they then come by time alone, inside epochs too, and
    /// <see cref="CheckpointEvery"/> is not looked at. Above zero; null counts epochs.
    /// </summary>
    public TimeSpan? CheckpointInterval { get; init; }

    /// <summary>Returns these settings if every one is usable by itself.</summary>
    /// <exception cref="ArgumentException">One is not; the message names it, what was expected and what came.</exception>
    public TrainingSettings Validated()
    {
        RequireAtLeastOne(Epochs, "epochs");
        RequireAtLeastOne(BatchSize, "batch size");
        RequireAtLeastOne(Hidden1, "hidden layer 1");
        RequireAtLeastOne(Hidden2, "hidden layer 2");
        RequireAtLeastOne(CheckpointEvery, "epochs between checkpoints");
        if (CheckpointInterval is { } interval)
            Require(interval > TimeSpan.Zero, "time between checkpoints", "more than none", interval);
        Require(float.IsFinite(InitialDeviation) && InitialDeviation > 0, "initial deviation", "a finite number above 0", InitialDeviation);
        RequireMember(Scaling, "input scaling");
        RequireObjective();
        Require(Adam is not null, "Adam settings", "some", "none");
        Require(Adam!.Beta1 is >= 0 and < 1, "Adam beta1", "a number from 0 up to but not including 1", Adam.Beta1);
        Require(Adam.Beta2 is >= 0 and < 1, "Adam beta2", "a number from 0 up to but not including 1", Adam.Beta2);
        Require(float.IsFinite(Adam.Epsilon) && Adam.Epsilon > 0, "Adam epsilon", "a finite number above 0", Adam.Epsilon);
        Require(AlwaysInclude is not null, "always included rows", "a list", "none");
        foreach (var row in AlwaysInclude!)
            Require(row >= 0, "always included rows", "indices of at least 0", row);
        RequireHoldOut();
        return this;
    }

    private void RequireObjective()
    {
        Require(Objective is not null, "objective", "one", "none");
        RequireMember(Objective!.Explained, "explained scalar");
        RequireMember(Objective.Norm, "penalty");
        RequireMember(Objective.Reduction, "reduction");
        Objective.Similarity?.Validated();
    }

    private void RequireHoldOut()
    {
        if (Validation is not null)
            Require(Validation.Fraction is > 0 and < 1, "validation fraction", "a number above 0 and below 1", Validation.Fraction);
        if (EarlyStop is null)
            return;
        Require(Objective.Similarity is null, "early stop", "none beside a similarity penalty, whose models cannot end one by one", $"a patience of {EarlyStop.Patience} epochs");
        Require(Validation is not null, "early stop", "a validation split to measure on", "none");
        RequireAtLeastOne(EarlyStop.Patience, "early stop patience");
        RequireMember(EarlyStop.Measure, "early stop measure");
        Require(double.IsFinite(EarlyStop.MinimumGain) && EarlyStop.MinimumGain >= 0, "early stop minimum gain", "a finite number of at least 0", EarlyStop.MinimumGain);
    }

    private static void RequireAtLeastOne(int value, string setting) => Require(value >= 1, setting, "at least 1", value);

    private static void RequireMember<T>(T value, string setting)
        where T : struct, Enum =>
        Require(Enum.IsDefined(value), setting, $"one of {string.Join(", ", Enum.GetNames<T>())}", value);

    private static void Require(bool holds, string setting, string expected, object got)
    {
        if (!holds)
            throw new ArgumentException($"{setting}: expected {expected}, got {got}");
    }
}
