using CsCheck;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Explaining in one pass gives what logits, gradients and masks give one by one.</summary>
[Collection(SharedEngines.Name)]
public class EngineExplanationTests(EngineFixture engines)
{
    private const float Cutoff = 0.4f;

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Explain_agrees_with_the_passes_one_by_one(string engine)
    {
        var (device, test) = engines.Get(engine);
        ProblemChoice.Within(test.Limits).Sample(choice => Check(device, choice.DrawAny()), iter: test.Samples, threads: 1);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Also_where_the_softmax_is_saturated(string engine)
    {
        var (device, test) = engines.Get(engine);
        Gen.Select(ProblemChoice.Within(test.Limits), Gen.Double[5, 300]).Sample(
            (choice, gap) => Check(device, choice.DrawAny().Saturated(gap)), iter: Math.Max(2, test.Samples / 3), threads: 1);
    }

    private static void Check(IEngine device, EngineProblem problem)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        // The same room for all, which must not show what was in it.
        var explanation = new Explanation(problem.Rows.Count, problem.Shape);
        for (var model = 0; model < problem.Models.Count; model++)
        {
            foreach (var explained in Enum.GetValues<ExplainedScalar>())
            {
                var k = problem.ClassFor(explained);
                ensemble.Explain(model, rows, explained, k, Cutoff, explanation);
                Assert.Equal(ensemble.Logits(model, rows), explanation.Logits);
                Assert.Equal(ensemble.MaskGradients(model, rows), explanation.MaskGradients);
                Assert.Equal(ensemble.Masks(model, rows, Cutoff).Words, explanation.Masks.Words);
                CheckRows(ensemble.InputGradients(model, rows, explained, k), explanation.Gradients, problem.Shape.Inputs);
            }
        }
    }

    private static void CheckRows(float[] expected, float[] actual, int inputs)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var at = 0; at < expected.Length; at += inputs)
        {
            var largest = Math.Max(1e-30f, expected.AsSpan(at, inputs).ToArray().Max(Math.Abs));
            for (var d = 0; d < inputs; d++)
                Assert.Equal(expected[at + d] / largest, actual[at + d] / largest, 2e-5);
        }
    }
}
