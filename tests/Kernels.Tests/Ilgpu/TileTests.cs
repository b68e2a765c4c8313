using RrrGpu.Kernels.Ilgpu;
using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Tiles and groups of threads change the time of a step, and no bit of it.</summary>
[Collection(IlgpuDevices.Collection)]
public sealed class TileTests
{
    private const double AllDense = 0;
    private const double NoneDense = 2;

    // More rows, features and units than one of the largest tiles has.
    private static readonly NetworkShape Shape = new(150, 37, 10, 5);

    /// <summary>Groups of ILGPU's CPU accelerator are too small for others than tiny tiles.</summary>
    public static IEnumerable<TheoryDataRow<string>> Gpus => IlgpuDevices.Ids.Where(static id => id.Data != "cpu");

    /// <summary>Only CUDA devices have tensor cores.</summary>
    public static IEnumerable<TheoryDataRow<string, bool>> Devices =>
        from id in Gpus
        from tf32 in id.Data.StartsWith("cuda", StringComparison.Ordinal) ? new[] { false, true } : [false]
        select new TheoryDataRow<string, bool>(id.Data, tf32).WithTrait("Device", id.Data.Split(':')[0]);

    [Theory]
    [MemberData(nameof(Devices))]
    public void EveryTileGivesTheSameBits(string id, bool tf32)
    {
        var device = IlgpuDevices.Found.FirstOrDefault(device => device.Description.Id == id);
        Assert.SkipUnless(device is not null || IlgpuDevices.IsRequired(DeviceRequest.Parse(id).Kind!.Value), $"this machine has no {id}");
        Assert.NotNull(device);
        Assert.SkipUnless(!tf32 || IlgpuDevices.HasTensorCores(device), $"{id} has no tensor cores for TF32");
        // Lists of entries with some tiles, a mark for every entry with others: neither changes a bit.
        IlgpuEngine Engine(TileKind? tile, double denseFrom, ITuningStore? tuning = null) => new(
            device, sparseBelow: 0, asProcessor: false, tile: tile, denseFrom: denseFrom, tuning: tuning, tensor: tf32 ? TensorPassLibrary.OfDevice : null);
        var small = TrainedBy(Engine(TileKind.Small, NoneDense));
        Assert.Equal(small, TrainedBy(Engine(TileKind.Medium, AllDense)));
        Assert.Equal(small, TrainedBy(Engine(TileKind.Large, AllDense)));
        // Measuring runs the products again and again, and must leave no trace.
        var store = new Store();
        Assert.Equal(small, TrainedBy(Engine(tile: null, NoneDense, store)));
        Assert.Equal(2, store.Values.Count);
        Assert.All(store.Values.Keys, key => Assert.Equal(tf32, key.Contains(" in tf32 ", StringComparison.Ordinal)));
        Assert.All(store.Values.Values, static tile => Assert.Contains(tile, (string[])["Small", "Medium", "Large"]));
        TensorAssert.Close(Array.ConvertAll(TrainedBy(new SimdEngine()), static value => (double)value), small, 1e-4, "parameters");
    }

    [Fact]
    public void ThreadsOfATileCoverItOnce()
    {
        Covers<TinyTile>();
        Covers<SmallTile>();
        Covers<MediumTile>();
        Covers<LargeTile>();
        Covers<SmallTensorTile<CudaMatrixUnit>>();
        Covers<MediumTensorTile<CudaMatrixUnit>>();
        Covers<LargeTensorTile<CudaMatrixUnit>>();

        static void Covers<TTile>()
            where TTile : struct, ITile
        {
            TTile tile = default;
            var places = Enumerable.Range(0, tile.Threads()).Select(thread => (Row: tile.RowGroup(thread), Column: tile.ColumnGroup(thread))).ToArray();
            Assert.Equal(tile.Threads(), places.Distinct().Count());
            Assert.All(places, place => Assert.True(place.Row < tile.RowGroups && place.Column < tile.ColumnGroups));
            var quads =
                from place in places
                from row in Enumerable.Range(0, tile.RowQuads)
                from column in Enumerable.Range(0, tile.ColumnQuads)
                select (place.Row + row * tile.RowGroups, tile.FirstColumn(place.Column) + column * tile.ColumnStep());
            Assert.Equal(
                from row in Enumerable.Range(0, tile.AllRowQuads()) from column in Enumerable.Range(0, tile.AllColumnQuads()) select (row, column), quads.Order());
            Assert.Equal(TileGeometry.Depth, tile.RightLoads() * tile.TermsPerLoad());
        }
    }

    [Theory]
    [InlineData(784, 50, 30, 10, 8, 128)]
    [InlineData(5000, 50, 30, 2, 8, 128)]
    [InlineData(34, 64, 32, 2, 8, 128)]
    [InlineData(784, 600, 4, 10, 1, 256)]
    public void LayersFitIntoSharedMemory(int inputs, int hidden1, int hidden2, int classes, int rowQuads, int threads)
    {
        var found = RowTile.Largest(new ParameterLayout(new NetworkShape(inputs, hidden1, hidden2, classes)), 1024, 49152);
        Assert.NotNull(found);
        Assert.Equal((rowQuads, threads), (found.Value.Tile.RowQuads, found.Value.Threads));
        Assert.True(found.Value.Tile.Quads <= RowTile.LargePool);
    }

    [Theory]
    [InlineData(784, 50, 30, 10, 11, 16, 16, 13)]
    [InlineData(3, 50, 30, 10, 1, 16, 1, 13)]
    [InlineData(784, 100, 30, 10, 4, 4, 16, 16)]
    [InlineData(784, 300, 4, 2, 7, 4, 2, 16)]
    public void DenseAnnotationsFitIntoSharedMemory(
        int inputs, int hidden1, int hidden2, int classes, int rowFeatureQuads, int rowQuads, int featureQuads, int unitQuads)
    {
        var layout = new ParameterLayout(new NetworkShape(inputs, hidden1, hidden2, classes));
        var rows = RowTile.LargestWithFeatures(layout, 1024, 49152);
        Assert.NotNull(rows);
        Assert.Equal(rowFeatureQuads, rows.Value.Tile.FeatureQuads);
        Assert.True(rows.Value.Tile.Quads <= RowTile.LargePool);
        var weights = ExplanationTile.Largest(layout, 1024, 49152);
        Assert.NotNull(weights);
        Assert.Equal((rowQuads, featureQuads, unitQuads), (weights.Value.Tile.RowQuads, weights.Value.Tile.FeatureQuads, weights.Value.Tile.UnitQuads));
        Assert.True(weights.Value.Tile.Quads <= RowTile.LargePool && weights.Value.Threads >= featureQuads * unitQuads);
    }

    [Fact]
    public void DenseAnnotationsThatDoNotFitAreLists()
    {
        var layout = new ParameterLayout(new NetworkShape(784, 130, 30, 10));
        Assert.NotNull(RowTile.Largest(layout, 1024, 49152));
        Assert.Null(RowTile.LargestWithFeatures(layout, 1024, 49152));
    }

    [Fact]
    public void SharedMemoryOfTheDeviceIsTheLimit()
    {
        var layout = new ParameterLayout(new NetworkShape(784, 50, 30, 10));
        Assert.Equal(8, RowTile.Largest(layout, 1024, RowTile.SmallPool * 16)?.Tile.RowQuads);
        Assert.Null(RowTile.Largest(layout, 1024, RowTile.SmallPool * 16 - 1));
    }

    [Fact]
    public void LayersThatDoNotFitAreDonePassByPass() =>
        Assert.Null(RowTile.Largest(new ParameterLayout(new NetworkShape(784, 512, 256, 10)), 1024, 49152));

    /// <summary>Layers so wide that there is shared memory for four rows at a time only.</summary>
    [Theory]
    [MemberData(nameof(Gpus))]
    public void WideLayersAreDoneFewRowsAtATime(string id)
    {
        var device = IlgpuDevices.Found.FirstOrDefault(device => device.Description.Id == id);
        Assert.SkipUnless(device is not null || IlgpuDevices.IsRequired(DeviceRequest.Parse(id).Kind!.Value), $"this machine has no {id}");
        Assert.NotNull(device);
        var wide = new NetworkShape(20, 600, 4, 3);
        Assert.Equal(1, RowTile.Largest(new ParameterLayout(wide), 1024, 49152)?.Tile.RowQuads);
        var trained = TrainedBy(new IlgpuEngine(device, sparseBelow: 0, asProcessor: false, denseFrom: NoneDense), wide);
        TensorAssert.Close(Array.ConvertAll(TrainedBy(new SimdEngine(), wide), static value => (double)value), trained, 1e-4, "parameters");
    }

    private static float[] TrainedBy(IEngine opened) => TrainedBy(opened, Shape);

    private static float[] TrainedBy(IEngine opened, NetworkShape shape)
    {
        const int rowCount = 150;
        const int models = 5;
        var random = new Random(3);
        var inputs = new byte[rowCount * shape.Inputs];
        random.NextBytes(inputs);
        var data = new LabeledRows(
            new InputMatrix(inputs, rowCount, shape.Inputs), [.. Enumerable.Range(0, rowCount).Select(row => row * 7 % shape.Classes)], shape.Classes);
        var annotation = Annotation.FromPredicate(rowCount, shape.Inputs, static (row, feature) => (row + feature) % 6 == 0);
        using var engine = opened;
        using var rows = engine.Upload(data);
        using var ensemble = engine.CreateEnsemble(
            new ObjectiveDefinition(),
            new AdamSettings(Epsilon: 1f),
            [.. Enumerable.Range(0, models).Select(model => model == 2 ? new ModelSettings() : new ModelSettings(1e3f, 1e-4f, 1e-3f, annotation))],
            [.. Enumerable.Range(0, models).Select(seed => State(shape, seed))]);
        ensemble.Train(rows, [RowSchedule.InOrder(rowCount, 131)], 0, 2, TestContext.Current.CancellationToken);
        return
        [
            .. from model in Enumerable.Range(0, models)
               from tensor in ensemble.ReadState(model).Parameters.Tensors
               from value in tensor.Values
               select value,
        ];
    }

    private static OptimizerState State(NetworkShape shape, int seed) => OptimizerState.Initial(DrawnParameters.Small(shape, new Random(seed)));

    private sealed class Store : ITuningStore
    {
        public Dictionary<string, string> Values { get; } = [];

        public string? Find(string key) => Values.GetValueOrDefault(key);

        public void Keep(string key, string value) => Values.Add(key, value);
    }
}
