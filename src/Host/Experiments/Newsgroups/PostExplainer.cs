using RrrGpu.Host.Data;
using RrrGpu.Host.Reports;
using RrrGpu.Host.Words;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Explains what a network says of a post, by input gradients and by LIME. A word's gradient is that of the predicted class's
/// probability, which with two classes is that of its log-probability but for a factor that all words of a post share; it is taken without that
/// factor (<see cref="IEnsemble.MaskGradients"/>), as it vanishes where the network is certain.
/// </summary>
internal sealed class PostExplainer(ExperimentContext context, Newsgroups news, TrainedModel model, InputScale scale) : IDisposable
{
    /// <summary>Words that LIME names: its library's default, and the paper's.</summary>
    public const int LimeFeatures = 10;

    private readonly PredictingNetwork _network = new(context.Engine, model.State.Parameters, scale);
    private readonly Explainer _explainer = new(context.Engine, model.State.Parameters, scale);

    /// <summary>Explains the predicted class of a test post that has a word.</summary>
    public ExplainedPost Explain(int row)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var rows = news.Data.Test.Select([row]);
        var words = TextWords.Of(news.TestPosts[row].Text, news.Vectorizer);
        var predictions = new Predictions(_explainer.Logits(rows), rows.Classes);
        var gradients = words.OfFeatures(_explainer.MaskGradients(rows).Single().Gradients);
        var values = words.OfFeatures(rows.Inputs.ToArray());
        var lime = new LimeExplainer(_network.Predict, rows.Classes, new LimeSettings { Features = LimeFeatures, Seed = context.Seeds[0] })
            .Explain(words.ToRepresentation(), predictions.Predicted(0))[0];
        return new ExplainedPost(news.TestPosts[row], words, predictions.Predicted(0), predictions.Probabilities(0)[predictions.Predicted(0)], gradients, [.. gradients.Zip(values, static (g, x) => g * x)], lime);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Dispose();
        _explainer.Dispose();
    }
}

/// <summary>An explained post.</summary>
/// <param name="Post">The post.</param>
/// <param name="Words">Its words.</param>
/// <param name="Predicted">What the network says it is.</param>
/// <param name="Probability">How certainly.</param>
/// <param name="Gradients">The gradient of each word, up to a positive factor.</param>
/// <param name="Effects">Gradient times TF-IDF: what taking the word away changes, to first order.</param>
/// <param name="Lime">LIME's explanation.</param>
internal sealed record ExplainedPost(
    NewsgroupPost Post, TextWords Words, int Predicted, double Probability, double[] Gradients, double[] Effects, LimeExplanation Lime)
{
    /// <summary>How far LIME's words are those of the largest gradients.</summary>
    public ExplanationAgreement WithGradients => ExplanationAgreement.Of(Lime.Weights, Gradients);

    /// <summary>How far LIME's words are those of the largest first-order effects.</summary>
    public ExplanationAgreement WithEffects => ExplanationAgreement.Of(Lime.Weights, Effects);

    /// <summary>Words whose gradient is at least a tenth of the largest.</summary>
    public int MarkedByGradients
    {
        get
        {
            var least = Gradients.Max(Math.Abs) / 10;
            return Gradients.Count(gradient => gradient != 0 && Math.Abs(gradient) >= least);
        }
    }

    /// <summary>The post, with words shaded by gradient and by LIME.</summary>
    /// <param name="name">What to call it.</param>
    public ShadedText[] ToTexts(string name)
    {
        var byLime = new double[Words.Words.Count];
        foreach (var (word, weight) in Lime.Weights)
            byLime[word] = weight;
        var title = FormattableString.Invariant($"{name}: {NewsgroupPosts.Groups[Post.Label]}, predicted {NewsgroupPosts.Groups[Predicted]} ({Probability:0.000})");
        return [Shade($"{title}, input gradients", Gradients), Shade($"{title}, LIME", byLime)];
    }

    private ShadedText Shade(string title, double[] weights) =>
        new(title, Post.Text, [.. Words.Places.Select(place => new WordWeight(place.Start, place.Length, weights[place.Word]))]);
}
