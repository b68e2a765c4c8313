using CsCheck;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Every pass of every engine computes what the float64 reference computes, on random problems.</summary>
[Collection(SharedEngines.Name)]
public class EnginePassTests(EngineFixture engines)
{
    private const double Tolerance = 1e-4;

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Passes_agree_with_the_reference(string engine)
    {
        var (device, test) = engines.Get(engine);
        ProblemChoice.Within(test.Limits).Sample(choice => CheckPasses(device, choice.Draw()), iter: test.Samples, threads: 1);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Adam_steps_agree_with_the_reference(string engine)
    {
        var (device, test) = engines.Get(engine);
        ProblemChoice.Within(test.Limits).Sample(choice => CheckSteps(device, choice.Draw()), iter: test.Samples, threads: 1);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Saturated_models_keep_finite_losses_and_gradients(string engine)
    {
        var (device, test) = engines.Get(engine);
        Gen.Select(ProblemChoice.Within(test.Limits), Gen.Double[200, 5000]).Sample(
            (choice, gap) => CheckSaturated(device, choice.Draw().Saturated(gap)), iter: Math.Max(1, test.Samples / 2), threads: 1);
    }

    private static void CheckSaturated(IEngine device, EngineProblem problem)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        var losses = ensemble.Evaluate(rows, withAnnotations: true);
        var gradients = ensemble.LossGradients(rows, problem.Schedules, 0, LossGradientTerms.All);
        ensemble.Train(rows, problem.Schedules, 0, 1);
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var expected = problem.Network(model).Loss(problem.ReferenceRows(model));
            var rowsOfTerm = problem.Objective.Reduction == Reduction.Sum ? 1 : expected.Rows;
            TensorAssert.Close([expected.CrossEntropy * rowsOfTerm], [losses[model].CrossEntropy], 1e-3, "cross-entropy");
            Assert.True(double.IsFinite(losses[model].Total));
            Assert.True(gradients[model].AllFinite());
            Assert.True(ensemble.ReadState(model).Parameters.AllFinite());
        }
    }

    private static void CheckPasses(IEngine device, EngineProblem problem)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        var losses = ensemble.Evaluate(rows, withAnnotations: true);
        var withoutAnnotations = ensemble.Evaluate(rows, withAnnotations: false);
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var network = problem.Network(model);
            var reference = problem.ReferenceRows(model);
            TensorAssert.Close([.. reference.SelectMany(row => network.Forward(row.Inputs).Logits)], ensemble.Logits(model, rows), Tolerance, "logits");
            foreach (var explained in Enum.GetValues<ExplainedScalar>())
            {
                var k = problem.ClassFor(explained);
                TensorAssert.Close(
                    [.. reference.SelectMany(row => network.InputGradient(row, explained, k))],
                    ensemble.InputGradients(model, rows, explained, k),
                    Tolerance,
                    $"input gradient of {explained}");
            }

            CheckLoss(problem, model, losses[model], withAnnotations: true);
            CheckLoss(problem, model, withoutAnnotations[model], withAnnotations: false);
        }

        CheckGradients(problem, ensemble, rows);
    }

    private static void CheckLoss(EngineProblem problem, int model, LossTerms actual, bool withAnnotations)
    {
        var sums = problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } };
        var expected = sums.Network(model).Loss(sums.ReferenceRows(model));
        TensorAssert.Close([expected.CrossEntropy], [actual.CrossEntropy], Tolerance, "cross-entropy");
        TensorAssert.Close([withAnnotations ? expected.RightReasons : 0], [actual.RightReasons], Tolerance, "right reasons");
        TensorAssert.Close([expected.WeightDecay], [actual.WeightDecay], Tolerance, "weight decay");
        Assert.Equal(expected.Correct, actual.Correct);
        Assert.Equal(expected.Rows, actual.Rows);
    }

    private static void CheckGradients(EngineProblem problem, IEnsemble ensemble, IRowSet rows)
    {
        LossGradientTerms[] choices =
        [
            LossGradientTerms.None,
            LossGradientTerms.CrossEntropy,
            LossGradientTerms.RightReasons,
            LossGradientTerms.WeightDecay,
            LossGradientTerms.CrossEntropy | LossGradientTerms.RightReasons,
            LossGradientTerms.All,
        ];
        foreach (var terms in choices)
        {
            for (var batch = 0; batch < problem.Schedules[0].BatchCount; batch++)
            {
                var gradients = ensemble.LossGradients(rows, problem.Schedules, batch, terms);
                for (var model = 0; model < problem.Models.Count; model++)
                {
                    var expected = problem.Network(model).LossGradient(problem.Batch(model, batch, problem.ReferenceRows(model)), terms);
                    TensorAssert.Close(expected, gradients[model], Tolerance, $"gradient of {terms}");
                }
            }
        }
    }

    private static void CheckSteps(IEngine device, EngineProblem problem)
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        var references = Enumerable.Range(0, problem.Models.Count)
            .Select(model => problem.Steps(model, ReferenceParameters.From(problem.Initial[model]), problem.ReferenceRows(model)).GetEnumerator())
            .ToArray();
        for (var batch = 0; batch < problem.Schedules[0].BatchCount; batch++)
        {
            ensemble.Train(rows, problem.Schedules, batch, 1);
            foreach (var (model, reference) in references.Index())
            {
                Assert.True(reference.MoveNext());
                var state = ensemble.ReadState(model);
                Assert.Equal(batch + 1, state.Steps);
                TensorAssert.Close(reference.Current.Adam.FirstMoment, state.FirstMoment, Tolerance, "m");
                TensorAssert.Close(reference.Current.Adam.SecondMoment, state.SecondMoment, Tolerance, "v");
                CheckMoves(problem.Initial[model], reference.Current.Network.Parameters, state.Parameters);
            }
        }
    }

    /// <summary>Compares how far parameters have moved; a move below a hundredth of them drowns in their own rounding.</summary>
    private static void CheckMoves(NetworkParameters start, ReferenceParameters expected, NetworkParameters actual)
    {
        foreach (var (from, (e, a)) in start.Tensors.Zip(expected.Tensors.Zip(actual.Tensors)))
        {
            double[] expectedMove = [.. e.Values.Zip(from.Values, static (to, origin) => to - origin)];
            double[] actualMove = [.. a.Values.Zip(from.Values, static (to, origin) => (double)to - origin)];
            var scale = Math.Max(expectedMove.Max(Math.Abs), 0.01 * from.Values.Max(Math.Abs));
            var error = expectedMove.Zip(actualMove, static (x, y) => Math.Abs(x - y)).Max() / scale;
            Assert.True(error < Tolerance, $"move of {e.Name}: expected a relative error below {Tolerance}, got {error}");
        }
    }
}
