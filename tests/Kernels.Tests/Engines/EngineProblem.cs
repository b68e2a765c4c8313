using RrrGpu.Kernels.Tests.Reference;

namespace RrrGpu.Kernels.Tests.Engines;

/// <summary>Models, rows and schedules that an engine and the reference both compute.</summary>
public sealed record EngineProblem(
    ObjectiveDefinition Objective,
    AdamSettings Adam,
    IReadOnlyList<ModelSettings> Models,
    IReadOnlyList<NetworkParameters> Initial,
    LabeledRows Rows,
    IReadOnlyList<RowSchedule> Schedules)
{
    public NetworkShape Shape => Initial[0].Shape;

    /// <summary>The problem of the given models alone, in the given order.</summary>
    public EngineProblem Of(params int[] models) => this with
    {
        Models = [.. models.Select(model => Models[model])],
        Initial = [.. models.Select(model => Initial[model])],
        Schedules = Schedules.Count == 1 ? Schedules : [.. models.Select(model => Schedules[model])],
    };

    public IEnsemble CreateOn(IEngine engine) =>
        engine.CreateEnsemble(Objective, Adam, Models, [.. Initial.Select(OptimizerState.Initial)]);

    public RowSchedule Schedule(int model) => Schedules[Schedules.Count == 1 ? 0 : model];

    public ReferenceNetwork Network(int model) => Network(model, ReferenceParameters.From(Initial[model]));

    public ReferenceNetwork Network(int model, ReferenceParameters parameters) =>
        new(parameters, Objective, Models[model].Lambda1, Models[model].Lambda2);

    public ReferenceRow[] ReferenceRows(int model) => ReferenceRow.From(Rows, Models[model].Annotation);

    /// <summary>Those of <paramref name="rows"/> that are in a minibatch of a model.</summary>
    public ReferenceRow[] Batch(int model, int batch, ReferenceRow[] rows) =>
        [.. Schedule(model).Batch(batch).ToArray().Select(row => rows[row])];

    /// <summary>The state after each minibatch of the schedule, from zero moments on.</summary>
    public IEnumerable<(ReferenceNetwork Network, ReferenceAdam Adam)> Steps(
        int model, ReferenceParameters start, ReferenceRow[] rows)
    {
        var adam = new ReferenceAdam(Shape, Adam.Beta1, Adam.Beta2, Adam.Epsilon, Models[model].LearningRate);
        var network = Network(model, start);
        for (var batch = 0; batch < Schedule(model).BatchCount; batch++)
        {
            var gradient = network.LossGradient(Batch(model, batch, rows), LossGradientTerms.All);
            network = Network(model, adam.Step(network.Parameters, gradient));
            yield return (network, adam);
        }
    }

    /// <summary>The class for an explained scalar that needs one: the last.</summary>
    public int? ClassFor(ExplainedScalar explained) =>
        ObjectiveDefinition.NeedsClass(explained) ? Shape.Classes - 1 : null;
}
