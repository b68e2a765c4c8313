using System.Diagnostics;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>
/// The one pass over the rows, chunk after chunk, in which everything is computed: what is small stays, gradients are handed on.
/// </summary>
/// <param name="explainer">The model.</param>
/// <param name="rows">The rows.</param>
/// <param name="request">What was asked for.</param>
/// <param name="cancellation">Looked at between chunks.</param>
internal sealed class ExplanationPass(Explainer explainer, LabeledRows rows, ExplanationRequest request, CancellationToken cancellation)
{
    private readonly float[] _logits = new float[rows.Count * explainer.Shape.Classes];
    private readonly double[] _gradientSums = new double[explainer.Shape.Inputs];
    private readonly Stopwatch _upload = new();
    private readonly Stopwatch _explaining = new();

    /// <summary>M_c.</summary>
    public FeatureMasks Masks { get; } = new(rows.Count, explainer.Shape.Inputs);

    /// <summary>The share of entries in M_c for every hundredth.</summary>
    public ShareByCutoff Shares { get; } = new(ShareByCutoff.Hundredths);

    /// <summary>Mean |gradient| of each feature over the rows, once all of them were handed on, D.</summary>
    public double[] MeanGradients => Array.ConvertAll(_gradientSums, sum => sum / rows.Count);

    /// <summary>What the model says.</summary>
    public Predictions Predictions => new(_logits, explainer.Shape.Classes);

    /// <summary>Rows whose gradient is zero everywhere though that which masks are cut from is not.</summary>
    public int UnderflowedRows { get; private set; }

    /// <summary>Seconds to bring rows to the device.</summary>
    public double UploadSeconds => _upload.Elapsed.TotalSeconds;

    /// <summary>Seconds for logits, gradients, masks and what these are cut from, with their way back.</summary>
    public double ExplainingSeconds => _explaining.Elapsed.TotalSeconds;

    /// <summary>
    /// Computes everything; returns each chunk's gradients, rows × D, which stay until the next chunk is asked for: its gradients take their
    /// place.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<ReadOnlyMemory<float>> Run()
    {
        using var chunks = explainer.Over(rows).GetEnumerator();
        Explanation? found = null;
        while (Timed(_upload, chunks.MoveNext))
        {
            cancellation.ThrowIfCancellationRequested();
            var chunk = chunks.Current;
            found = Timed(_explaining, () => chunk.Explain(request.Explained, request.Class, request.Cutoff, found));
            Masks.CopyRowsFrom(found.Masks, chunk.FirstRow);
            found.Logits.CopyTo(_logits, chunk.FirstRow * explainer.Shape.Classes);
            Shares.Add(found.MaskGradients, Masks.Columns);
            Summarise(found.Gradients, found.MaskGradients);
            yield return found.Gradients;
        }
    }

    private void Summarise(ReadOnlySpan<float> gradients, ReadOnlySpan<float> maskGradients)
    {
        for (var at = 0; at < gradients.Length; at += Masks.Columns)
        {
            var row = gradients.Slice(at, Masks.Columns);
            for (var d = 0; d < row.Length; d++)
                _gradientSums[d] += Math.Abs(row[d]);
            if (!row.ContainsAnyExcept(0f) && maskGradients.Slice(at, Masks.Columns).ContainsAnyExcept(0f))
                UnderflowedRows++;
        }
    }

    private static T Timed<T>(Stopwatch clock, Func<T> work)
    {
        clock.Start();
        var result = work();
        clock.Stop();
        return result;
    }
}
