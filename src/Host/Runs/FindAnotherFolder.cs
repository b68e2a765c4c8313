using System.Globalization;
using System.Text.Json.Nodes;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Output;
using RrrGpu.Host.Tables;
using RrrGpu.Training;

namespace RrrGpu.Host.Runs;

/// <summary>
/// A find-another run on disk: a folder of <see cref="ModelStore"/> for each model, <c>theta-0</c>, <c>theta-1</c>, …,
/// <c>find-another.json</c>, written anew after each of them, and at the end <c>disagreement.csv</c>. The JSON says which models
/// count: one that was not finished is not named in it.
/// </summary>
public sealed class FindAnotherFolder
{
    /// <summary>The name of the file that describes the run.</summary>
    public const string FileName = "find-another.json";

    private const string Facts = "facts";
    private readonly string _folder;
    private readonly bool _resume;
    private readonly List<FoundModel> _models = [];
    private FindAnotherRun? _run;
    private JsonObject? _facts;

    /// <summary>Takes a folder that exists.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="resume">Whether to go on from the models in it.</param>
    /// <exception cref="BadInputException">It holds a run and that is not to be resumed.</exception>
    internal FindAnotherFolder(string folder, bool resume)
    {
        (_folder, _resume) = (folder, resume);
        if (!resume && File.Exists(Path.Combine(folder, FileName)))
            throw BadInputException.CannotWrite(folder, "a find-another run is there already; --resume goes on with it, another --out leaves it as it is");
    }

    /// <summary>The name of a model's folder.</summary>
    public static string ModelFolder(int iteration) => string.Create(CultureInfo.InvariantCulture, $"theta-{iteration}");

    /// <summary>Reads a finished run.</summary>
    /// <returns>What was found, the data set's name and seed, and the whole record.</returns>
    /// <exception cref="BadInputException">A file is missing or unusable, or the run did not come to its end.</exception>
    public static (FindAnotherResult Result, string DataSet, long DataSeed, JsonObject Record) Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
            throw BadInputException.At(folder, "a folder of a find-another run", File.Exists(folder) ? "a file" : "nothing: no such folder");
        var path = Path.Combine(folder, FileName);
        var record = FindAnotherRecord.Read(path);
        if (record["stopped"] is not { } stopped)
            throw BadInputException.At(path, "a run that came to its end", "one that was interrupted: --resume finishes it");
        try
        {
            var models = FindAnotherRecord.Models(folder, record);
            var result = new FindAnotherResult(
                models,
                Names.Parse<FindAnotherStop>("stopped", stopped.GetValue<string>()),
                record["stopped_reason"]!.GetValue<string>(),
                DisagreementFile.Read(Path.Combine(folder, DisagreementFile.FileName)))
            { IsSimultaneous = record["simultaneous"] is not null };
            return (result, record["dataset"]!.GetValue<string>(), record["data_seed"]!.GetValue<long>(), record);
        }
        catch (Exception e) when (FindAnotherRecord.IsMisfit(e))
        {
            throw BadInputException.At(path, "the description of a find-another run", $"one that cannot be read ({e.Message})", e);
        }
    }

    /// <summary>Begins a run, or goes on with one; returns the models that are there.</summary>
    /// <exception cref="BadInputException">The models are those of another run.</exception>
    internal IReadOnlyList<FoundModel> Begin(FindAnotherRun run)
    {
        _run = run;
        var fingerprint = run.Fingerprint();
        _facts = new JsonObject([.. fingerprint.Facts.Select(static fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))]);
        var path = Path.Combine(_folder, FileName);
        if (!_resume || !File.Exists(path))
            return [];
        var record = FindAnotherRecord.Read(path);
        try
        {
            RequireSameRun(record, fingerprint, path);
            _models.AddRange(FindAnotherRecord.Models(_folder, record));
        }
        catch (Exception e) when (FindAnotherRecord.IsMisfit(e))
        {
            throw BadInputException.At(path, "the description of a find-another run", $"one that cannot be read ({e.Message})", e);
        }

        RequireSameLambdas(run);
        return [.. _models];
    }

    /// <summary>Saves a model, and then the run with it.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    internal void Add(FoundModel model, TrainingResult result)
    {
        var run = _run!;
        var trained = result.Models[run.Simultaneous is null ? 0 : model.Iteration];
        var folder = Path.Combine(_folder, ModelFolder(model.Iteration));
        Directory.CreateDirectory(folder);
        ModelStore.Save(folder, model.Parameters, StoredLayout.AddTo(TrainingRecord.Of(result, trained, run.Data, AnnotationsOf(model), run.DataSeed).ToJson(), run.Data));
        _models.Add(model);
        Write(null);
    }

    /// <summary>Saves what the models say together.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    internal void Finish(FindAnotherResult result)
    {
        DisagreementFile.Write(Path.Combine(_folder, DisagreementFile.FileName), result);
        _models.Clear();
        _models.AddRange(result.Models);
        Write(result);
    }

    private string AnnotationsOf(FoundModel model)
    {
        var run = _run!;
        if (run.Simultaneous is not null || model.Iteration == 0)
            return run.Annotations;
        var masks = model.Iteration == 1 ? "masks of theta-0" : string.Create(CultureInfo.InvariantCulture, $"masks of theta-0 to theta-{model.Iteration - 1}");
        return run.First.Annotation is null ? masks : $"{run.Annotations} + {masks}";
    }

    private void Write(FindAnotherResult? result)
    {
        var record = _run!.ToJson(_models, result);
        record[Facts] = _facts!.DeepClone();
        AtomicFile.WriteText(Path.Combine(_folder, FileName), record.ToJsonString(JsonOutput.Options) + "\n");
    }

    private static void RequireSameRun(JsonObject record, TrainingFingerprint fingerprint, string path)
    {
        var stored = new TrainingFingerprint([.. ((JsonObject)record[Facts]!).Select(static fact => KeyValuePair.Create(fact.Key, fact.Value!.GetValue<string>()))]);
        if (fingerprint.DifferenceFrom(stored) is var (name, expected, got))
            throw BadInputException.At(path, $"the run that is to go on, {With(name, expected)}", $"another one, {With(name, got)}");
    }

    private static string With(string name, string? value) => value is null ? $"without {name}" : $"with {name} {value}";

    private void RequireSameLambdas(FindAnotherRun run)
    {
        if (_models.Count > run.Settings.Iterations + 1)
            throw new BadInputException($"--iterations: expected at least {_models.Count - 1}, as many as {_folder} holds, got {run.Settings.Iterations}");
        foreach (var model in _models)
        {
            var expected = model.Iteration == 0 && run.First.Annotation is null ? 0 : run.Settings.Lambda1[Math.Clamp(model.Iteration - 1, 0, run.Settings.Lambda1.Count - 1)];
            if (model.Lambda1 != expected)
                throw BadInputException.At(Path.Combine(_folder, FileName), FormattableString.Invariant($"the run that is to go on, with lambda1 {expected} for theta-{model.Iteration}"), FormattableString.Invariant($"another one, with lambda1 {model.Lambda1}"));
        }
    }
}
