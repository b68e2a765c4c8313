namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Arguments that do not fit are refused with an <see cref="ArgumentException"/> that says so, and change nothing.</summary>
[Collection(SharedEngines.Name)]
public class EngineArgumentTests(EngineFixture engines)
{
    private static readonly NetworkShape Shape = new(3, 4, 2, 3);
    private static readonly NetworkShape OtherShape = new(3, 5, 2, 3);

    public static IEnumerable<TheoryDataRow<string, string>> EnginesAndCreations => Combine(Creations.Keys);

    public static IEnumerable<TheoryDataRow<string, string>> EnginesAndCalls => Combine(Calls.Keys);

    private static Dictionary<string, Action<IEngine>> Creations { get; } = new()
    {
        ["no models"] = static engine => Create(engine, models: []),
        ["more models than states"] = static engine => Create(engine, models: [new(), new(), new()]),
        ["different shapes"] = static engine => Create(engine, states: [State(Shape), State(OtherShape)]),
        ["moments of another shape"] = static engine => Create(engine, states:
            [State(Shape), State(Shape) with { FirstMoment = new NetworkParameters(OtherShape) }]),
        ["negative lambda1"] = static engine => Create(engine, models: [new(), new(Lambda1: -1)]),
        ["lambda1 not a number"] = static engine => Create(engine, models: [new(), new(Lambda1: float.NaN)]),
        ["infinite lambda2"] = static engine => Create(engine, models: [new(), new(Lambda2: float.PositiveInfinity)]),
        ["learning rate 0"] = static engine => Create(engine, models: [new(), new(LearningRate: 0)]),
        ["class missing"] = static engine => Create(engine, new(ExplainedScalar.LogClass)),
        ["class out of range"] = static engine => Create(engine, new(ExplainedScalar.LogClass, 3)),
        ["class superfluous"] = static engine => Create(engine, new(ExplainedScalar.LogSum, 1)),
        ["negative similarity weight"] = static engine => Create(engine, new(Similarity: new(-1))),
        ["infinite similarity weight"] = static engine => Create(engine, new(Similarity: new(float.PositiveInfinity))),
        ["similarity epsilon 0"] = static engine => Create(engine, new(Similarity: new(1, 0))),
        ["similarity epsilon not a number"] = static engine => Create(engine, new(Similarity: new(1, float.NaN))),
        ["no rows"] = static engine => engine.Upload(null!),
    };

    private static Dictionary<string, Action<IEngine, IEnsemble, IRowSet>> Calls { get; } = new()
    {
        ["model below 0"] = static (_, ensemble, rows) => ensemble.Logits(-1, rows),
        ["model beyond the last"] = static (_, ensemble, rows) => ensemble.InputGradients(2, rows, ExplainedScalar.LogSum),
        ["state of a model beyond the last"] = static (_, ensemble, _) => ensemble.ReadState(2),
        ["state of another shape"] = static (_, ensemble, _) => ensemble.WriteState(0, State(OtherShape)),
        ["second moment of another shape"] = static (_, ensemble, _) =>
            ensemble.WriteState(0, State(Shape) with { SecondMoment = new NetworkParameters(OtherShape) }),
        ["explained class missing"] = static (_, ensemble, rows) => ensemble.InputGradients(0, rows, ExplainedScalar.ProbClass),
        ["explained class out of range"] = static (_, ensemble, rows) => ensemble.InputGradients(0, rows, ExplainedScalar.LogitClass, 3),
        ["room for too few gradients"] = static (_, ensemble, rows) => ensemble.InputGradients(0, rows, ExplainedScalar.LogSum, null, new float[14]),
        ["room for too many gradients"] = static (_, ensemble, rows) => ensemble.MaskGradients(0, rows, new float[16]),
        ["explanation with room for fewer rows"] = static (_, ensemble, rows) => ensemble.Explain(0, rows, ExplainedScalar.LogSum, null, 0.5f, new(4, Shape)),
        ["explanation with room for another model"] = static (_, ensemble, rows) => ensemble.Explain(0, rows, ExplainedScalar.LogSum, null, 0.5f, new(5, Shape with { Inputs = Shape.Inputs + 1 })),
        ["explanation without the class"] = static (_, ensemble, rows) => ensemble.Explain(0, rows, ExplainedScalar.ProbClass, null, 0.5f, new(5, Shape)),
        ["explanation of cutoff 1"] = static (_, ensemble, rows) => ensemble.Explain(0, rows, ExplainedScalar.LogSum, null, 1, new(5, Shape)),
        ["explanation of a model beyond the last"] = static (_, ensemble, rows) => ensemble.Explain(2, rows, ExplainedScalar.LogSum, null, 0.5f, new(5, Shape)),
        ["cutoff 1"] = static (_, ensemble, rows) => ensemble.Masks(0, rows, 1),
        ["cutoff below 0"] = static (_, ensemble, rows) => ensemble.Masks(0, rows, -0.1f),
        ["cutoff not a number"] = static (_, ensemble, rows) => ensemble.Masks(0, rows, float.NaN),
        ["rows with another number of features"] = static (engine, ensemble, _) => With(engine, 5, 4, 3, rows => ensemble.Logits(0, rows)),
        ["rows with more classes"] = static (engine, ensemble, _) => With(engine, 5, 3, 4, rows => ensemble.Evaluate(rows, false)),
        ["annotation of other rows in training"] = static (engine, ensemble, _) =>
            With(engine, 6, 3, 3, rows => ensemble.Train(rows, [RowSchedule.InOrder(5, 2)], 0, 1)),
        ["annotation of other rows in evaluation"] = static (engine, ensemble, _) =>
            With(engine, 6, 3, 3, rows => ensemble.Evaluate(rows, true)),
        ["no schedule"] = static (_, ensemble, rows) => ensemble.Train(rows, [], 0, 1),
        ["more schedules than models"] = static (_, ensemble, rows) =>
            ensemble.Train(rows, [RowSchedule.InOrder(5, 2), RowSchedule.InOrder(5, 2), RowSchedule.InOrder(5, 2)], 0, 1),
        ["unequal schedules"] = static (_, ensemble, rows) =>
            ensemble.Train(rows, [RowSchedule.InOrder(5, 2), RowSchedule.InOrder(5, 3)], 0, 1),
        ["schedule beyond the rows"] = static (_, ensemble, rows) => ensemble.Train(rows, [RowSchedule.InOrder(6, 2)], 0, 1),
        ["schedule beyond the rows in a gradient"] = static (_, ensemble, rows) =>
            ensemble.LossGradients(rows, [RowSchedule.InOrder(6, 6)], 0, LossGradientTerms.All),
        ["minibatch below 0"] = static (_, ensemble, rows) => ensemble.Train(rows, [RowSchedule.InOrder(5, 2)], -1, 1),
        ["minibatch beyond the last"] = static (_, ensemble, rows) => ensemble.Train(rows, [RowSchedule.InOrder(5, 2)], 2, 2),
        ["fewer than no minibatches"] = static (_, ensemble, rows) => ensemble.Train(rows, [RowSchedule.InOrder(5, 2)], 2, -1),
        ["gradient of a minibatch beyond the last"] = static (_, ensemble, rows) =>
            ensemble.LossGradients(rows, [RowSchedule.InOrder(5, 2)], 3, LossGradientTerms.All),
    };

    [Theory]
    [MemberData(nameof(EnginesAndCreations))]
    public void Unusable_settings_are_refused(string engine, string what) =>
        AssertRefused(() => Creations[what](engines.Get(engine).Engine));

    [Theory]
    [MemberData(nameof(EnginesAndCalls))]
    public void Unusable_arguments_are_refused_and_change_nothing(string engine, string what)
    {
        var device = engines.Get(engine).Engine;
        using var rows = device.Upload(Rows(5, 3, 3));
        var annotation = Annotation.FromPredicate(5, 3, static (row, column) => row == column);
        using var ensemble = Create(device, models: [new(1, Annotation: annotation), new(2, Annotation: annotation)]);
        var before = Fingerprint.States(ensemble);
        AssertRefused(() => Calls[what](device, ensemble, rows));
        Assert.Equal(before, Fingerprint.States(ensemble));
        ensemble.Train(rows, [RowSchedule.InOrder(5, 2)], 0, 3, TestContext.Current.CancellationToken);
        Assert.Equal(3, ensemble.ReadState(1).Steps);
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void States_are_copied_in_and_out(string engine)
    {
        var device = engines.Get(engine).Engine;
        var given = State(Shape);
        using var ensemble = Create(device, models: [new()], states: [given]);
        var before = Fingerprint.States(ensemble);
        Array.Fill(given.Parameters.W1, 7f);
        Array.Fill(ensemble.ReadState(0).Parameters.W1, 8f);
        Assert.Equal(before, Fingerprint.States(ensemble));
        ensemble.WriteState(0, given);
        Array.Fill(given.Parameters.W1, 9f);
        Assert.All(ensemble.ReadState(0).Parameters.W1, static value => Assert.Equal(7f, value));
    }

    [Theory]
    [MemberData(nameof(EngineUnderTest.Ids), MemberType = typeof(EngineUnderTest))]
    public void Rows_without_annotations_can_be_evaluated_by_annotated_models(string engine)
    {
        var device = engines.Get(engine).Engine;
        using var ensemble = Create(device, models:
            [new(1, Annotation: Annotation.FromPredicate(5, 3, static (_, _) => true)), new()]);
        With(device, 9, 3, 3, rows => Assert.Equal(9, ensemble.Evaluate(rows, false)[0].Rows));
    }

    private static void AssertRefused(Action action)
    {
        var refusal = Assert.ThrowsAny<ArgumentException>(action);
        Assert.False(string.IsNullOrWhiteSpace(refusal.Message));
    }

    private static IEnumerable<TheoryDataRow<string, string>> Combine(IEnumerable<string> cases) =>
        from engine in EngineUnderTest.All
        from what in cases
        select new TheoryDataRow<string, string>(engine.Id, what).WithTrait("Device", engine.DeviceTrait);

    private static IEnsemble Create(
        IEngine engine,
        ObjectiveDefinition? objective = null,
        ModelSettings[]? models = null,
        OptimizerState[]? states = null) =>
        engine.CreateEnsemble(objective ?? new(), new(), models ?? [new(), new()], states ?? [State(Shape), State(Shape)]);

    private static OptimizerState State(NetworkShape shape)
    {
        var parameters = new NetworkParameters(shape);
        foreach (var (_, values, _) in parameters.Tensors)
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = 0.1f * (i % 5) - 0.15f;
        }

        return OptimizerState.Initial(parameters);
    }

    private static LabeledRows Rows(int count, int features, int classes) => new(
        new InputMatrix([.. Enumerable.Range(0, count * features).Select(static i => (i % 7) / 7f)], count, features),
        [.. Enumerable.Range(0, count).Select(i => i % classes)],
        classes);

    private static void With(IEngine engine, int count, int features, int classes, Action<IRowSet> action)
    {
        using var rows = engine.Upload(Rows(count, features, classes));
        action(rows);
    }
}
