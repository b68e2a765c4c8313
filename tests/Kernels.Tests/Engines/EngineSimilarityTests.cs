using CsCheck;
using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>The similarity penalty of every engine is that of the float64 reference, and couples nothing where it is not asked to.</summary>
[Collection(SharedEngines.Name)]
public class EngineSimilarityTests(EngineFixture engines)
{
    private const double Tolerance = 1e-4;

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Similarity_and_its_gradients_agree_with_the_reference(string engine) => Check(engine, static (device, choice) =>
    {
        var coupled = CoupledProblem.Draw(choice);
        var (problem, start, rows) = (coupled.Problem, coupled.Start(), coupled.Rows());
        using var uploaded = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        var sums = coupled with { Problem = problem with { Objective = problem.Objective with { Reduction = Reduction.Sum } } };
        TensorAssert.Close(
            [ReferenceNetwork.Similarity(sums.Networks(start), rows[0])], [ensemble.Similarity(uploaded)], Tolerance, "similarity");
        foreach (var terms in (LossGradientTerms[])[.. CoupledProblem.WithSimilarity, LossGradientTerms.CrossEntropy])
        {
            for (var batch = 0; batch < problem.Schedules[0].BatchCount; batch++)
            {
                var expected = coupled.Gradients(start, rows, batch, terms);
                foreach (var (model, actual) in ensemble.LossGradients(uploaded, problem.Schedules, batch, terms).Index())
                    TensorAssert.Close(expected[model], actual, Tolerance, $"gradient of {terms} in model {model}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Coupled_Adam_steps_agree_with_the_reference(string engine) => Check(engine, static (device, choice) =>
    {
        var coupled = CoupledProblem.Draw(choice);
        var problem = coupled.Problem;
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        foreach (var (batch, (_, adam)) in coupled.Steps(coupled.Start(), coupled.Rows()).Index())
        {
            ensemble.Train(rows, problem.Schedules, batch, 1);
            for (var model = 0; model < problem.Models.Count; model++)
            {
                var state = ensemble.ReadState(model);
                Assert.Equal(batch + 1, state.Steps);
                TensorAssert.Close(adam[model].FirstMoment, state.FirstMoment, Tolerance, $"m of model {model}");
                TensorAssert.Close(adam[model].SecondMoment, state.SecondMoment, Tolerance, $"v of model {model}");
            }
        }
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void A_penalty_of_no_weight_changes_no_bit(string engine) => Check(engine, static (device, choice) =>
    {
        var problem = choice.DrawAny();
        var without = problem with { Objective = problem.Objective with { Similarity = null } };
        var weightless = problem with { Objective = problem.Objective with { Similarity = new(0) } };
        Assert.Equal(Fingerprint.All(device, without), Fingerprint.All(device, weightless));
        using var rows = device.Upload(problem.Rows);
        using var alone = problem.Of(0).CreateOn(device);
        using var uncoupled = without.CreateOn(device);
        Assert.Equal(0, alone.Similarity(rows));
        Assert.Equal(0, uncoupled.Similarity(rows));
        Assert.Equal(Fingerprint.All(device, without.Of(0)), Fingerprint.All(device, problem.Of(0)));
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Coupled_training_is_repeatable_and_may_be_cut_up(string engine) => Check(engine, static (device, choice) =>
    {
        var problem = choice.DrawAny();
        Assert.Equal(Fingerprint.All(device, problem), Fingerprint.All(device, problem));
        using var rows = device.Upload(problem.Rows);
        using var whole = problem.CreateOn(device);
        var batches = problem.Schedules[0].BatchCount;
        whole.Train(rows, problem.Schedules, 0, batches);
        using var first = problem.CreateOn(device);
        first.Train(rows, problem.Schedules, 0, 1);
        first.Evaluate(rows, withAnnotations: true);
        first.Similarity(rows);
        first.LossGradients(rows, problem.Schedules, 0, LossGradientTerms.All);
        using var second = problem.CreateOn(device);
        for (var model = 0; model < problem.Models.Count; model++)
            second.WriteState(model, first.ReadState(model));
        // The same object for each model is one schedule.
        second.Train(rows, [.. problem.Models.Select(_ => problem.Schedules[0])], 1, batches - 1);
        Assert.Equal(Fingerprint.States(whole), Fingerprint.States(second));
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Equal_models_are_as_similar_as_can_be_and_saturated_ones_stay_finite(string engine) => Check(engine, static (device, choice) =>
    {
        var problem = (choice with { Objective = new(ExplainedScalar.LogSum, Similarity: new(2, 1e-30f)) }).Draw();
        problem = problem with { Initial = [.. problem.Models.Select(_ => problem.Initial[0])] };
        using var rows = device.Upload(problem.Rows);
        using (var equal = problem.CreateOn(device))
        {
            var explained = problem.ReferenceRows(0).Count(row => problem.Network(0).InputGradient(row).Any(static g => g != 0));
            TensorAssert.Close([explained * (double)problem.Models.Count * (problem.Models.Count - 1)], [equal.Similarity(rows)], Tolerance, "similarity of equal models");
        }

        using var saturated = problem.Saturated(2000).CreateOn(device);
        Assert.True(double.IsFinite(saturated.Similarity(rows)));
        Assert.All(saturated.LossGradients(rows, problem.Schedules, 0, LossGradientTerms.All), static gradient => Assert.True(gradient.AllFinite()));
        saturated.Train(rows, problem.Schedules, 0, 1);
        Assert.True(saturated.ReadState(1).Parameters.AllFinite());
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Coupled_models_must_share_one_schedule(string engine)
    {
        var (device, test) = engines.Get(engine);
        CoupledProblem.Within(test.Limits).Sample(
            choice =>
            {
                var problem = choice.DrawAny();
                RowSchedule[] own = [.. problem.Models.Select(_ => RowSchedule.InOrder(problem.Rows.Count, 1))];
                using var rows = device.Upload(problem.Rows);
                using var ensemble = problem.CreateOn(device);
                Assert.Contains("one each", Assert.Throws<ArgumentException>(() => ensemble.Train(rows, own, 0, 1, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
                Assert.Throws<ArgumentException>(() => ensemble.LossGradients(rows, own, 0, LossGradientTerms.All));
                Assert.Equal(0, ensemble.ReadState(0).Steps);
            },
            iter: 1,
            threads: 1);
    }

    private void Check(string engine, Action<IEngine, ProblemChoice> check)
    {
        var (device, test) = engines.Get(engine);
        CoupledProblem.Within(test.Limits).Sample(choice => check(device, choice), iter: Math.Max(2, test.Samples / 6), threads: 1);
    }
}
