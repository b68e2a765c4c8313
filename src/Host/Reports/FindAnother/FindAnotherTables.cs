using RrrGpu.Host.Output;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>The tables of a <see cref="FindAnotherReport"/>.</summary>
internal sealed class FindAnotherTables(FindAnotherResult result, DataSet data)
{
    private const int ShownDisagreements = 50;

    private readonly FoundModel[] _diverse = [.. result.Models.Where(static model => model.IsDiverse)];

    /// <summary>Every table there is something to say in.</summary>
    public IEnumerable<ReportTable> All()
    {
        yield return Models();
        if (result.Models.Count > 1)
        {
            yield return Matrix("overlap", "Overlap of masks", "Intersection over union of two models' masks M_c on the training rows: 1 where both mark the same entries, 0 where they have none in common.", static model => model.Overlaps);
            yield return Matrix("cosine", "Likeness of gradients", "Mean |cosine| of two models' input gradients of Σ log p on the test rows: 1 where the gradients are parallel, 0 where they are orthogonal.", static model => model.Cosines);
        }

        if (result.Disagreements.Count > 0)
            yield return Disagreements();
    }

    private ReportTable Models() => new(
        "models",
        "The models",
        "Train and test are accuracies; cross-entropy and the right-reasons term are sums over the training rows after the last step. A is what the model was trained with, M_c what it marks itself, both as shares of all training entries; overlap is the intersection over union of its M_c with that of the model before.",
        [
            new("model"), new("λ₁", true), new("train", true), new("test", true), new("cross-entropy", true), new("right reasons", true),
            new("A", true), new("M_c", true), new("overlap", true), new("diverse"),
        ],
        [.. result.Models.Select(model => (IReadOnlyList<string>)
        [
            Name(model),
            ReportNumbers.Short(ReportNumbers.AsWritten(model.Lambda1)),
            ReportNumbers.Share(model.TrainAccuracy),
            ReportNumbers.Share(model.TestAccuracy),
            ReportNumbers.Short(model.CrossEntropy),
            ReportNumbers.Short(model.RightReasons),
            ReportNumbers.Percent(model.MaskFraction),
            ReportNumbers.Percent(model.OwnMaskFraction),
            ReportNumbers.Overlap(model.ExplanationOverlap),
            model.IsDiverse ? "yes" : "no",
        ])],
        ModelFile());

    private ReportTable Matrix(string name, string title, string caption, Func<FoundModel, IReadOnlyList<double>> withEarlier)
    {
        FoundModel[] earlier = [.. result.Models.SkipLast(1)];
        return new ReportTable(
            name,
            title,
            caption,
            [new("model"), .. earlier.Select(model => new ReportColumn(Name(model), true))],
            [.. result.Models.Skip(1).Select(model => (IReadOnlyList<string>)
                [Name(model), .. earlier.Select((_, i) => i < withEarlier(model).Count ? ReportNumbers.Overlap(withEarlier(model)[i]) : "")])]);
    }

    private ReportTable Disagreements()
    {
        int total = result.Disagreements.Count;
        string shown = total > ShownDisagreements ? $" The first {ShownDisagreements} of {total} are shown; the file has all." : "";
        return new ReportTable(
            "disagreements",
            "What an expert should review first",
            "Test rows, those first on which the diverse models disagree most: the mutual information of class and model in nats, 0 where all agree. Beside it each model's class and its probability." + shown,
            [new("row", true), new("label"), new("disagreement", true), .. _diverse.Select(model => new ReportColumn(Name(model)))],
            [.. result.Disagreements.Take(ShownDisagreements).Select(Row)],
            DisagreementFile());
    }

    private IReadOnlyList<string> Row(RowDisagreement row)
    {
        if (row.Predictions.Count != _diverse.Length || row.Confidences.Count != _diverse.Length)
            throw new ArgumentException($"disagreement on row {row.Row}: expected predictions and confidences of {_diverse.Length} diverse models, got {row.Predictions.Count} and {row.Confidences.Count}");
        return
        [
            ReportNumbers.Whole(row.Row),
            FoundModelNames.OfClass(data, row.Label),
            ReportNumbers.Overlap(row.Disagreement),
            .. row.Predictions.Zip(row.Confidences, (k, confidence) => $"{FoundModelNames.OfClass(data, k)} ({Confidence(confidence)}){(k == row.Label ? "" : " ✗")}"),
        ];
    }

    // Two decimals, and never 1.00 for what is not certain.
    private static string Confidence(double confidence) => !double.IsFinite(confidence) ? "—"
        : Math.Min(confidence, confidence < 1 ? 0.99 : 1).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);

    private CsvTable ModelFile()
    {
        var csv = new CsvTable("model", "iteration", "seed", "lambda1", "train_accuracy", "test_accuracy", "cross_entropy", "right_reasons", "mask_fraction", "own_mask_fraction", "explanation_overlap", "is_diverse");
        foreach (FoundModel model in result.Models)
        {
            csv.Append(
                Name(model), Names.Of(model.Iteration), ReportNumbers.Whole(model.Seed), CsvTable.Number(model.Lambda1),
                CsvTable.Number(model.TrainAccuracy), CsvTable.Number(model.TestAccuracy), CsvTable.Number(model.CrossEntropy), CsvTable.Number(model.RightReasons),
                CsvTable.Number(model.MaskFraction), CsvTable.Number(model.OwnMaskFraction), CsvTable.Number(model.ExplanationOverlap), model.IsDiverse ? "true" : "false");
        }

        return csv;
    }

    private CsvTable DisagreementFile()
    {
        var csv = new CsvTable(["rank", "row", "label", "disagreement", .. _diverse.SelectMany(model => new[] { $"{Name(model)} class", $"{Name(model)} confidence" })]);
        for (int i = 0; i < result.Disagreements.Count; i++)
        {
            RowDisagreement row = result.Disagreements[i];
            csv.Append(
            [
                Names.Of(i + 1), Names.Of(row.Row), FoundModelNames.OfClass(data, row.Label), CsvTable.SevenDigits(row.Disagreement),
                .. row.Predictions.Zip(row.Confidences).SelectMany(pair => new[] { FoundModelNames.OfClass(data, pair.First), CsvTable.SevenDigits(pair.Second) }),
            ]);
        }

        return csv;
    }

    private string Name(FoundModel model) => FoundModelNames.Of(result, model);
}
