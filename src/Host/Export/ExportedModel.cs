using System.Text.Json;
using RrrGpu.Host.Output;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tables;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Export;

/// <summary>A stored model as other programs get it.</summary>
/// <param name="Parameters">θ.</param>
/// <param name="Scale">What raw inputs go through first.</param>
/// <param name="FeatureNames">The features' names; null where they have none.</param>
/// <param name="ClassNames">The classes' names; null where they are numbers.</param>
/// <param name="Metadata">What is known of the model.</param>
internal sealed record ExportedModel(
    NetworkParameters Parameters, InputScale Scale, IReadOnlyList<string>? FeatureNames, IReadOnlyList<string>? ClassNames, IReadOnlyDictionary<string, string> Metadata)
{
    // What a reader of the file may want to know; settings beyond these are in the folder.
    private static readonly string[] s_facts = ["dataset", "seed", "annotations", "lambda1", "epochs", "scale", "train_accuracy", "test_accuracy", "version", "commit"];

    private static readonly JsonSerializerOptions s_oneLine = new(JsonOutput.Options) { WriteIndented = false };

    /// <summary>Whether a file's name is that of a kind that models can be written to.</summary>
    public static bool IsKnownKind(string path) => IsOnnx(path) || IsNpz(path);

    /// <summary>Loads a model to be written to a file.</summary>
    /// <exception cref="BadInputException">It is not there or unusable, or the file is of no kind that it can be written to.</exception>
    public static ExportedModel Load(string folder, string path)
    {
        if (!IsKnownKind(path))
            throw new BadInputException($"--out: expected a file that ends in .onnx or .npz for the folder {folder}, got '{path}'");
        if (File.Exists(Path.Combine(folder, FindAnotherFolder.FileName)) && !File.Exists(Path.Combine(folder, ModelStore.DescriptionFile)))
            throw BadInputException.At(folder, $"the folder of one model, such as {Path.Combine(folder, FindAnotherFolder.ModelFolder(0))}", "that of a find-another run");
        var stored = ModelStore.Load(folder);
        var layout = StoredLayout.Read(stored.Run, Path.Combine(folder, ModelStore.DescriptionFile));
        var (features, classes) = (StoredLayout.Features(stored.Run), StoredLayout.Classes(stored.Run));
        var metadata = s_facts.Where(fact => stored.Run[fact] is not null).ToDictionary(static fact => fact, fact => stored.Run[fact]!.ToString());
        Add("feature_names", features);
        Add("class_names", classes);
        Add("columns", layout?.Columns);
        return new ExportedModel(stored.Parameters, ModelScale.Of(stored, folder), features, classes, metadata);

        void Add<T>(string name, T? value)
        {
            if (value is not null)
                metadata[name] = JsonSerializer.SerializeToNode(value, JsonOutput.Options)!.ToJsonString(s_oneLine);
        }
    }

    /// <summary>Writes the file.</summary>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public void Write(string path)
    {
        if (IsOnnx(path))
            OnnxModel.Write(path, Parameters, Scale, Metadata);
        else
            NpzModel.Write(path, Parameters, Scale, FeatureNames, ClassNames);
    }

    private static bool IsOnnx(string path) => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);

    private static bool IsNpz(string path) => path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
}
