namespace RrrGpu.Training;

/// <summary>What became of a trial. Accuracies and losses are null where the trial failed before it had any.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Failure">Why it has no usable model; null where it has.</param>
/// <param name="TrainAccuracy">Share of training rows classified as labelled.</param>
/// <param name="ValidationAccuracy">The same of rows held out; null where there are none.</param>
/// <param name="TestAccuracy">The same of test rows.</param>
/// <param name="CrossEntropy">Summed over the training rows after the last step.</param>
/// <param name="RightReasons">The right-reasons term, λ₁ included, summed over the training rows after the last step.</param>
/// <param name="InitialRatio">
/// The right-reasons term over cross-entropy early in training (Ross 2018, figure 2.11 and appendix 2.A); null where nothing is annotated.
/// </param>
/// <param name="Epochs">Epochs it trained for.</param>
/// <param name="Steps">Steps it took.</param>
/// <param name="ParametersSha256">A hash of θ, by which runs can be compared bit for bit.</param>
/// <param name="GroupSize">How many models were trained beside it, itself included.</param>
/// <param name="GroupSeconds">Seconds of training that they took together.</param>
public sealed record TrialResult(
    Trial Trial,
    TrialStatus Status,
    string? Failure,
    double? TrainAccuracy,
    double? ValidationAccuracy,
    double? TestAccuracy,
    double? CrossEntropy,
    double? RightReasons,
    double? InitialRatio,
    int Epochs,
    long Steps,
    string? ParametersSha256,
    int GroupSize,
    double GroupSeconds);

/// <summary>How a trial ended.</summary>
public enum TrialStatus
{
    /// <summary>It has a model.</summary>
    Completed,

    /// <summary>It failed; the reason is recorded.</summary>
    Failed,
}
