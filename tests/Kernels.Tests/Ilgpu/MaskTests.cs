namespace RrrGpu.Kernels.Tests.Ilgpu;

[Collection(IlgpuDevices.Collection)]
public sealed class MaskTests(IlgpuDevices devices)
{
    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void ASaturatedModelHasNoEmptyMask(string device)
    {
        var shape = new NetworkShape(70, 6, 5, 4);
        var data = Bytes(9, shape);
        var (masks, gradients) = Masks(device, data, Parameters(shape, scale: 3f), 0.67f);
        Assert.All(gradients, static g => Assert.Equal(0f, g));
        for (var row = 0; row < data.Count; row++)
            Assert.Contains(Enumerable.Range(0, shape.Inputs), feature => masks[row, feature]);
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void AMaskMarksWhatTheGradientSays(string device)
    {
        var shape = new NetworkShape(70, 6, 5, 4);
        var (masks, gradients) = Masks(device, Bytes(9, shape), Parameters(shape, scale: 0.02f), 0.67f);
        for (var row = 0; row < 9; row++)
        {
            var g = gradients.AsSpan(row * shape.Inputs, shape.Inputs).ToArray().Select(Math.Abs).ToArray();
            Assert.True(g.Max() > 0);
            for (var feature = 0; feature < shape.Inputs; feature++)
            {
                if (Math.Abs(g[feature] - 0.67f * g.Max()) > 1e-4 * g.Max())
                    Assert.Equal(g[feature] > 0.67f * g.Max(), masks[row, feature]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(IlgpuDevices.Ids), MemberType = typeof(IlgpuDevices))]
    public void AZeroGradientMarksNothing(string device)
    {
        var shape = new NetworkShape(5, 3, 2, 2);
        var (masks, _) = Masks(device, Bytes(3, shape), new NetworkParameters(shape), 0f);
        Assert.Equal(0, masks.Count);
    }

    private static LabeledRows Bytes(int rows, NetworkShape shape)
    {
        var values = new byte[rows * shape.Inputs];
        new Random(2).NextBytes(values);
        return new LabeledRows(new InputMatrix(values, rows, shape.Inputs), new int[rows], shape.Classes);
    }

    private static NetworkParameters Parameters(NetworkShape shape, float scale)
    {
        // Positive weights keep every unit active; the last layer then decides how sure the model is.
        var random = new Random(3);
        var parameters = new NetworkParameters(shape);
        foreach (var values in new[] { parameters.W1, parameters.W2 })
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = scale * (0.1f + (float)random.NextDouble());
        }

        for (var i = 0; i < parameters.W3.Length; i++)
            parameters.W3[i] = scale * (float)(random.NextDouble() - 0.5);
        return parameters;
    }

    private (FeatureMasks Masks, float[] Gradients) Masks(string device, LabeledRows data, NetworkParameters parameters, float cutoff)
    {
        var engine = devices.Open(device);
        using var rows = engine.Upload(data);
        using var ensemble = engine.CreateEnsemble(
            new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [OptimizerState.Initial(parameters)]);
        return (ensemble.Masks(0, rows, cutoff), ensemble.InputGradients(0, rows, ExplainedScalar.ProbMax));
    }
}
