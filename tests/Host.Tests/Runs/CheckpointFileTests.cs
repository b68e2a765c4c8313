using System.Text.Json.Nodes;
using RrrGpu.Host.Formats;
using RrrGpu.Host.Runs;
using RrrGpu.Kernels;
using RrrGpu.Training;

namespace RrrGpu.Host.Tests.Runs;

public sealed class CheckpointFileTests : IDisposable
{
    private static readonly NetworkShape s_shape = new(3, 4, 2, 2);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string FilePath => _folder.Path(CheckpointFile.FileName);

    private CheckpointFile Store => new(_folder.Root, resume: true);

    [Fact]
    public void RoundTripsBitForBit()
    {
        var saved = Usual();
        Store.Save(saved);
        Assert.Equal([CheckpointFile.FileName], _folder.FileNames());
        var loaded = Store.TryLoad()!;
        Assert.Equal(saved.Fingerprint.Facts, loaded.Fingerprint.Facts);
        Assert.Equal((saved.EpochsDone, saved.StepsIntoEpoch, saved.TrainSeconds), (loaded.EpochsDone, loaded.StepsIntoEpoch, loaded.TrainSeconds));
        Assert.Equal(saved.Models.Count, loaded.Models.Count);
        foreach (var (before, after) in saved.Models.Zip(loaded.Models))
        {
            Assert.Equal((before.Status, before.Failure), (after.Status, after.Failure));
            RequireSameBits(before.State, after.State);
            Assert.Equal((before.Best?.Epoch, before.Best?.Value), (after.Best?.Epoch, after.Best?.Value));
            if (before.Best is not null)
                RequireSameBits(before.Best.State, after.Best!.State);
        }
    }

    [Fact]
    public void TheLastOneStands()
    {
        Store.Save(Usual());
        Store.Save(Usual() with { EpochsDone = 8, StepsIntoEpoch = 0 });
        Assert.Equal((8, 0), (Store.TryLoad()!.EpochsDone, Store.TryLoad()!.StepsIntoEpoch));
    }

    [Fact]
    public void AModelThatDivergedKeepsWhyAndWhen()
    {
        var lost = State(3);
        lost.Parameters.Tensors.First().Values[1] = float.NaN;
        Store.Save(Usual() with { Models = [new(ModelStatus.Diverged, "parameters are not finite after epoch 2", lost, new BestEpoch(1, 0.5, State(4))), Model(5)] });
        var models = Store.TryLoad()!.Models;
        Assert.Equal((ModelStatus.Diverged, "parameters are not finite after epoch 2"), (models[0].Status, models[0].Failure));
        RequireSameBits(lost, models[0].State);
        RequireSameBits(State(5), models[1].State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void ValuesThatAreNotFiniteAreKept(int part)
    {
        var state = State(3);
        new[] { state.Parameters, state.FirstMoment, state.SecondMoment }[part].Tensors.Last().Values[0] = float.PositiveInfinity;
        Store.Save(Usual() with { Models = [new(ModelStatus.Training, null, state, null)] });
        var model = Assert.Single(Store.TryLoad()!.Models);
        Assert.Equal(ModelStatus.Training, model.Status);
        RequireSameBits(state, model.State);
    }

    [Fact]
    public void NothingIsTakenUpUnlessAskedFor()
    {
        Assert.Null(Store.TryLoad());
        Store.Save(Usual());
        Assert.Null(new CheckpointFile(_folder.Root, resume: false).TryLoad());
        Assert.NotNull(Store.TryLoad());
    }

    [Fact]
    public void ATruncatedFileIsRefused()
    {
        Store.Save(Usual());
        var whole = File.ReadAllBytes(FilePath);
        foreach (var length in new[] { 0, 7, 8, 100, whole.Length / 2, whole.Length - 1 })
        {
            File.WriteAllBytes(FilePath, whole[..length]);
            BadInput.Expect(() => Store.TryLoad(), FilePath);
        }
    }

    [Fact]
    public void AForeignFileIsRefused()
    {
        File.WriteAllText(FilePath, "something else altogether");
        BadInput.Expect(() => Store.TryLoad(), FilePath);
        var tensors = new Dictionary<string, NumberArray> { ["a"] = new(new float[1], 1) };
        new SafeTensors(tensors, new Dictionary<string, string>()).Write(FilePath);
        BadInput.Expect(() => Store.TryLoad(), FilePath, "rrr-checkpoint-1", "another kind of file");
        new SafeTensors(tensors, new Dictionary<string, string> { ["format"] = "rrr-checkpoint-9" }).Write(FilePath);
        BadInput.Expect(() => Store.TryLoad(), FilePath, "rrr-checkpoint-1", "rrr-checkpoint-9");
    }

    [Theory]
    [InlineData("Facts")]
    [InlineData("Models")]
    public void AHeaderThatLacksAPartIsRefused(string part) => RefuseHeader(header => header.Remove(part));

    [Fact]
    public void AHeaderThatMakesNoSenseIsRefused()
    {
        RefuseHeader(static header => header["EpochsDone"] = -1);
        RefuseHeader(static header => header["EpochsDone"] = "two");
        RefuseHeader(static header => header["Models"]![0] = null);
        RefuseHeader(static header => header["Models"]![0]!["Shape"] = new JsonArray(3, 4, 2));
        RefuseHeader(static header => header["Models"]![0]!["Shape"] = new JsonArray(3, 4, 2, -2));
        RefuseHeader(static header => header["Models"]![0]!["Shape"] = new JsonArray(3, 4, 5, 2));
        RefuseHeader(static header => header["Models"]![0]!["Status"] = 7);
        RefuseHeader(static header => header["Models"]![0]!["BestValue"] = null);
    }

    [Fact]
    public void AMissingTensorIsNamed()
    {
        Store.Save(Usual());
        var file = SafeTensors.Read(FilePath);
        new SafeTensors(file.Tensors.Where(static t => t.Key != "model0.second.w2").ToDictionary(), file.Metadata).Write(FilePath);
        BadInput.Expect(() => Store.TryLoad(), FilePath, "'model0.second.w2'", "none");
    }

    [Fact]
    public void AFolderThatIsGoneIsRefused() =>
        BadInput.Expect(() => new CheckpointFile(_folder.Path("none"), resume: true).Save(Usual()), "cannot write to");

    private void RefuseHeader(Action<JsonObject> change)
    {
        Store.Save(Usual());
        var file = SafeTensors.Read(FilePath);
        var metadata = file.Metadata.ToDictionary();
        var header = JsonNode.Parse(metadata["training"])!.AsObject();
        change(header);
        metadata["training"] = header.ToJsonString();
        new SafeTensors(file.Tensors, metadata).Write(FilePath);
        BadInput.Expect(() => Store.TryLoad(), FilePath);
    }

    private static TrainingCheckpoint Usual() => new(
        new TrainingFingerprint([new("device", "Simd"), new("always included rows", ""), new("λ", "\"0,1\"\n")]),
        2,
        17,
        1.0 / 3,
        [Model(1) with { Best = new BestEpoch(2, 0.1 + 0.2, State(2)) }, Model(3) with { Status = ModelStatus.Stopped }]);

    private static ModelCheckpoint Model(int seed) => new(ModelStatus.Training, null, State(seed), null);

    private static OptimizerState State(int seed) => new(Random(seed), Random(seed + 100), Random(seed + 200), 487 + seed);

    private static NetworkParameters Random(int seed)
    {
        var random = new Random(seed);
        var parameters = new NetworkParameters(s_shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)) is var value && float.IsFinite(value) ? value : -0f;
        }

        return parameters;
    }

    private static void RequireSameBits(OptimizerState expected, OptimizerState actual)
    {
        Assert.Equal(expected.Steps, actual.Steps);
        Assert.Equal(Bits(expected), Bits(actual));

        static IEnumerable<int> Bits(OptimizerState state) =>
            new[] { state.Parameters, state.FirstMoment, state.SecondMoment }
                .SelectMany(static p => p.Tensors)
                .SelectMany(static t => t.Values.Select(BitConverter.SingleToInt32Bits));
    }
}
