using RrrGpu.Host.Reports;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// The words that a network of two classes associates with each: by the gradient of z₁ − z₀, the log-odds of class 1, averaged over test
/// posts. Unlike the gradient of a probability it does not vanish in posts of which the network is certain, so that all posts count.
/// </summary>
/// <param name="Weights">A number for each word of the vocabulary, above 0 where it speaks for class 1.</param>
/// <param name="Vocabulary">The words.</param>
internal sealed record ClassWords(double[] Weights, IReadOnlyList<string> Vocabulary)
{
    /// <summary>Measures a network.</summary>
    public static ClassWords Of(ExperimentContext context, FoundModel model, DataSet data)
    {
        using var explainer = new Explainer(context.Engine, model.Parameters, model.Scale);
        var weights = new double[data.Test.Inputs.Columns];
        foreach (var sign in (int[])[-1, 1])
        {
            foreach (var chunk in explainer.InputGradients(data.Test, ExplainedScalar.LogitClass, sign > 0 ? 1 : 0))
            {
                for (var i = 0; i < chunk.Gradients.Length; i++)
                    weights[i % weights.Length] += sign * (double)chunk.Gradients[i] / data.Test.Count;
            }
        }

        return new ClassWords(weights, data.FeatureNames!);
    }

    /// <summary>The words most strongly associated with a class, the strongest first.</summary>
    public int[] Strongest(int classIndex, int count)
    {
        var sign = classIndex == 1 ? -1 : 1;
        return [.. Enumerable.Range(0, Weights.Length).OrderBy(word => sign * Weights[word]).Take(count)];
    }

    /// <summary>Intersection over union of the strongest words of both classes here and there.</summary>
    public double Overlap(ClassWords other, int count)
    {
        var (own, its) = (StrongestOfBoth(count), other.StrongestOfBoth(count));
        return (double)own.Intersect(its).Count() / own.Union(its).Count();
    }

    /// <summary>The strongest words of both classes as a text, shaded: class 1 is what words speak for.</summary>
    public ShadedText Shade(string title, IReadOnlyList<string> classes, int count)
    {
        var (text, words) = (new System.Text.StringBuilder(), new List<WordWeight>());
        foreach (var k in (int[])[1, 0])
        {
            text.Append(k == 1 ? "" : "\n").Append(classes[k]).Append(": ");
            foreach (var word in Strongest(k, count))
            {
                words.Add(new WordWeight(text.Length, Vocabulary[word].Length, Weights[word]));
                text.Append(Vocabulary[word]).Append(' ');
            }
        }

        return new ShadedText(title, text.ToString().TrimEnd(' '), words);
    }

    private int[] StrongestOfBoth(int count) => [.. Strongest(0, count), .. Strongest(1, count)];
}
