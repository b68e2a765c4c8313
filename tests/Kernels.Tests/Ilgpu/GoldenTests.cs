namespace RrrGpu.Kernels.Tests.Ilgpu;

[Collection(IlgpuDevices.Collection)]
public sealed class GoldenTests(IlgpuDevices devices)
{
    public static IEnumerable<TheoryDataRow<string, string>> LossCases =>
        from device in IlgpuDevices.Ids
        from file in Directory.GetFiles(GoldenCase.Folder, "loss-*.json").Order(StringComparer.Ordinal)
        select new TheoryDataRow<string, string>(device.Data, Path.GetFileNameWithoutExtension(file));

    [Theory]
    [MemberData(nameof(LossCases))]
    public void LossAndGradientsAgreeWithFloat64(string device, string name)
    {
        var golden = GoldenCase.Load(name);
        var engine = devices.Open(device);
        using var rows = engine.Upload(golden.Rows);
        using var ensemble = engine.CreateEnsemble(
            golden.Objective, new AdamSettings(), [golden.Settings], [OptimizerState.Initial(golden.Parameters)]);

        Close(golden.Flatten("expected", "logits"), ensemble.Logits(0, rows), "logits");
        Close(
            golden.Flatten("expected", "input_gradient"),
            ensemble.InputGradients(0, rows, golden.Objective.Explained, golden.Objective.Class),
            "input gradient");

        var loss = ensemble.Evaluate(rows, withAnnotations: true)[0];
        Close(golden.Flatten("expected", "cross_entropy"), [(float)loss.CrossEntropy], "cross-entropy");
        Close(golden.Flatten("expected", "right_reasons"), [(float)loss.RightReasons], "right reasons");
        Close(golden.Flatten("expected", "weight_decay"), [(float)loss.WeightDecay], "weight decay");

        RowSchedule[] schedule = [RowSchedule.InOrder(golden.RowCount, golden.RowCount)];
        CloseGradients(golden, "right_reasons_gradients", ensemble.LossGradients(rows, schedule, 0, LossGradientTerms.RightReasons)[0]);
        CloseGradients(golden, "total_gradients", ensemble.LossGradients(rows, schedule, 0, LossGradientTerms.All)[0]);
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void FiveAdamStepsAgreeWithFloat64(string device)
    {
        var golden = GoldenCase.Load("adam-five-steps");
        var engine = devices.Open(device);
        using var rows = engine.Upload(golden.Rows);
        using var ensemble = engine.CreateEnsemble(
            golden.Objective, new AdamSettings(), [golden.Settings], [OptimizerState.Initial(golden.Parameters)]);

        RowSchedule[] schedule = [RowSchedule.InOrder(golden.RowCount, golden.RowCount)];
        var losses = golden.Flatten("expected", "losses");
        for (var step = 0; step < golden.Whole("optimizer", "steps"); step++)
        {
            Close([losses[step]], [(float)ensemble.Evaluate(rows, withAnnotations: true)[0].Total], $"loss before step {step + 1}");
            ensemble.Train(rows, schedule, 0, 1, TestContext.Current.CancellationToken);
        }

        var state = ensemble.ReadState(0);
        Assert.Equal(5, state.Steps);
        foreach (var (name, values, _) in state.Parameters.Tensors)
            Close(golden.Flatten("expected", "params_after", name), values, name);
    }

    private static void CloseGradients(GoldenCase golden, string section, NetworkParameters gradients)
    {
        foreach (var (name, values, _) in gradients.Tensors)
            Close(golden.Flatten("expected", section, name), values, $"{section} {name}");
    }

    private static void Close(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = Math.Max(1e-9, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) / scale < 1e-4, $"{what}: entry {i}: expected {expected[i]}, got {actual[i]}");
    }
}
