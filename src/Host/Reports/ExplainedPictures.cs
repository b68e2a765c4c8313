using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>Rows that a model has explained, as pictures.</summary>
internal static class ExplainedPictures
{
    /// <summary>
    /// Explains the predicted class of rows by the gradient of its log-probability: its direction is that of the probability's, and it does
    /// not vanish where the model is certain. Null where a gradient or a logit is not finite.
    /// </summary>
    /// <param name="explainer">The model.</param>
    /// <param name="rows">The rows.</param>
    public static (float[] Gradients, Predictions Predictions)? Explain(Explainer explainer, LabeledRows rows)
    {
        float[] gradients = [.. explainer.InputGradients(rows, ExplainedScalar.LogMax).SelectMany(static chunk => chunk.Gradients)];
        float[] logits = explainer.Logits(rows);
        return Array.TrueForAll(gradients, float.IsFinite) && Array.TrueForAll(logits, float.IsFinite) ? (gradients, new Predictions(logits, rows.Classes)) : null;
    }

    /// <summary>A picture of each row.</summary>
    /// <param name="data">Names the classes.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="gradients">Their gradients, row-major.</param>
    /// <param name="predictions">What the model says of them.</param>
    public static ExplainedPicture[] Of(DataSet data, LabeledRows rows, float[] gradients, Predictions predictions)
    {
        float[] pixels = rows.Inputs.ToArray();
        int features = rows.Inputs.Columns;
        return [.. Enumerable.Range(0, rows.Count).Select(row => new ExplainedPicture(
            pixels.AsMemory(row * features, features),
            gradients.AsMemory(row * features, features),
            FoundModelNames.OfClass(data, rows.Labels[row]),
            FoundModelNames.OfClass(data, predictions.Predicted(row))))];
    }
}
