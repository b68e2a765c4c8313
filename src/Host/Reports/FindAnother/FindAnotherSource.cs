using System.Globalization;
using System.Text.Json.Nodes;
using RrrGpu.Host.Data;
using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tables;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Reports;

/// <summary>Reports on the folder of a find-another run: loads its models and its data, and explains rows anew.</summary>
/// <param name="load">Reads a folder: what was found, the data set's name and seed, and all that was recorded.</param>
internal sealed class FindAnotherSource(Func<string, (FindAnotherResult Result, string DataSet, long DataSeed, JsonObject Record)> load) : IReportSource
{
    /// <inheritdoc/>
    public string Reads => "a folder that find-another wrote";

    /// <inheritdoc/>
    public bool Accepts(string path) => File.Exists(Path.Combine(path, FindAnotherFolder.FileName));

    /// <inheritdoc/>
    public Report Build(ReportRequest request)
    {
        (FindAnotherResult result, string name, long dataSeed, JsonObject record) = load(request.Path);
        string recordPath = Path.Combine(request.Path, FindAnotherFolder.FileName);
        if (result.Models.Count == 0)
            throw BadInputException.At(recordPath, "a run with at least one model", $"one without any: {result.Reason}");
        DataSet data = StoredLayout.Read(record, recordPath) is { } table
            ? LoadTable(table, request.DataFolder)
            : DataSetCatalog.Load(name, request.DataFolder, dataSeed, mustBeThere: true);
        RequireSameData(result, data, record, recordPath);
        request.Cancellation.ThrowIfCancellationRequested();
        using IEngine engine = request.OpenEngine();
        return Write(engine, result, data, record, recordPath, request.Cancellation);
    }

    /// <summary>Reports on models that are at hand, with the data that they were trained on.</summary>
    /// <param name="engine">Where rows are explained.</param>
    /// <param name="result">What was found.</param>
    /// <param name="data">The data.</param>
    /// <param name="record">What was recorded of the run.</param>
    /// <param name="recordPath">The file that holds it, whose time is that of the run.</param>
    /// <param name="cancellation">Looked at between models.</param>
    public static Report Write(IEngine engine, FindAnotherResult result, DataSet data, JsonObject record, string recordPath, CancellationToken cancellation) =>
        FindAnotherReport.Write(result, data, FindAnotherEvidence.Gather(engine, result, data, cancellation), Describe(result, data, record, recordPath));

    // A table may have been moved since: a folder that is named is looked into instead.
    private static DataSet LoadTable(TableLayout table, string? folder) =>
        OwnTable.Load(TableRequest.Of(table, PlaceOf(table.File, folder), table.TestFile is { } test ? PlaceOf(test, folder) : null));

    private static string PlaceOf(string file, string? folder) => folder is null ? file : Path.Combine(folder, Path.GetFileName(file));

    // Pictures of other rows than the models were trained on would be no evidence.
    private static void RequireSameData(FindAnotherResult result, DataSet data, JsonObject record, string path)
    {
        if (record["facts"] is JsonObject facts && $"{facts[TrainingFingerprint.InputsFact]} {facts[TrainingFingerprint.LabelsFact]}" is var trainedOn && TrainingFingerprint.HashOf(data.Train) is var here && trainedOn != here)
            throw BadInputException.At(path, $"{data.Name} with the rows that the models were trained on (SHA-256 {trainedOn})", $"others ({here}) from {data.Source ?? "an unnamed source"}; --data names the folder that has them");
        foreach (FoundModel model in result.Models)
        {
            NetworkShape shape = model.Parameters.Shape;
            if (shape.Inputs != data.Test.Inputs.Columns || shape.Classes != data.Test.Classes)
                throw BadInputException.At(path, $"models for the {data.Test.Inputs.Columns} features and {data.Test.Classes} classes of {data.Name}", $"one of shape {shape}");
        }

        if (result.Disagreements.FirstOrDefault(row => row.Row < 0 || row.Row >= data.Test.Count) is { } missing)
            throw BadInputException.At(path, $"disagreements on the {data.Test.Count} test rows of {data.Name}", $"one on row {missing.Row}");
    }

    private static ReportRun Describe(FindAnotherResult result, DataSet data, JsonObject record, string path)
    {
        NetworkShape shape = result.Models[0].Parameters.Shape;
        return new ReportRun(
            Text(record, "device") is { } device ? $"{device}{(Text(record, "device_name") is { } called ? $" ({called})" : "")}" : "not known",
            string.Join(", ", result.Models.Select(static model => model.Seed).Distinct()),
            File.GetLastWriteTimeUtc(path),
            [
                new("data", data.Source ?? data.Name),
                new("rows", $"{data.Train.Count} to train on, {data.Test.Count} to test on"),
                new("network", $"{shape}, ReLU, inputs {Names.Of(result.Models[0].Scale.Scaling)}"),
                .. Setting(record, "annotations", "own annotations"),
                .. Setting(record, "epochs", "epochs"),
                .. Setting(record, "batch", "rows a minibatch"),
                .. Setting(record, "cutoff", "cutoff c of the masks"),
                .. Setting(record, "iterations", "iterations asked for"),
                .. Setting(record, "lambda1", "λ₁ asked for"),
                .. Setting(record, "simultaneous", "models trained together"),
                .. Setting(record, "similarity_weight", "weight of the similarity penalty"),
                .. Setting(record, "train_seconds", "seconds of training"),
                .. Setting(record, "version", "rrr"),
            ],
            Commit: Text(record, "commit"));
    }

    private static IEnumerable<ReportSetting> Setting(JsonObject record, string name, string meaning)
    {
        if (Text(record, name) is { } value)
            yield return new ReportSetting(meaning, value);
    }

    private static string? Text(JsonObject record, string name) => record[name] switch
    {
        null => null,
        JsonArray list => string.Join(", ", list.Select(static item => item?.ToString() ?? "null")),
        JsonValue number when number.TryGetValue(out double value) => value.ToString("0.####", CultureInfo.InvariantCulture),
        var other => other.ToString(),
    };
}
