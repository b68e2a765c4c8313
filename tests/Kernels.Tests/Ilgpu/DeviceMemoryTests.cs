using RrrGpu.Kernels.Ilgpu;

namespace RrrGpu.Kernels.Tests.Ilgpu;

[Collection(IlgpuDevices.Collection)]
public sealed class DeviceMemoryTests(IlgpuDevices devices)
{
    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void TooManyModelsAreOneClearError(string device)
    {
        var engine = devices.Open(device);
        var state = OptimizerState.Initial(new NetworkParameters(new NetworkShape(784, 50, 30, 10)));
        const int models = 60_000;
        var error = Assert.Throws<DeviceMemoryException>(() => engine.CreateEnsemble(
            new ObjectiveDefinition(),
            new AdamSettings(),
            [.. Enumerable.Repeat(new ModelSettings(), models)],
            [.. Enumerable.Repeat(state, models)]));
        Assert.Contains(device, error.Message, StringComparison.Ordinal);
        Assert.Contains("60000 models", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public async Task CopiesOutliveTheCollectorMovingArrays(string device)
    {
        _ = devices.Open(device);
        var (context, accelerator) = IlgpuDevices.Found.Single(found => found.Description.Id == device).Open();
        using var ownedContext = context;
        using var ownedAccelerator = accelerator;
        var memory = new DeviceMemory(accelerator, IlgpuDevices.Found.Single(found => found.Description.Id == device).Description);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var collector = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    GC.Collect(0, GCCollectionMode.Forced, blocking: true, compacting: true);
                    Thread.SpinWait(20_000);
                }
            },
            TestContext.Current.CancellationToken);

        const int length = 20_000;
        var garbage = new float[16][];
        for (var round = 0; round < 600; round++)
        {
            // What was before the array in memory dies, so that the next collection moves the array.
            garbage[round % garbage.Length] = new float[length];
            float[] values = [.. Enumerable.Range(round, length)];
            garbage[(round + 1) % garbage.Length] = [];
            using var buffer = memory.Upload<float>(values, "values");
            Assert.True(values.AsSpan().SequenceEqual(memory.Read<float>(buffer.View.BaseView, length)), $"round {round}");
        }

        await done.CancelAsync();
        await collector;
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void DisposingInAnyOrderIsHarmless(string device)
    {
        _ = devices.Open(device);
        var engine = new IlgpuEngine(IlgpuDevices.Found.Single(found => found.Description.Id == device));
        var rows = engine.Upload(new LabeledRows(new InputMatrix(new byte[6], 2, 3), [0, 1], 2));
        var ensemble = engine.CreateEnsemble(
            new ObjectiveDefinition(),
            new AdamSettings(),
            [new ModelSettings()],
            [OptimizerState.Initial(new NetworkParameters(new NetworkShape(3, 2, 2, 2)))]);
        ensemble.Train(rows, [RowSchedule.InOrder(2, 1)], 0, 2, TestContext.Current.CancellationToken);
        engine.Dispose();
        ensemble.Dispose();
        rows.Dispose();
        engine.Dispose();
        Assert.Throws<ObjectDisposedException>(() => ensemble.Evaluate(rows, withAnnotations: false));
        Assert.Throws<ObjectDisposedException>(() => engine.Upload(rows.Rows));
    }
}
