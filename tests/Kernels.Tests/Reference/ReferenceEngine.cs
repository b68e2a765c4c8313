namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>
/// The reference as an engine: float64 arithmetic, float32 state. It shows that what tests ask of engines can be met,
/// and serves tests of what stands above engines.
/// </summary>
public sealed class ReferenceEngine : IEngine
{
    public DeviceDescription Device { get; } = new("reference", DeviceKind.Cpu, "float64 reference");

    public IRowSet Upload(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new RowSet(rows);
    }

    public IEnsemble CreateEnsemble(
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial)
    {
        if (models.Count == 0 || initial.Count != models.Count)
            throw new ArgumentException($"models: expected at least one and as many states, got {models.Count} and {initial.Count}");
        var shape = initial[0].Parameters.Shape;
        ObjectiveDefinition.ValidateClass(objective.Explained, objective.Class, shape.Classes);
        objective.Similarity?.Validated();
        foreach (var model in models)
            model.Validated();
        foreach (var state in initial)
            RequireShape(shape, state);
        return new ReferenceEnsemble(objective, adam, models, initial);
    }

    public void Dispose()
    {
    }

    internal static void RequireShape(NetworkShape shape, OptimizerState state)
    {
        foreach (var part in new[] { state.Parameters, state.FirstMoment, state.SecondMoment })
        {
            if (part.Shape != shape)
                throw new ArgumentException($"state: expected shape {shape}, got {part.Shape}");
        }
    }

    internal sealed class RowSet(LabeledRows rows) : IRowSet
    {
        public LabeledRows Rows { get; } = rows;

        public void Dispose()
        {
        }
    }
}
