using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>The figures of a <see cref="FindAnotherReport"/>.</summary>
internal sealed class FindAnotherFigures(FindAnotherResult result, DataSet data, FindAnotherEvidence evidence)
{
    private const int PictureWidth = 112;
    private const int MostFeatures = 40;

    private const string Overlay = "green where a larger value speaks for the predicted class, red where it speaks against, the more opaque the stronger, relative to the strongest of the image";

    private static readonly double[] ShareEnds = [0.1, 0.25, 0.5];

    private readonly bool _isSequence = FoundModelNames.IsSequence(result);

    /// <summary>Every figure there is something to draw for.</summary>
    public IEnumerable<ReportFigure> All()
    {
        yield return Accuracy();
        if (evidence.Pictures.Count > 0)
            yield return Explanations();
        if (evidence.MeanGradients.Count > 0)
            yield return Features();
        if (evidence.Disagreements.Count > 0)
            yield return Disagreements();
    }

    private ReportFigure Accuracy()
    {
        LineSeries[] series = [Series("train", static m => m.TrainAccuracy), Series("test", static m => m.TestAccuracy), .. _isSequence ? [Series("share of A", static m => m.MaskFraction, true)] : Array.Empty<LineSeries>()];
        var chart = new LineChart(
            new ChartAxis(_isSequence ? "model, and below it its λ₁" : "model", Categories: [.. result.Models.Select(Category)]),
            new ChartAxis("accuracy", Minimum: 0, Maximum: 1),
            series,
            _isSequence ? new ChartAxis("share of entries in A", Minimum: 0, Maximum: ShareEnd()) : null);
        return new ReportFigure(
            "accuracy",
            _isSequence ? "Accuracy, and how much is forbidden" : "Accuracy",
            "Where test accuracy rises from one model to the next, the one before was right for the wrong reasons; where both accuracies fall, what is still allowed no longer tells the classes apart."
            + (_isSequence ? " The share of A is that of the training entries that the model was told not to rely on." : ""),
            "Accuracy by model: " + string.Join("; ", result.Models.Select(m => $"{FoundModelNames.Of(result, m)} train {ReportNumbers.Share(m.TrainAccuracy)}, test {ReportNumbers.Share(m.TestAccuracy)}")),
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    private ReportFigure Explanations()
    {
        ExplanationGrid grid = Grid(evidence.Pictures);
        return new ReportFigure(
            "explanations",
            "Where each model looks",
            $"Test rows {string.Join(", ", evidence.PictureRows)} with the input gradient of the predicted class's log-probability laid over them: {Overlay}." + Unusable(),
            "A row of explained test images for each model.",
            ThemedPicture.Of(theme => grid.Draw(theme)),
            grid.ToCsv());
    }

    private ReportFigure Disagreements()
    {
        ExplanationGrid grid = Grid(evidence.Disagreements);
        return new ReportFigure(
            "disagreements",
            "What the diverse models disagree on most",
            $"Test rows {string.Join(", ", evidence.DisagreementRows)}, the first of the list below, as each diverse model explains them: {Overlay}.",
            "A row of explained test images for each diverse model.",
            ThemedPicture.Of(theme => grid.Draw(theme)),
            grid.ToCsv());
    }

    private ReportFigure Features()
    {
        int[] shown = ShownFeatures();
        string[] names = [.. shown.Select(d => data.FeatureNames is { } all && d < all.Count ? all[d] : $"feature {ReportNumbers.Whole(d)}")];
        var chart = new FeatureBars(
            names, ["mean |gradient|"], [.. evidence.MeanGradients.Select(model => new FeaturePanel(model.Model, [[.. shown.Select(d => model.Values[d])]]))], Region(shown));
        string which = shown.Length < evidence.MeanGradients[0].Values.Count ? $"the {shown.Length} of {evidence.MeanGradients[0].Values.Count} features that matter most to any model, " : "";
        return new ReportFigure(
            "features",
            "What each model looks at",
            $"Mean magnitude over test rows of the input gradient of the predicted class's log-probability, {which}relative to the model's largest, in the units that the network sees." + Unusable(),
            "Bars over features, a column for each model.",
            ThemedPicture.Of(theme => chart.Draw(theme)),
            chart.ToCsv());
    }

    private LineSeries Series(string name, Func<FoundModel, double> value, bool isSecond = false) => new(
        name, [.. result.Models.Select((model, i) => new LinePoint(i, value(model))).Where(static point => double.IsFinite(point.Y))], isSecond);

    private string Category(FoundModel model) => _isSequence
        ? $"{FoundModelNames.Of(result, model)}\n{(model.MaskFraction > 0 ? ReportNumbers.Short(ReportNumbers.AsWritten(model.Lambda1)) : "A = 0")}"
        : ReportNumbers.Whole(model.Iteration);

    // A round end above the largest share, so that a few per cent do not look like everything.
    private double ShareEnd()
    {
        double largest = result.Models.Select(static model => model.MaskFraction).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return ShareEnds.FirstOrDefault(end => largest <= end, 1);
    }

    private ExplanationGrid Grid(IReadOnlyList<ExplanationRow> rows)
    {
        ImageSize size = data.Image!.Value;
        bool isUnit = rows[0].Pictures.All(static picture => picture.Pixels.Span.IndexOfAnyExceptInRange(0, 1) < 0);
        return new ExplanationGrid(size, rows, Math.Max(1, PictureWidth / size.Width), isUnit ? 1 : 255);
    }

    private int[] ShownFeatures()
    {
        int features = evidence.MeanGradients[0].Values.Count;
        if (features <= MostFeatures)
            return [.. Enumerable.Range(0, features)];
        var importance = new double[features];
        foreach (ModelGradients model in evidence.MeanGradients)
        {
            double largest = model.Values.Max();
            for (int d = 0; d < features && largest > 0; d++)
                importance[d] = Math.Max(importance[d], model.Values[d] / largest);
        }

        return [.. Enumerable.Range(0, features).OrderByDescending(d => importance[d]).Take(MostFeatures)];
    }

    private FeatureRegion? Region(int[] shown)
    {
        if (data.Regions is not { Count: > 0 } regions)
            return null;
        (string name, int[] members) = regions.First();
        int[] places = [.. members.Select(d => Array.IndexOf(shown, d)).Where(static place => place >= 0)];
        return places.Length > 0 && places.Length < shown.Length ? new FeatureRegion(name, places) : null;
    }

    private string Unusable() => evidence.Unusable.Count == 0 ? "" : $" Not shown, since its parameters or gradients are not finite: {string.Join(", ", evidence.Unusable)}.";
}
