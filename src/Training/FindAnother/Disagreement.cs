namespace RrrGpu.Training;

/// <summary>
/// Ranks rows by how far models disagree on them: the mutual information of class and model, H(mean p) − mean H(p) in nats
/// (Houlsby et al. 2011). It is large where each model is certain of another class, small where all waver alike.
/// </summary>
public static class Disagreement
{
    /// <summary>Every row, those with most disagreement first; of equals the lower index first.</summary>
    /// <param name="models">What each model says of the rows; none gives no rows.</param>
    /// <param name="labels">The rows' labels.</param>
    /// <exception cref="ArgumentException">A model says something of another number of rows.</exception>
    public static IReadOnlyList<RowDisagreement> Rank(IReadOnlyList<Predictions> models, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(labels);
        foreach (var model in models)
        {
            if (model.Rows != labels.Count)
                throw new ArgumentException($"predictions: expected {labels.Count} rows like the labels, got {model.Rows}");
        }

        if (models.Count == 0)
            return [];
        return
        [
            .. Enumerable.Range(0, labels.Count)
                .Select(row => Of(row, labels[row], models))
                .OrderByDescending(static row => row.Disagreement)
                .ThenBy(static row => row.Row),
        ];
    }

    private static RowDisagreement Of(int row, int label, IReadOnlyList<Predictions> models)
    {
        var mean = new double[models[0].Classes];
        var meanEntropy = 0.0;
        var (predictions, confidences) = (new int[models.Count], new double[models.Count]);
        for (var m = 0; m < models.Count; m++)
        {
            var p = models[m].Probabilities(row);
            predictions[m] = models[m].Predicted(row);
            confidences[m] = p[predictions[m]];
            meanEntropy += Entropy(p) / models.Count;
            for (var k = 0; k < mean.Length; k++)
                mean[k] += p[k] / models.Count;
        }

        // Rounding may leave a trace below 0 where all agree.
        return new RowDisagreement(row, label, Math.Max(0, Entropy(mean) - meanEntropy), predictions, confidences);
    }

    private static double Entropy(double[] p)
    {
        var sum = 0.0;
        foreach (var probability in p)
            sum -= probability > 0 ? probability * Math.Log(probability) : 0;
        return sum;
    }
}
