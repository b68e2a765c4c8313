using RrrGpu.Host.Reports;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Experiments;

/// <summary>A published experiment that can be run again.</summary>
/// <param name="Name">What <c>rrr reproduce</c> takes.</param>
/// <param name="Title">What it shows, in a line.</param>
/// <param name="Run">Runs it.</param>
/// <param name="Missing">
/// Says what it needs and how to get it, where that is not at hand: with <c>--all</c> it is then left out. Null where it needs nothing.
/// </param>
internal sealed record Experiment(string Name, string Title, Func<ExperimentContext, Report> Run, Func<ExperimentContext, string?>? Missing = null)
{
    /// <summary>Every experiment there is.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        BoundariesExperiment.Definition,
        DecoyMnistExplained.Definition,
        DecoyMnistExperiment.Definition,
        DecoyMnistDiscovery.Definition,
        DecoyMnistLambda1.Definition,
        DecoyMnistLosses.Definition,
        ToyColorsRules.Definition,
        ToyColorsTransitions.Definition,
        ToyColorsDiscovery.Definition,
        ToyColorsLessData.Definition,
        IrisCancerSplits.Definition,
        IrisCancerDiscovery.Definition,
        NewsgroupsExplanations.Definition,
        NewsgroupsDiscovery.Definition,
        ExplanationTimes.Definition,
        LimeAgreement.Definition,
    ];
}

/// <summary>What an experiment is run with.</summary>
/// <param name="Engine">Where.</param>
/// <param name="Seeds">A model of each kind is trained for each seed, where the experiment does not say that it takes only the first.</param>
/// <param name="DataFolder">The folder of data sets, null for the bundled ones.</param>
/// <param name="DataSeed">The seed of generated data.</param>
/// <param name="Quick">Whether to spend a fraction of the time, and judge by bands stated for that.</param>
/// <param name="Command">The command line that was typed.</param>
/// <param name="Cancellation">Stops between steps.</param>
internal sealed record ExperimentContext(
    IEngine Engine,
    IReadOnlyList<long> Seeds,
    string? DataFolder,
    long DataSeed,
    bool Quick,
    string Command,
    CancellationToken Cancellation)
{
    /// <summary>The first seed alone, for experiments that look at one model.</summary>
    public IReadOnlyList<long> FirstSeed => [Seeds[0]];

    /// <summary>The given seeds, and where these are fewer than <paramref name="count"/>, those that follow the highest.</summary>
    public IReadOnlyList<long> AtLeast(int count) =>
        [.. Seeds, .. Enumerable.Range(1, Math.Max(0, count - Seeds.Count)).Select(next => Seeds.Max() + next)];
}
