using System.Diagnostics;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Experiments;

/// <summary>
/// Seconds an explanation. LIME: what is done for one row, from the row as it is (a text, an image) to the weights of ten features of the
/// predicted class, statistics of the training rows left out. Gradients: from rows in memory to gradients in memory, upload included.
/// </summary>
/// <param name="Case">The data set.</param>
/// <param name="Lime">Of each timed row.</param>
/// <param name="ManyRows">Of gradients, a mean over many rows explained together, for each repetition.</param>
/// <param name="OneRow">Of gradients, a row at a time.</param>
/// <param name="RowsTogether">How many rows "many" are.</param>
internal sealed record ExplanationTimer(LimeCase Case, double[] Lime, double[] ManyRows, double[] OneRow, int RowsTogether)
{
    private const int Together = 100;
    private const int Repetitions = 25;
    private const int WarmUps = 3;
    private const int Alone = 100;
    private const int LimeFeatures = 10;

    /// <summary>Times a case.</summary>
    public static ExplanationTimer Measure(ExperimentContext context, LimeCase of, int limeRows)
    {
        var parameters = of.Model.State.Parameters;
        var together = of.Data.Test.Select([.. Enumerable.Range(0, Together).Select(i => i % of.Data.Test.Count)]);
        LabeledRows[] alone = [.. Enumerable.Range(0, Alone).Select(i => of.Data.Test.Select([i % of.Data.Test.Count]))];
        using var gradients = new Explainer(context.Engine, parameters, of.Scale);
        using var network = new PredictingNetwork(context.Engine, parameters, of.Scale);
        // As many rows as the paper's code explained at once.
        var many = Times(Repetitions, _ => Explain(together), context.Cancellation).Select(static s => s / Together).ToArray();
        var one = Times(Alone, i => Explain(alone[i]), context.Cancellation);
        var explainer = new LimeExplainer(network.Predict, of.Data.Test.Classes, of.Settings(LimeFeatures, context.Seeds[0]));
        int[] rows = [.. of.Rows(limeRows)];
        var lime = Times(rows.Length, i => explainer.Explain(of.View(rows[i]).Representation), context.Cancellation);
        return new ExplanationTimer(of, lime, many, one, Together);

        void Explain(LabeledRows rows)
        {
            foreach (var chunk in gradients.InputGradients(rows, ExplainedScalar.LogMax))
                _ = chunk.Gradients;
        }
    }

    /// <summary>How many times as long LIME takes as a gradient among many, of the medians.</summary>
    public double Ratio => Spread.Of(Lime).Median / Spread.Of(ManyRows).Median;

    private static double[] Times(int count, Action<int> work, CancellationToken cancellation)
    {
        // The first are not counted: they pay for compilation.
        for (var i = 0; i < Math.Min(WarmUps, count); i++)
            work(i);
        var seconds = new double[count];
        for (var i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            work(i);
            seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds;
    }
}
