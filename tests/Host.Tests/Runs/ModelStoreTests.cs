using System.Text.Json.Nodes;
using CsCheck;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Runs;
using RrrGpu.Kernels;

namespace RrrGpu.Host.Tests.Runs;

public sealed class ModelStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string TensorsPath => _folder.Path(ModelStore.TensorsFile);

    private string DescriptionPath => _folder.Path(ModelStore.DescriptionFile);

    private static NetworkParameters Random(NetworkShape shape, int seed)
    {
        var random = new Random(seed);
        var parameters = new NetworkParameters(shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
            {
                var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
                values[i] = float.IsFinite(value) ? value : -0f;
            }
        }

        return parameters;
    }

    private void SaveUsual(JsonObject? run = null) => ModelStore.Save(_folder.Root, Random(new NetworkShape(3, 4, 2, 2), 1), run ?? []);

    private void ChangeDescription(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(DescriptionPath))!.AsObject();
        change(json);
        File.WriteAllText(DescriptionPath, json.ToJsonString());
    }

    private void ChangeTensors(Action<Dictionary<string, NumberArray>> change)
    {
        var file = SafeTensors.Read(TensorsPath);
        var tensors = file.Tensors.ToDictionary();
        change(tensors);
        new SafeTensors(tensors, file.Metadata).Write(TensorsPath);
    }

    [Fact]
    public void RoundTripsBitForBit()
    {
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 7], Gen.Int[1, 5], Gen.Int[2, 6], Gen.Int).Sample(
            (inputs, hidden1, hidden2, classes, seed) =>
            {
                var parameters = Random(new NetworkShape(inputs, hidden1, hidden2, classes), seed);
                ModelStore.Save(_folder.Root, parameters, new JsonObject { ["seed"] = seed });
                var back = ModelStore.Load(_folder.Root);
                Assert.Equal(parameters.Shape, back.Parameters.Shape);
                Assert.Equal(seed, back.Run["seed"]!.GetValue<int>());
                foreach (var (saved, loaded) in parameters.Tensors.Zip(back.Parameters.Tensors))
                    Assert.Equal(saved.Values.Select(BitConverter.SingleToInt32Bits), loaded.Values.Select(BitConverter.SingleToInt32Bits));
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void LeavesTwoFilesAndTheRunAsItWas()
    {
        var run = new JsonObject { ["lambda1"] = 0.1, ["dataset"] = "decoy-mnist", ["nothing"] = null, ["diverged"] = double.NaN };
        SaveUsual(run);
        SaveUsual(run);
        Assert.Equal([ModelStore.DescriptionFile, ModelStore.TensorsFile], _folder.FileNames());
        var back = ModelStore.Load(_folder.Root).Run;
        Assert.Equal(0.1, back["lambda1"]!.GetValue<double>());
        Assert.Equal("decoy-mnist", back["dataset"]!.GetValue<string>());
        Assert.Equal("NaN", back["diverged"]!.ToString());
    }

    [Fact]
    public void SaysWhichShapeIsWrong()
    {
        SaveUsual();
        ChangeDescription(json => json["shape"]!["hidden1"] = 5);
        BadInput.Expect(() => ModelStore.Load(_folder.Root), TensorsPath, "'w1'", "3 × 5", "3 × 4");
        SaveUsual();
        ChangeTensors(tensors => tensors["b3"] = new NumberArray(new float[3], 3));
        BadInput.Expect(() => ModelStore.Load(_folder.Root), TensorsPath, "'b3'", "(2)", "(3)");
        SaveUsual();
        ChangeTensors(tensors => tensors["b3"] = new NumberArray(new double[2], 2));
        BadInput.Expect(() => ModelStore.Load(_folder.Root), "'b3'", "Float64");
    }

    [Fact]
    public void SaysWhichTensorIsMissingOrTooMuch()
    {
        SaveUsual();
        ChangeTensors(tensors => tensors.Remove("w2"));
        BadInput.Expect(() => ModelStore.Load(_folder.Root), "'w2'", "no such tensor");
        SaveUsual();
        ChangeTensors(tensors => tensors["w4"] = new NumberArray(new float[1], 1));
        BadInput.Expect(() => ModelStore.Load(_folder.Root), "'w4' as well");
    }

    [Fact]
    public void RefusesHalvesOfTwoSaves()
    {
        SaveUsual();
        var description = File.ReadAllText(DescriptionPath);
        ModelStore.Save(_folder.Root, Random(new NetworkShape(3, 4, 2, 2), 2), []);
        File.WriteAllText(DescriptionPath, description);
        BadInput.Expect(() => ModelStore.Load(_folder.Root), TensorsPath, "SHA-256");
    }

    [Fact]
    public void RefusesUnusableDescriptions()
    {
        BadInput.Expect(() => ModelStore.Load(_folder.Path("none")), "no such folder");
        BadInput.Expect(() => ModelStore.Load(_folder.Root), DescriptionPath, "no such file");
        SaveUsual();
        ChangeDescription(json => json["shape"]!["classes"] = 1);
        BadInput.Expect(() => ModelStore.Load(_folder.Root), DescriptionPath, "at least 2 classes");
        ChangeDescription(json => json["shape"]!["classes"] = "two");
        BadInput.Expect(() => ModelStore.Load(_folder.Root), DescriptionPath, "\"two\"");
        ChangeDescription(json => json["version"] = 7);
        BadInput.Expect(() => ModelStore.Load(_folder.Root), "version 1", "version 7");
        ChangeDescription(json => json.Remove("format"));
        BadInput.Expect(() => ModelStore.Load(_folder.Root), "rrr-model");
        File.WriteAllText(DescriptionPath, "{ half");
        BadInput.Expect(() => ModelStore.Load(_folder.Root), DescriptionPath, "not JSON");
        File.WriteAllText(DescriptionPath, "null");
        BadInput.Expect(() => ModelStore.Load(_folder.Root), DescriptionPath);
    }

    [Fact]
    public void AnnouncedShapesAreNotAllocated()
    {
        SaveUsual();
        ChangeDescription(json => json["shape"]!["inputs"] = 500_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        BadInput.Expect(() => ModelStore.Load(_folder.Root), "500000000 × 4");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void RefusesTruncatedTensors()
    {
        SaveUsual();
        File.WriteAllBytes(TensorsPath, File.ReadAllBytes(TensorsPath)[..^1]);
        BadInput.Expect(() => ModelStore.Load(_folder.Root), TensorsPath);
        File.Delete(TensorsPath);
        BadInput.Expect(() => ModelStore.Load(_folder.Root), TensorsPath, "no such file");
    }

    [Fact]
    public void RefusesToSaveWhereNothingCanBeWritten() =>
        BadInput.Expect(() => ModelStore.Save(_folder.Path("none"), Random(new NetworkShape(1, 1, 1, 2), 1), []), "cannot write to");
}
