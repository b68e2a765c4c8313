namespace RrrGpu.Training;

/// <summary>What find-another-explanation tells and asks its caller on the way.</summary>
public sealed record FindAnotherSurroundings
{
    /// <summary>Models of the same run that were found earlier, θ₀ first: the search goes on behind them. Only after the last is it asked whether to stop.</summary>
    public IReadOnlyList<FoundModel> Earlier { get; init; } = [];

    /// <summary>Runs each training (given what it is called), with something to report progress to.</summary>
    public Func<string, Func<IProgress<TrainingProgress>?, TrainingResult>, TrainingResult> Train { get; init; } = static (_, train) => train(null);

    /// <summary>Hears of every model when it is found, with the training it came from; models found earlier are left out.</summary>
    public Action<FoundModel, TrainingResult> Found { get; init; } = static (_, _) => { };

    /// <summary>Stops between steps.</summary>
    public CancellationToken Cancellation { get; init; }
}
