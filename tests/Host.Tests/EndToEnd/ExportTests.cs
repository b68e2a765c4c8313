using System.Globalization;
using System.IO.Compression;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Runs;
using RrrGpu.Host.Tests.Tables;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary><c>rrr export</c> of models, checked by other programs' eyes.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _table;

    public ExportTests() => _table = IrisCancerTable.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("raw")]
    [InlineData("standard")]
    public async Task OnnxRuntimeSaysOfRawRowsWhatTheModelSays(string scale)
    {
        await RunAsync("train", _table, "--label", "y", "--epochs", "40", "--scale", scale, "--out", _folder.Path("m"), "--device", "simd");
        await RunAsync("explain", _folder.Path("m"), _table, "--out", _folder.Path("out"), "--device", "simd");
        await RunAsync("export", _folder.Path("m"), "--out", _folder.Path("m.onnx"));
        var test = TableFolder.Load(_table, "y").Test;
        using var session = new InferenceSession(_folder.Path("m.onnx"));
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(test.Inputs.ToArray(), [test.Count, test.Inputs.Columns]))]);

        var stored = ModelStore.Load(_folder.Path("m"));
        using var engine = new SimdEngine(1);
        using var explainer = new Explainer(engine, stored.Parameters, ModelScale.Of(stored, _folder.Root));
        float[] expected = [.. explainer.Over(test).SelectMany(static chunk => chunk.Logits())];
        var logits = results.Single(static r => r.Name == "logits").AsTensor<float>().ToArray();
        var largest = expected.Max(Math.Abs);
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First / largest, pair.Second / largest, 1e-5));
        var probabilities = results.Single(static r => r.Name == "probabilities").AsTensor<float>().ToArray();
        var predictions = File.ReadAllLines(_folder.Path("out", "predictions.csv")).Skip(1).SelectMany(static line => line.Split(',')[4..6]).Select(static p => double.Parse(p, CultureInfo.InvariantCulture));
        Assert.All(predictions.Zip(probabilities), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(1, largest)));

        var metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(("patients", "[\"benign\",\"malignant\"]"), (metadata["dataset"], metadata["class_names"]));
        Assert.StartsWith("[\"sepal_length\",", metadata["feature_names"], StringComparison.Ordinal);
        if (stored.Run["commit"] is { } commit)
            Assert.Equal(commit.ToString(), metadata["commit"]);
    }

    [Fact]
    public async Task ModelsOfARunGoIntoNumPyArchives()
    {
        await RunAsync("find-another", _table, "--label", "y", "--epochs", "2", "--iterations", "1", "--lambda1", "10", "--stop-accuracy-fall", "1", "--out", _folder.Path("fa"), "--device", "simd");
        var json = JsonFields.Document(await RunAsync("export", _folder.Path("fa", "theta-1"), "--out", _folder.Path("m.npz"), "--json"));
        Assert.Equal((34, 2), (json.Whole("inputs"), json.Whole("classes")));
        using var archive = ZipFile.OpenRead(_folder.Path("m.npz"));
        using (var w1 = archive.GetEntry("w1.npy")!.Open())
            Assert.Equal(ModelStore.Load(_folder.Path("fa", "theta-1")).Parameters.W1, NpyFile.Read(w1, "w1", 1 << 16).ToSingles());
        using (var names = archive.GetEntry("class_names.npy")!.Open())
            Assert.Equal(["benign", "malignant"], NpyTexts.Read(names, "class_names", 1 << 16));
        await RefuseAsync(_folder.Path("fa"), "m2.npz", "theta-0", "find-another run");
    }

    [Fact]
    public async Task WhatDoesNotFitTogetherIsRefused()
    {
        await RunAsync("train", _table, "--label", "y", "--epochs", "1", "--out", _folder.Path("m"), "--device", "simd");
        await RefuseAsync(_folder.Path("m"), "m.csv", "--out: expected a file that ends in .onnx or .npz", "m.csv");
        await RefuseAsync(_folder.Path("nosuch"), "m.onnx", "nosuch", "no such folder");
        await RefuseAsync(_folder.Root, "m.onnx", "model.json", "no such file");
        await RefuseAsync(_table, "m.onnx", "--out: expected a file that ends in .csv or .parquet", "m.onnx");
        await RefuseAsync(_folder.Path("m"), System.IO.Path.Combine("nosuch", "m.onnx"), "cannot write to");
        File.WriteAllBytes(_folder.Path("m", ModelStore.TensorsFile), File.ReadAllBytes(_folder.Path("m", ModelStore.TensorsFile))[..^1]);
        await RefuseAsync(_folder.Path("m"), "m.onnx", ModelStore.TensorsFile);
        Assert.False(File.Exists(_folder.Path("m.onnx")));
    }

    private Task RefuseAsync(string input, string file, params string[] parts) => Refusal.OfUsageAsync(["export", input, "--out", _folder.Path(file)], parts);

    private static async Task<RrrResult> RunAsync(params string[] arguments)
    {
        var result = await RrrProcess.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
