namespace RrrGpu.Training;

/// <summary>A local linear model of one class's probability around one row.</summary>
/// <param name="Class">The class.</param>
/// <param name="Weights">The chosen interpretable features and their weights, the largest magnitude first.</param>
/// <param name="Intercept">The model's constant.</param>
/// <param name="Score">R² of the model over the weighted neighbours.</param>
/// <param name="LocalPrediction">What the model says of the row itself.</param>
/// <param name="Probability">What the network says of it.</param>
public sealed record LimeExplanation(
    int Class,
    IReadOnlyList<LimeWeight> Weights,
    double Intercept,
    double Score,
    double LocalPrediction,
    double Probability);

/// <summary>The weight of one interpretable feature.</summary>
/// <param name="Feature">Its index.</param>
/// <param name="Weight">Its weight: positive speaks for the class.</param>
public readonly record struct LimeWeight(int Feature, double Weight);
