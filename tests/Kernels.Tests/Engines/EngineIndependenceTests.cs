using CsCheck;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>A model's bits follow from its own settings, state and rows, not from its company or from how training is cut up.</summary>
[Collection(SharedEngines.Name)]
public class EngineIndependenceTests(EngineFixture engines)
{
    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void A_model_alone_ends_like_the_same_model_in_a_group(string engine) => Check(engine, static (device, problem) =>
    {
        var group = Fingerprint.All(device, problem);
        for (var model = 0; model < problem.Models.Count; model++)
            Assert.Equal(group[model], Fingerprint.All(device, problem.Of(model))[0]);
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void The_order_of_a_group_does_not_matter(string engine) => Check(engine, static (device, problem) =>
    {
        int[] order = [.. Enumerable.Range(0, problem.Models.Count).Reverse()];
        var group = Fingerprint.All(device, problem);
        var reversed = Fingerprint.All(device, problem.Of(order));
        foreach (var (position, model) in order.Index())
            Assert.Equal(group[model], reversed[position]);
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void A_shared_schedule_is_one_schedule_each(string engine) => Check(engine, static (device, problem) =>
    {
        var shared = problem with { Schedules = [problem.Schedules[0]] };
        var own = problem with { Schedules = [.. problem.Models.Select(_ => problem.Schedules[0])] };
        Assert.Equal(Fingerprint.All(device, shared), Fingerprint.All(device, own));
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void The_same_training_twice_ends_with_the_same_bits(string engine) => Check(engine, static (device, problem) =>
        Assert.Equal(Fingerprint.All(device, problem), Fingerprint.All(device, problem)));

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Evaluation_leaves_training_alone(string engine) => Check(engine, static (device, problem) =>
    {
        using var rows = device.Upload(problem.Rows);
        using var watched = problem.CreateOn(device);
        for (var batch = 0; batch < problem.Schedules[0].BatchCount; batch++)
        {
            watched.Train(rows, problem.Schedules, batch, 1);
            watched.Evaluate(rows, withAnnotations: true);
            watched.Logits(0, rows);
            watched.InputGradients(0, rows, ExplainedScalar.ProbMax);
            watched.Masks(0, rows, 0.5f);
            watched.LossGradients(rows, problem.Schedules, batch, LossGradientTerms.All);
        }

        using var unwatched = problem.CreateOn(device);
        unwatched.Train(rows, problem.Schedules, 0, problem.Schedules[0].BatchCount);
        Assert.Equal(Fingerprint.States(unwatched), Fingerprint.States(watched));
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Resumed_training_ends_like_uninterrupted_training(string engine) => Check(engine, static (device, problem) =>
    {
        using var rows = device.Upload(problem.Rows);
        var batches = problem.Schedules[0].BatchCount;
        using var whole = problem.CreateOn(device);
        whole.Train(rows, problem.Schedules, 0, batches);
        for (var cut = 0; cut <= batches; cut++)
        {
            using var first = problem.CreateOn(device);
            first.Train(rows, problem.Schedules, 0, cut);
            using var second = problem.CreateOn(device);
            for (var model = 0; model < problem.Models.Count; model++)
                second.WriteState(model, first.ReadState(model));
            second.Train(rows, problem.Schedules, cut, batches - cut);
            Assert.Equal(Fingerprint.States(whole), Fingerprint.States(second));
        }
    });

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void A_cancelled_training_keeps_the_steps_it_took(string engine) => Check(engine, static (device, problem) =>
    {
        using var rows = device.Upload(problem.Rows);
        using var ensemble = problem.CreateOn(device);
        ensemble.Train(rows, problem.Schedules, 0, 1);
        using var source = new CancellationTokenSource();
        source.Cancel();
        var batches = problem.Schedules[0].BatchCount;
        var repeats = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            for (; repeats < 3; repeats++)
                ensemble.Train(rows, problem.Schedules, 0, batches, source.Token);
        });
        var states = Fingerprint.States(ensemble);
        for (var model = 0; model < problem.Models.Count; model++)
        {
            var steps = ensemble.ReadState(model).Steps;
            Assert.InRange(steps, 1, 1 + 3 * batches);
            using var uncancelled = problem.CreateOn(device);
            uncancelled.Train(rows, problem.Schedules, 0, 1);
            for (var step = 1; step < steps; step++)
                uncancelled.Train(rows, problem.Schedules, (step - 1) % batches, 1);
            Assert.Equal(Fingerprint.States(uncancelled)[model], states[model]);
        }
    });

    private void Check(string engine, Action<IEngine, EngineProblem> check)
    {
        var (device, test) = engines.Get(engine);
        ProblemChoice.Within(test.Limits).Sample(
            choice => check(device, choice.DrawAny()), iter: Math.Max(1, test.Samples / 2), threads: 1);
    }
}
