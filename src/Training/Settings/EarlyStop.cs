namespace RrrGpu.Training;

/// <summary>What early stopping watches on the validation rows.</summary>
public enum EarlyStopMeasure
{
    /// <summary>Cross-entropy plus the right-reasons term, combined as in training; lower is better.</summary>
    Loss,

    /// <summary>The share of rows classified as labelled; higher is better.</summary>
    Accuracy,
}

/// <summary>
/// Ends a model's training when its validation measure no longer improves; the model keeps its best epoch's state,
/// also where it runs to the end. Each model of an ensemble stops for itself,
/// which those that a similarity penalty couples cannot.
/// </summary>
/// <param name="Patience">Epochs without improvement after which training ends; at least 1.</param>
/// <param name="Measure">What is watched.</param>
/// <param name="MinimumGain">By how much the measure must improve to count; finite and not negative.</param>
public sealed record EarlyStop(int Patience, EarlyStopMeasure Measure = EarlyStopMeasure.Loss, double MinimumGain = 0);
