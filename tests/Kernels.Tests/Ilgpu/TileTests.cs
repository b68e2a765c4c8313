using RrrGpu.Kernels.Devices;
using RrrGpu.Kernels.Ilgpu;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Tiles and groups of threads change the time of a step, and no bit of it.</summary>
[Collection(IlgpuDevices.Collection)]
public sealed class TileTests
{
    private static readonly NetworkShape Shape = new(37, 18, 10, 5);

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void EveryTileGivesTheSameBits(string id)
    {
        var device = IlgpuDevices.Found.FirstOrDefault(device => device.Description.Id == id);
        Assert.SkipUnless(device is not null || IlgpuDevices.IsRequired(DeviceRequest.Parse(id).Kind!.Value), $"this machine has no {id}");
        Assert.NotNull(device);

        // Groups of ILGPU's CPU accelerator are too small for any other.
        TileKind[] others = id == "cpu" ? [TileKind.Tiny] : [TileKind.Medium, TileKind.Large];
        var expected = TrainedBits(device, TileKind.Tiny);
        Assert.All(others, tile => Assert.Equal(expected, TrainedBits(device, tile)));
    }

    [Fact]
    public void ThreadsOfATileCoverItOnce()
    {
        Covers<TinyTile>();
        Covers<SmallTile>();
        Covers<MediumTile>();
        Covers<LargeTile>();

        static void Covers<TTile>()
            where TTile : struct, ITile
        {
            TTile tile = default;
            var places = Enumerable.Range(0, tile.Threads()).Select(thread => (Row: tile.RowGroup(thread), Column: tile.ColumnGroup(thread))).ToArray();
            Assert.Equal(tile.Threads(), places.Distinct().Count());
            Assert.All(places, place => Assert.True(place.Row < tile.RowGroups && place.Column < tile.ColumnGroups));
            Assert.Equal(TileGeometry.Depth, tile.RightLoads() * tile.TermsPerLoad());
            Assert.True(2 * TileGeometry.Depth * tile.AllRowQuads() <= TileGeometry.LeftBuffers);
            Assert.True(2 * TileGeometry.Depth * tile.AllColumnQuads() <= TileGeometry.RightBuffers);
        }
    }

    [Theory]
    [InlineData(784, 50, 30, 10, 8, 128)]
    [InlineData(5000, 50, 30, 2, 8, 128)]
    [InlineData(34, 64, 32, 2, 8, 128)]
    [InlineData(784, 600, 4, 10, 1, 256)]
    public void LayersFitIntoSharedMemory(int inputs, int hidden1, int hidden2, int classes, int rowQuads, int threads)
    {
        var found = RowTile.Largest(new ParameterLayout(new NetworkShape(inputs, hidden1, hidden2, classes)), 1024);
        Assert.NotNull(found);
        Assert.Equal((rowQuads, threads), (found.Value.Tile.RowQuads, found.Value.Threads));
        Assert.True(found.Value.Tile.Quads <= RowTile.LargePool);
    }

    [Fact]
    public void LayersThatDoNotFitAreDonePassByPass() =>
        Assert.Null(RowTile.Largest(new ParameterLayout(new NetworkShape(784, 512, 256, 10)), 1024));

    private static string TrainedBits(IlgpuDevice device, TileKind tile)
    {
        var random = new Random(3);
        var inputs = new byte[29 * Shape.Inputs];
        random.NextBytes(inputs);
        var data = new LabeledRows(new InputMatrix(inputs, 29, Shape.Inputs), [.. Enumerable.Range(0, 29).Select(row => row * 7 % Shape.Classes)], Shape.Classes);
        var annotation = Annotation.FromPredicate(29, Shape.Inputs, static (row, feature) => (row + feature) % 6 == 0);
        using var engine = new IlgpuEngine(device, sparseBelow: 0, asProcessor: false, tile: tile);
        using var rows = engine.Upload(data);
        using var ensemble = engine.CreateEnsemble(
            new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings(1e-3f, 1e-4f, 1e-3f, annotation), new ModelSettings()], [State(1), State(2)]);
        ensemble.Train(rows, [RowSchedule.InOrder(29, 20)], 0, 2, TestContext.Current.CancellationToken);
        return string.Join(' ', from model in (int[])[0, 1] from tensor in ensemble.ReadState(model).Parameters.Tensors from value in tensor.Values select BitConverter.SingleToInt32Bits(value));
    }

    private static OptimizerState State(int seed)
    {
        var random = new Random(seed);
        var parameters = new NetworkParameters(Shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = 0.1f * (random.NextSingle() - 0.5f);
        }

        return new OptimizerState(parameters, new NetworkParameters(Shape), new NetworkParameters(Shape), 0);
    }
}
