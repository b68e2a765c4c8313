using RrrGpu.Kernels;

namespace RrrGpu.Training.Tests.Explanations;

public class ExplainerPreparationTests
{
    [Fact]
    public void AnEngineExplainsAfterItAsBefore()
    {
        using var engine = new SimdEngine(2);
        var parameters = new NetworkParameters(new NetworkShape(7, 5, 4, 3));
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = 0.1f * (i % 7 - 3);
        }

        var before = Gradients();
        using (var preparation = new ExplainerPreparation(engine, parameters))
            preparation.Wait();
        Assert.Equal(before, Gradients());

        float[] Gradients()
        {
            using var explainer = new Explainer(engine, parameters, InputScale.Raw(7));
            var rows = new LabeledRows(new InputMatrix(new byte[] { 1, 2, 3, 4, 5, 6, 7 }, 1, 7), [0], 3);
            return Assert.Single(explainer.MaskGradients(rows)).Gradients;
        }
    }

    [Theory]
    [InlineData(7, 300)]
    [InlineData(1 << 20, 2)]
    [InlineData(1 << 22, 1)]
    public void AFewRowsAreExplained(int features, int expected)
    {
        var explained = new List<(int Rows, int Features)>();
        var engine = Engine(rows => explained.Add((rows.Count, rows.Inputs.Columns)));
        using (var preparation = Prepare(engine, features))
            preparation.Wait();
        Assert.Equal((expected, features), Assert.Single(explained));
        Assert.Equal(0, engine.Undisposed);
    }

    [Fact]
    public void AnEngineThatIsCalledByOneThreadOnlyIsLeftAlone()
    {
        var engine = new RecordingEngine();
        using (var preparation = Prepare(engine))
            preparation.Wait();
        Assert.Empty(engine.Ensembles);
    }

    [Fact]
    public void ToGiveItUpWaitsForItsEnd()
    {
        var isDone = false;
        Prepare(Engine(_ =>
        {
            Thread.Sleep(50);
            Volatile.Write(ref isDone, true);
        })).Dispose();
        Assert.True(Volatile.Read(ref isDone));
    }

    [Fact]
    public void AFailureIsToldToWhoWaitsAndNotToWhoGivesUp()
    {
        var engine = Engine(static _ => throw new DeviceMemoryException("too little"));
        var preparation = Prepare(engine);
        Assert.Equal("too little", Assert.Throws<DeviceMemoryException>(preparation.Wait).Message);
        preparation.Dispose();
        Prepare(engine).Dispose();
        Assert.Equal(0, engine.Undisposed);
    }

    private static RecordingEngine Engine(Action<LabeledRows> explain) =>
        new() { Explain = explain, Device = SimdEngine.Describe() };

    private static ExplainerPreparation Prepare(IEngine engine, int features = 7) =>
        new(engine, new NetworkParameters(new NetworkShape(features, 1, 1, 2)));
}
