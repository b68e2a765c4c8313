using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Runs;

/// <summary>A trained model with what is needed to train it again.</summary>
/// <param name="Parameters">θ.</param>
/// <param name="Run">What the command recorded: data set, seeds, settings, results.</param>
public sealed record StoredModel(NetworkParameters Parameters, JsonObject Run);

/// <summary>
/// Models on disk: <c>model.safetensors</c> with the tensors w1, b1, w2, b2, w3 and b3, and <c>model.json</c> with the network's
/// shape and the run. The JSON is written last and holds the SHA-256 of the tensors, so that two halves of different saves are
/// not taken for one model.
/// </summary>
public static class ModelStore
{
    /// <summary>The name of the file of tensors.</summary>
    public const string TensorsFile = "model.safetensors";

    /// <summary>The name of the file that describes them.</summary>
    public const string DescriptionFile = "model.json";

    private const string Format = "rrr-model";
    private const int Version = 1;
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        // A run that diverged has results that are not numbers, and is worth saving all the same.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Saves a model into a folder that exists; a model that is there already is replaced.</summary>
    /// <param name="folder">The folder; <see cref="OutputFolder.Prepare"/> makes one.</param>
    /// <param name="parameters">θ.</param>
    /// <param name="run">Everything that the caller wants to read again; it is copied.</param>
    /// <exception cref="BadInputException">The system refuses to write there.</exception>
    public static void Save(string folder, NetworkParameters parameters, JsonObject run)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(run);
        var tensors = parameters.Tensors.ToDictionary(t => t.Name, t => new NumberArray(t.Values, t.Dimensions));
        var path = Path.Combine(folder, TensorsFile);
        new SafeTensors(tensors, new Dictionary<string, string> { ["format"] = Format }).Write(path);
        var shape = parameters.Shape;
        var description = new JsonObject
        {
            ["format"] = Format,
            ["version"] = Version,
            ["shape"] = new JsonObject
            {
                ["inputs"] = shape.Inputs,
                ["hidden1"] = shape.Hidden1,
                ["hidden2"] = shape.Hidden2,
                ["classes"] = shape.Classes,
            },
            ["tensors_sha256"] = Sha256(path),
            ["run"] = run.DeepClone(),
        };
        AtomicFile.WriteText(Path.Combine(folder, DescriptionFile), description.ToJsonString(s_indented) + "\n");
    }

    /// <summary>Loads a model; its values are bit for bit those that were saved.</summary>
    /// <exception cref="BadInputException">
    /// A file is missing or unreadable, a tensor is missing, superfluous or of another shape than the description says, or the
    /// two files do not belong together.
    /// </exception>
    public static StoredModel Load(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!Directory.Exists(folder))
            throw BadInputException.At(folder, "a folder with a model", File.Exists(folder) ? "a file" : "nothing: no such folder");
        var descriptionPath = Path.Combine(folder, DescriptionFile);
        var path = Path.Combine(folder, TensorsFile);
        var description = ReadDescription(descriptionPath);
        var shape = ReadShape(description, descriptionPath);
        var file = SafeTensors.Read(path);
        RequireShape(file, shape, path);
        if (description["tensors_sha256"] is { } recorded && Sha256(path) is var actual && recorded.ToString() != actual)
            throw BadInputException.At(path, $"the file that {DescriptionFile} was written for (SHA-256 {recorded})", $"another one ({actual})");
        var parameters = new NetworkParameters(shape);
        foreach (var (name, values, _) in parameters.Tensors)
            file.Tensors[name].Values.CopyTo(values, 0);
        return new StoredModel(parameters, (JsonObject)description["run"]!.DeepClone());
    }

    /// <summary>Compares before anything is allocated: a description may announce any shape.</summary>
    private static void RequireShape(SafeTensors file, NetworkShape shape, string path)
    {
        (string Name, int[] Dimensions)[] known =
        [
            ("w1", [shape.Inputs, shape.Hidden1]), ("b1", [shape.Hidden1]),
            ("w2", [shape.Hidden1, shape.Hidden2]), ("b2", [shape.Hidden2]),
            ("w3", [shape.Hidden2, shape.Classes]), ("b3", [shape.Classes]),
        ];
        foreach (var (name, dimensions) in known)
        {
            var expected = $"tensor '{name}' of type float32 and shape {NumberArray.Describe(dimensions)}, as {DescriptionFile} says";
            if (!file.Tensors.TryGetValue(name, out var tensor))
                throw BadInputException.At(path, expected, "no such tensor");
            if (!tensor.Shape.AsSpan().SequenceEqual(dimensions) || tensor.Type != NumberType.Float32)
                throw BadInputException.At(path, expected, $"type {tensor.Type} and shape {tensor.ShapeText}");
        }

        if (file.Tensors.Keys.Except(known.Select(k => k.Name)).FirstOrDefault() is { } unknown)
            throw BadInputException.At(path, $"the tensors {string.Join(", ", known.Select(k => k.Name))}", $"'{unknown}' as well");
    }

    private static JsonObject ReadDescription(string path)
    {
        const string expected = "the JSON description of a model";
        try
        {
            using var file = InputFile.Open(path, expected);
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(file, documentOptions: options) is not JsonObject json || json["format"]?.ToString() != Format || json["run"] is not JsonObject)
                throw BadInputException.At(path, expected, $"JSON that lacks \"format\": \"{Format}\" or \"run\"");
            if (json["version"]?.ToString() is var version && version != Version.ToString(System.Globalization.CultureInfo.InvariantCulture))
                throw BadInputException.At(path, FormattableString.Invariant($"version {Version} of the format"), $"version {version ?? "none"}");
            return json;
        }
        catch (JsonException e)
        {
            throw BadInputException.At(path, expected, $"something that is not JSON ({e.Message})", e);
        }
        catch (Exception e) when (InputFile.IsRefusal(e))
        {
            throw InputFile.CannotRead(path, expected, e);
        }
    }

    private static NetworkShape ReadShape(JsonObject description, string path)
    {
        try
        {
            var shape = description["shape"] as JsonObject;
            return new NetworkShape(Width("inputs"), Width("hidden1"), Width("hidden2"), Width("classes")).Validated();

            int Width(string name) => shape?[name] is JsonValue value && value.TryGetValue<int>(out var width)
                ? width
                : throw new ArgumentException($"network shape: expected a whole number for \"{name}\", got {shape?[name]?.ToJsonString() ?? "nothing"}");
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{path}: {e.Message}", e);
        }
    }

    private static string Sha256(string path)
    {
        using var file = InputFile.Open(path, SafeTensorsHeader.Expected);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
