using RrrGpu.Host.Formats;
using RrrGpu.Host.Runs;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.EndToEnd;

/// <summary>An epoch of the whole of Decoy MNIST.</summary>
public sealed class DecoyMnistTrainingTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OneEpoch()
    {
        var first = await TrainAsync("first", "3");
        var json = JsonFields.Document(first);
        Assert.Equal((1, 235, 256, 3), (json.Whole("epochs"), json.Whole("steps"), json.Whole("batch"), json.Whole("seed")));
        Assert.Equal(("decoy-mnist", "simd", "none"), (json.Text("dataset"), json.Text("device"), json.Text("annotations")));
        Assert.False(json.GetProperty("tf32").GetBoolean());
        // One epoch without annotations learns the swatches: better in training than in test, and than chance.
        Assert.InRange(json.Number("train_accuracy"), 0.3, 1);
        Assert.InRange(json.Number("test_accuracy"), 0.1, json.Number("train_accuracy"));
        Assert.InRange(json.Number("cross_entropy"), 1e-3, 60000 * 100.0);
        Assert.Equal(0, json.Number("right_reasons"));

        var stored = ModelStore.Load(_folder.Path("first"));
        Assert.Equal(new NetworkShape(784, 50, 30, 10), stored.Parameters.Shape);
        Assert.Equal(json.Number("test_accuracy"), stored.Run["test_accuracy"]!.GetValue<double>());
        Assert.Equal(["b1", "b2", "b3", "w1", "w2", "w3"], SafeTensors.Read(_folder.Path("first", ModelStore.TensorsFile)).Tensors.Keys.Order());

        await TrainAsync("again", "3");
        await TrainAsync("other", "4");
        Assert.Equal(Bytes("first"), Bytes("again"));
        Assert.NotEqual(Bytes("first"), Bytes("other"));
    }

    private byte[] Bytes(string run) => File.ReadAllBytes(_folder.Path(run, ModelStore.TensorsFile));

    private async Task<RrrResult> TrainAsync(string run, string seed)
    {
        var result = await RrrProcess.RunAsync("train", "decoy-mnist", "--epochs", "1", "--seed", seed, "--device", "simd", "--out", _folder.Path(run), "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
