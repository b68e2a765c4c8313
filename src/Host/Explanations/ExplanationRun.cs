using System.Diagnostics;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Explanations;

/// <summary>Explains rows and writes what comes of it.</summary>
/// <param name="engine">Where the passes run.</param>
/// <param name="data">The data set.</param>
/// <param name="rows">The rows of it.</param>
/// <param name="request">What was asked for.</param>
/// <param name="folder">Where files go.</param>
/// <param name="cancellation">Looked at between chunks of rows.</param>
internal sealed class ExplanationRun(
    IEngine engine, DataSet data, ExplainedRows rows, ExplanationRequest request, string folder, CancellationToken cancellation)
{
    private const string RecordFile = "explain.json";
    private readonly List<string> _files = [];

    /// <summary>Explains a model, and compares it with another where there is one.</summary>
    public ExplanationRecord Explain(ExplainedModel model, ExplainedModel? other)
    {
        ObjectiveDefinition.ValidateClass(request.Explained, request.Class, data.Train.Classes);
        var regions = ExplainedRegion.Choose(request.Regions, data, rows);
        using var explainer = new Explainer(engine, model.Parameters, model.Scale);
        var predictions = new Predictions(explainer.Logits(rows.Rows), data.Train.Classes);
        var maskClock = Stopwatch.StartNew();
        var masks = explainer.Masks(rows.Rows, request.Cutoff);
        maskClock.Stop();
        var gradientClock = new Stopwatch();
        var zeroRows = ExplanationFiles.WriteGradients(
            folder, rows.Rows.Count, rows.Rows.Inputs.Columns, Interruptible(explainer.InputGradients(rows.Rows, request.Explained, request.Class)), gradientClock);
        WriteTables(explainer, masks, predictions);
        WritePictures(explainer, model, predictions);
        if (zeroRows > 0)
            Console.Error.WriteLine($"note: the gradient of {Names.Of(request.Explained)} is zero everywhere in {zeroRows} of {rows.Rows.Count} rows; where a model is certain it underflows, which --explained log-sum does not");
        var record = new ExplanationRecord(
            model.Folder,
            data.Name,
            engine.Device.Id,
            engine.Device.Name,
            rows.Set,
            rows.Rows.Count,
            request.Cutoff,
            Names.Of(request.Explained),
            request.Class,
            (double)Enumerable.Range(0, predictions.Rows).Count(row => predictions.Predicted(row) == rows.Rows.Labels[row]) / predictions.Rows,
            masks.Fraction,
            zeroRows,
            maskClock.Elapsed.TotalSeconds + gradientClock.Elapsed.TotalSeconds,
            maskClock.Elapsed.TotalSeconds,
            gradientClock.Elapsed.TotalSeconds,
            [.. regions.Select(region => (region.Name, Score: region.Score(masks, rows))).Select(static r => new RegionRecord(r.Name, r.Score.MeanOfRows, r.Score.Pooled, r.Score.MarkedRows))],
            other is null ? null : Compare(explainer, masks, other),
            [.. _files, RecordFile],
            folder);
        AtomicFile.WriteText(Path.Combine(folder, RecordFile), record.ToJson().ToJsonString(JsonOutput.Options) + "\n");
        return record;
    }

    private void WriteTables(Explainer explainer, FeatureMasks masks, Predictions predictions)
    {
        var shares = new ShareByCutoff(ShareByCutoff.Hundredths);
        foreach (var chunk in Interruptible(explainer.MaskGradients(rows.Rows)))
            shares.Add(chunk.Gradients, masks.Columns);
        ExplanationFiles.WriteMasks(folder, masks);
        ExplanationFiles.WritePredictions(folder, rows, predictions);
        ExplanationFiles.WriteShares(folder, shares);
        _files.AddRange([ExplanationFiles.Gradients, ExplanationFiles.Masks, ExplanationFiles.Predictions, ExplanationFiles.Shares]);
    }

    private void WritePictures(Explainer explainer, ExplainedModel model, Predictions predictions)
    {
        if (!ExplanationPictures.CanDraw(data))
            return;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model.Folder)));
        if (ExplanationPictures.Write(folder, data, rows, request.Pictures, name, shown => Shown(explainer, shown), predictions) > 0)
            _files.AddRange([ExplanationPictures.All, ExplanationPictures.Folder]);
    }

    /// <summary>What pictures show. They show each row relative to its largest, so that scales do not matter, and underflow would.</summary>
    private float[] Shown(Explainer explainer, LabeledRows shown)
    {
        var gradients = request.Explained is ExplainedScalar.LogMax or ExplainedScalar.ProbMax
            ? explainer.MaskGradients(shown)
            : explainer.InputGradients(shown, request.Explained, request.Class);
        return [.. gradients.SelectMany(static chunk => chunk.Gradients)];
    }

    private ComparisonRecord Compare(Explainer explainer, FeatureMasks masks, ExplainedModel other)
    {
        using var second = new Explainer(engine, other.Parameters, other.Scale);
        return new ComparisonRecord(
            other.Folder,
            masks.Overlap(second.Masks(rows.Rows, request.Cutoff)),
            GradientCosine.Means(explainer, [second], rows.Rows)[0]);
    }

    private IEnumerable<GradientChunk> Interruptible(IEnumerable<GradientChunk> chunks)
    {
        foreach (var chunk in chunks)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return chunk;
        }
    }
}
