using RrrGpu.Kernels;

namespace RrrGpu.Training;

/// <summary>The models that find-another-explanation found, and why it stopped.</summary>
/// <param name="Models">θ₀, θ₁, …, or the models trained simultaneously.</param>
/// <param name="Stopped">Why there are no more of them.</param>
/// <param name="Reason">The same in a sentence, with the numbers that decided.</param>
/// <param name="Disagreements">Test rows, those that the diverse models disagree on most first.</param>
public sealed record FindAnotherResult(
    IReadOnlyList<FoundModel> Models,
    FindAnotherStop Stopped,
    string Reason,
    IReadOnlyList<RowDisagreement> Disagreements)
{
    /// <summary>Whether the models were trained together, each with a seed of its own, and not one after another.</summary>
    public bool IsSimultaneous { get; init; }

    /// <summary>The size of the diverse ensemble, a rough measure of how redundant the data set is (Ross et al. 2017, section 2.2).</summary>
    public int DiverseModels => Models.Count(static model => model.IsDiverse);
}

/// <summary>One model that find-another-explanation found.</summary>
/// <param name="Iteration">0 for θ₀; a simultaneously trained model's number.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Lambda1">λ₁; 0 for θ₀.</param>
/// <param name="TrainAccuracy">Share of training rows classified as labelled.</param>
/// <param name="TestAccuracy">Share of test rows classified as labelled.</param>
/// <param name="CrossEntropy">Summed over the training rows.</param>
/// <param name="RightReasons">The right-reasons term, λ₁ included, summed over the training rows.</param>
/// <param name="MaskFraction">Share of all entries marked by the A that it was trained with.</param>
/// <param name="OwnMaskFraction">Share of all training entries in its own M_c.</param>
/// <param name="Overlaps">Intersection over union of its M_c with that of every earlier model, on the training rows.</param>
/// <param name="Cosines">Mean |cosine| of its input gradients of log-sum with those of every earlier model, on the test rows.</param>
/// <param name="IsDiverse">Whether it is accurate, and explains itself otherwise than every earlier diverse model; final once all models are found.</param>
/// <param name="Scale">What raw inputs go through before the network.</param>
/// <param name="Parameters">θ.</param>
public sealed record FoundModel(
    int Iteration,
    long Seed,
    float Lambda1,
    double TrainAccuracy,
    double TestAccuracy,
    double CrossEntropy,
    double RightReasons,
    double MaskFraction,
    double OwnMaskFraction,
    IReadOnlyList<double> Overlaps,
    IReadOnlyList<double> Cosines,
    bool IsDiverse,
    InputScale Scale,
    NetworkParameters Parameters)
{
    /// <summary>Seconds that its training steps took; models trained together share them.</summary>
    public double TrainSeconds { get; init; }

    /// <summary>The overlap with the model before; null for the first.</summary>
    public double? ExplanationOverlap => Overlaps.Count == 0 ? null : Overlaps[^1];
}

/// <summary>How far models disagree on one row: what an expert should look at first.</summary>
/// <param name="Row">The row's index.</param>
/// <param name="Label">Its label.</param>
/// <param name="Disagreement">
/// The mutual information of class and model in nats: the entropy of the mean probabilities less the mean entropy
/// (Houlsby et al. 2011); 0 where all agree, at most ln of the lesser of classes and models.
/// </param>
/// <param name="Predictions">Each diverse model's class, in the order of the iterations.</param>
/// <param name="Confidences">Each diverse model's probability of that class.</param>
public sealed record RowDisagreement(
    int Row,
    int Label,
    double Disagreement,
    IReadOnlyList<int> Predictions,
    IReadOnlyList<double> Confidences);
