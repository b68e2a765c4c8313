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
        var found = new ExplanationPass(explainer, rows.Rows, request, cancellation);
        ExplanationFiles.WriteGradients(folder, rows.Rows.Count, rows.Rows.Inputs.Columns, found.Run());
        var predictions = found.Predictions;
        ExplanationFiles.WriteMasks(folder, found.Masks);
        ExplanationFiles.WritePredictions(folder, data, rows, predictions);
        ExplanationFiles.WriteShares(folder, found.Shares);
        _files.AddRange([ExplanationFiles.Gradients, ExplanationFiles.Masks, ExplanationFiles.Predictions, ExplanationFiles.Shares]);
        if (data.FeatureNames is { } names)
        {
            ExplanationFiles.WriteFeatures(folder, names, found.MeanGradients, found.Masks);
            _files.Add(ExplanationFiles.Features);
        }

        WritePictures(explainer, model, predictions);
        if (found.UnderflowedRows > 0)
            Console.Error.WriteLine($"note: the gradient of {Names.Of(request.Explained)} underflows to zero in {found.UnderflowedRows} of {rows.Rows.Count} rows, where the model is certain; masks and --explained log-sum do not");
        var record = new ExplanationRecord(
            model.Folder,
            data.Name,
            data.ClassNames,
            engine.Device.Id,
            engine.Device.Name,
            rows.Set,
            rows.Rows.Count,
            request.Cutoff,
            Names.Of(request.Explained),
            request.Class,
            (double)Enumerable.Range(0, predictions.Rows).Count(row => predictions.Predicted(row) == rows.Rows.Labels[row]) / predictions.Rows,
            found.Masks.Fraction,
            found.UnderflowedRows,
            found.UploadSeconds + found.ExplainingSeconds,
            found.UploadSeconds,
            [.. regions.Select(region => (region.Name, Score: region.Score(found.Masks, rows))).Select(static r => new RegionRecord(r.Name, r.Score.MeanOfRows, r.Score.Pooled, r.Score.MarkedRows))],
            other is null ? null : Compare(explainer, found.Masks, other),
            [.. _files, RecordFile],
            folder);
        AtomicFile.WriteText(Path.Combine(folder, RecordFile), record.ToJson().ToJsonString(JsonOutput.Options) + "\n");
        return record;
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
}
