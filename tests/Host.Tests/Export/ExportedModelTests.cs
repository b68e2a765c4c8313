using System.IO.Compression;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RrrGpu.Host.Export;
using RrrGpu.Host.Formats;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Export;

public sealed class ExportedModelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(InputScaling.Raw, 7, 5, 4, 3, 9)]
    [InlineData(InputScaling.Unit, 30, 20, 10, 2, 5)]
    [InlineData(InputScaling.Standard, 12, 50, 30, 10, 64)]
    public void OnnxRuntimeComputesTheEnginesLogits(InputScaling scaling, int inputs, int hidden1, int hidden2, int classes, int rows)
    {
        var random = new RandomSource(inputs, RandomPurpose.Data);
        var values = new float[rows * inputs];
        foreach (ref var value in values.AsSpan())
            value = (float)(3 + 2 * random.NextGaussian());
        var data = new LabeledRows(new InputMatrix(values, rows, inputs), new int[rows], classes);
        var scale = InputScale.Fit(scaling, data.Inputs);
        var parameters = Initialization.Draw(new NetworkShape(inputs, hidden1, hidden2, classes), 1, 0.3f);
        OnnxModel.Write(_folder.Path("m.onnx"), parameters, scale, new Dictionary<string, string> { ["dataset"] = "drawn" });

        using var engine = new SimdEngine(1);
        using var ensemble = engine.CreateEnsemble(new(), new(), [new()], [OptimizerState.Initial(parameters)]);
        using var uploaded = engine.Upload(scale.Apply(data));
        var expected = ensemble.Logits(0, uploaded);
        using var session = new InferenceSession(_folder.Path("m.onnx"));
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("input", new DenseTensor<float>(values, [rows, inputs]))]);
        var logits = results.Single(static r => r.Name == "logits").AsTensor<float>();
        Assert.Equal([rows, classes], logits.Dimensions.ToArray());
        var largest = expected.Max(Math.Abs);
        foreach (var (ours, theirs) in expected.Zip(logits))
            Assert.Equal(ours / largest, theirs / largest, 1e-5);
        var probabilities = results.Single(static r => r.Name == "probabilities").AsTensor<float>().ToArray();
        for (var row = 0; row < rows; row++)
            Assert.Equal(1, probabilities.AsSpan(row * classes, classes).ToArray().Sum(), 1e-5);
        Assert.Equal("drawn", session.ModelMetadata.CustomMetadataMap["dataset"]);
    }

    [Fact]
    public void NumPyArchivesHoldEveryTensor()
    {
        var parameters = Initialization.Draw(new NetworkShape(6, 5, 4, 3), 2, 0.1f);
        var scale = new InputScale(InputScaling.Standard, [1, 2, 3, 4, 5, 6], [2, 2, 2, 2, 2, 2]);
        NpzModel.Write(_folder.Path("m.npz"), parameters, scale);

        using var archive = ZipFile.OpenRead(_folder.Path("m.npz"));
        Assert.Equal(["w1.npy", "b1.npy", "w2.npy", "b2.npy", "w3.npy", "b3.npy", "offsets.npy", "divisors.npy"], archive.Entries.Select(static e => e.FullName));
        foreach (var (name, values, dimensions) in parameters.Tensors)
        {
            var array = Read(archive, name);
            Assert.Equal(dimensions, array.Shape);
            Assert.Equal(values, array.ToSingles());
        }

        Assert.Equal(scale.Offsets.ToArray(), Read(archive, "offsets").ToSingles());
        Assert.Equal(scale.Divisors.ToArray(), Read(archive, "divisors").ToSingles());
    }

    [Fact]
    public void RefusesAScaleOfOtherFeatures()
    {
        var parameters = new NetworkParameters(new NetworkShape(6, 5, 4, 3));
        var scale = new InputScale(InputScaling.Raw, new float[5], [1, 1, 1, 1, 1]);
        Assert.Throws<ArgumentException>(() => OnnxModel.Write(_folder.Path("m.onnx"), parameters, scale, new Dictionary<string, string>()));
    }

    private static NumberArray Read(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name + ".npy")!;
        using var stream = entry.Open();
        return NpyFile.Read(stream, name, entry.Length);
    }
}
