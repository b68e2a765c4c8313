using RrrGpu.Kernels.Ilgpu;

namespace RrrGpu.Kernels.Tests.Ilgpu;

/// <summary>Inputs stored as those that are not zero: when they are, how they lie by feature, and that bits do not depend on that.</summary>
[Collection(IlgpuDevices.Collection)]
public sealed class SparseInputTests(IlgpuDevices devices)
{
    private const int Features = 10;

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void ZerosAreSkippedBelowTheThresholdAlone(string device)
    {
        _ = devices.Open(device);
        var rows = Rows(12);
        var share = rows.Inputs.CountNonZeros() / (12.0 * Features);
        using var below = Open(device, share * 0.99);
        using var above = Open(device, share * 1.01);
        using var dense = Assert.IsType<IlgpuRowSet>(below.Upload(rows));
        using var sparse = Assert.IsType<IlgpuRowSet>(above.Upload(rows));
        Assert.Null(dense.Sparse);
        Assert.NotNull(sparse.Sparse);
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void WeightGradientsHaveTheSameBitsWhereTilesFindNoRoom(string device)
    {
        _ = devices.Open(device);
        using var roomy = Open(device, 2);
        using var cramped = Open(device, 2, maxTileItems: 0);
        Assert.Equal(TrainedBits(roomy), TrainedBits(cramped));
    }

    [Fact]
    public void TilesHoldTheRowsThatAreNotZeroInThemInOrder()
    {
        var rows = Rows(12);
        RowSchedule[] schedules = [RowSchedule.InOrder(12, 5), RowSchedule.FromOrder([3, 3, 0, 11, 7, 2, 1], 3)];
        var layout = SparseTileLayout.Of(rows.Inputs, [schedules[0], schedules[1], schedules[0]], long.MaxValue)!;
        var values = rows.Inputs.ToArray();
        var items = 0;
        foreach (var schedule in schedules)
        {
            for (var batch = 0; batch < schedule.BatchCount; batch++)
            {
                for (var tile = 0; tile < 3; tile++)
                {
                    var offset = layout.FirstOffset(schedule, batch) + tile;
                    Assert.Equal(items, layout.Offsets[offset]);
                    for (var slot = 0; slot < schedule.Batch(batch).Length; slot++)
                    {
                        float[] expected = [.. Enumerable.Range(4 * tile, 4).Select(f => f < Features ? values[schedule.Batch(batch)[slot] * Features + f] : 0)];
                        if (expected.All(static value => value == 0))
                            continue;
                        Assert.Equal(slot, layout.Rows[items]);
                        Assert.Equal(expected, layout.Values[(4 * items)..(4 * items + 4)]);
                        items++;
                    }

                    Assert.Equal(items, layout.Offsets[offset + 1]);
                }
            }
        }

        Assert.Equal(items, layout.Rows.Length);
        Assert.NotNull(SparseTileLayout.Of(rows.Inputs, schedules, items));
        Assert.Null(SparseTileLayout.Of(rows.Inputs, schedules, items - 1));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 }, 0)]
    [InlineData(new byte[] { 1, 0, 255, 0 }, 2)]
    [InlineData(new byte[] { 1, 2, 3, 4 }, 4)]
    public void NonZerosAreCountedAlikeInBytesAndFloats(byte[] values, long expected)
    {
        Assert.Equal(expected, new InputMatrix(values, 2, 2).CountNonZeros());
        Assert.Equal(expected, new InputMatrix(Array.ConvertAll(values, static value => -(float)value), 2, 2).CountNonZeros());
    }

    private static IlgpuEngine Open(string device, double sparseBelow, long? maxTileItems = null) =>
        new(IlgpuDevices.Found.Single(found => found.Description.Id == device), sparseBelow, maxTileItems);

    /// <summary>Row 4 and features 2 and 4 to 7, a whole tile, are nothing but zeros; the last tile has two features.</summary>
    private static LabeledRows Rows(int count)
    {
        var random = new Random(3);
        var inputs = new byte[count * Features];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (i / Features != 4 && i % Features is < 2 or 3 or > 7 && random.Next(2) == 0)
                inputs[i] = (byte)random.Next(1, 256);
        }

        return new LabeledRows(new InputMatrix(inputs, count, Features), [.. Enumerable.Range(0, count).Select(static row => row % 3)], 3);
    }

    private static int[][] TrainedBits(IlgpuEngine engine)
    {
        var data = Rows(12);
        ModelSettings[] models =
        [
            new(),
            new(2f, 1e-3f, 1e-2f, Annotation.FromPredicate(12, Features, static (row, feature) => (row + feature) % 4 == 0)),
            new(0.5f, 0f, 1e-2f, Annotation.FromDense([.. Enumerable.Range(0, 12 * Features).Select(static i => i % 3 * 0.5f)], 12, Features)),
        ];
        RowSchedule[] schedules = [RowSchedule.InOrder(12, 5), RowSchedule.FromOrder([4, 3, 3, 0, 11, 7, 2, 1, 4, 4, 4, 5], 5), RowSchedule.InOrder(11, 5)];
        using var rows = engine.Upload(data);
        using var ensemble = engine.CreateEnsemble(new ObjectiveDefinition(), new AdamSettings(), models, [.. models.Select(static (_, seed) => State(seed))]);
        ensemble.Train(rows, schedules, 0, 3, TestContext.Current.CancellationToken);
        return
        [
            .. Enumerable.Range(0, models.Length).Select(model => ensemble.ReadState(model).Parameters.Tensors
                .SelectMany(static tensor => tensor.Values).Select(BitConverter.SingleToInt32Bits).ToArray()),
        ];
    }

    private static OptimizerState State(int seed)
    {
        var random = new Random(seed);
        var parameters = new NetworkParameters(new NetworkShape(Features, 9, 7, 3));
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(random.NextDouble() - 0.5) * 0.1f;
        }

        return OptimizerState.Initial(parameters);
    }
}
