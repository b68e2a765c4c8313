using CsCheck;
using RrrGpu.Kernels.Tests.Reference;

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

    [Fact]
    public void AlsoOfMoreRowsThanABlockOfSeveralThreads()
    {
        var random = new Random(5);
        var shape = new NetworkShape(21, 9, 6, 4);
        var inputs = new byte[300 * shape.Inputs];
        random.NextBytes(inputs);
        var rows = new LabeledRows(new InputMatrix(inputs, 300, shape.Inputs), [.. Enumerable.Range(0, 300).Select(static row => row % 4)], 4);
        var parameters = DrawnParameters.Small(shape, random);

        using var engine = new SimdEngine(3);
        Check(engine, new(new ObjectiveDefinition(), new AdamSettings(), [new ModelSettings()], [parameters], rows, [RowSchedule.InOrder(300, 50)]));
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
                var expected = ensemble.InputGradients(model, rows, explained, k);
                TensorAssert.Close(Array.ConvertAll(expected, static value => (double)value), explanation.Gradients, 1e-4, $"gradients of {explained}");
                CheckScales(expected, explanation.Gradients, problem.Shape.Inputs);
            }
        }
    }

    // Also of rows whose gradient is small beside others'. Where two classes' weights nearly agree, what is left of a difference of theirs is
    // rounding to some part, so that no tight bound would hold.
    private static void CheckScales(float[] expected, float[] actual, int inputs)
    {
        for (var at = 0; at < expected.Length; at += inputs)
        {
            var largest = Math.Max(1e-30f, expected.AsSpan(at, inputs).ToArray().Max(Math.Abs));
            for (var d = 0; d < inputs; d++)
                Assert.Equal(expected[at + d] / largest, actual[at + d] / largest, 0.05);
        }
    }
}
