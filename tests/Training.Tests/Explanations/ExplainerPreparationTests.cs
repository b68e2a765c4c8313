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

    [Fact]
    public void ToGiveItUpWaitsForItsEnd()
    {
        using var engine = new SimdEngine(2);
        var preparation = new ExplainerPreparation(engine, new NetworkParameters(new NetworkShape(3000, 200, 100, 10)));
        preparation.Dispose();
        Assert.True(preparation.IsDone);
    }
}
