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
