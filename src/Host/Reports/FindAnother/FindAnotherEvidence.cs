using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>What the pictures of a <see cref="FindAnotherReport"/> show, computed from the models' parameters.</summary>
/// <param name="PictureRows">The test rows that are explained for every model; none where rows are not images.</param>
/// <param name="Pictures">Those rows as each model explains them.</param>
/// <param name="DisagreementRows">The test rows that diverse models disagree on most; none where rows are not images.</param>
/// <param name="Disagreements">Those rows as each diverse model explains them.</param>
/// <param name="MeanGradients">Mean |gradient| of each feature over test rows, by model; none where rows are images.</param>
/// <param name="Unusable">Models of which nothing can be shown, since their parameters or gradients are not finite.</param>
public sealed record FindAnotherEvidence(
    IReadOnlyList<int> PictureRows,
    IReadOnlyList<ExplanationRow> Pictures,
    IReadOnlyList<int> DisagreementRows,
    IReadOnlyList<ExplanationRow> Disagreements,
    IReadOnlyList<ModelGradients> MeanGradients,
    IReadOnlyList<string> Unusable)
{
    private const int PicturesAModel = 5;
    private const int MostAveragedRows = 1000;

    /// <summary>Explains test rows with every model: the gradient of the predicted class's log-probability.</summary>
    /// <param name="engine">Where.</param>
    /// <param name="result">The models.</param>
    /// <param name="data">The data that they were trained on.</param>
    /// <param name="cancellation">Looked at between models.</param>
    /// <exception cref="ArgumentException">Models and data do not match.</exception>
    public static FindAnotherEvidence Gather(IEngine engine, FindAnotherResult result, DataSet data, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(data);
        bool isImage = data.Image is { Channels: 1 or 3 };
        int[] shown = [.. Enumerable.Range(0, Math.Min(data.Test.Count, isImage ? PicturesAModel : MostAveragedRows))];
        int[] disputed = isImage ? [.. result.Disagreements.Take(PicturesAModel).Select(static d => d.Row)] : [];
        LabeledRows rows = data.Test.Select([.. shown, .. disputed]);
        var pictures = new List<ExplanationRow>();
        var disagreements = new List<ExplanationRow>();
        var means = new List<ModelGradients>();
        var unusable = new List<string>();
        foreach (FoundModel model in result.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            string name = FoundModelNames.Of(result, model);
            if (Explain(engine, model, rows) is not { } explained)
                unusable.Add(name);
            else if (!isImage)
                means.Add(new ModelGradients(FoundModelNames.WithLambda(result, model), Mean(explained.Gradients, data.Test.Inputs.Columns)));
            else
            {
                ExplainedPicture[] all = ExplainedPictures.Of(data, rows, explained.Gradients, explained.Predictions);
                pictures.Add(new ExplanationRow(FoundModelNames.WithLambda(result, model), all[..shown.Length]));
                if (model.IsDiverse && disputed.Length > 0)
                    disagreements.Add(new ExplanationRow(FoundModelNames.WithLambda(result, model), all[shown.Length..]));
            }
        }

        return new FindAnotherEvidence(isImage ? shown : [], pictures, disputed, disagreements, means, unusable);
    }

    private static (float[] Gradients, Predictions Predictions)? Explain(IEngine engine, FoundModel model, LabeledRows rows)
    {
        if (!model.Parameters.AllFinite())
            return null;
        using var explainer = new Explainer(engine, model.Parameters, model.Scale);
        return ExplainedPictures.Explain(explainer, rows);
    }

    private static double[] Mean(float[] gradients, int features)
    {
        var mean = new double[features];
        for (int i = 0; i < gradients.Length; i++)
            mean[i % features] += Math.Abs(gradients[i]);
        return Array.ConvertAll(mean, sum => sum * features / gradients.Length);
    }
}

/// <summary>What a model looks at on average.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Values">Mean |gradient| of each of the D features.</param>
public sealed record ModelGradients(string Model, IReadOnlyList<double> Values);
