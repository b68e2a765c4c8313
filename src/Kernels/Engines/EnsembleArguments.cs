namespace RrrGpu.Kernels;

/// <summary>What every engine demands of its arguments, in one place so that all say the same.</summary>
internal static class EnsembleArguments
{
    /// <summary>Checks the arguments of <see cref="IEngine.CreateEnsemble"/> and returns the shape.</summary>
    /// <exception cref="ArgumentException">Counts or shapes differ, or a setting is unusable.</exception>
    public static NetworkShape RequireUsable(
        ObjectiveDefinition objective, AdamSettings adam, IReadOnlyList<ModelSettings> models, IReadOnlyList<OptimizerState> initial)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(adam);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        if (models.Count == 0)
            throw new ArgumentException("ensemble: expected at least one model, got none");
        if (initial.Count != models.Count)
            throw new ArgumentException($"ensemble: expected {models.Count} initial states, one a model, got {initial.Count}");
        var shape = initial[0].Parameters.Shape;
        ObjectiveDefinition.ValidateClass(objective.Explained, objective.Class, shape.Classes);
        RequireMember(objective.Norm, "penalty norm");
        RequireMember(objective.Reduction, "reduction");
        objective.Similarity?.Validated();
        if (!(adam.Beta1 is >= 0 and < 1) || !(adam.Beta2 is >= 0 and < 1) || !(adam.Epsilon > 0) || !float.IsFinite(adam.Epsilon))
            throw new ArgumentException($"adam: expected beta1 and beta2 from 0 up to but not including 1 and epsilon above 0, got {adam}");
        foreach (var model in models)
        {
            model.Validated();
            if (model.Annotation is { } annotation && annotation.Columns != shape.Inputs)
                throw new ArgumentException($"annotation: expected {shape.Inputs} features like the network, got {annotation.Columns}");
        }

        foreach (var state in initial)
            RequireShape(state, shape);
        return shape;
    }

    /// <summary>Checks that every part of a state has the ensemble's shape.</summary>
    /// <exception cref="ArgumentException">A shape differs, or the steps are negative.</exception>
    public static void RequireShape(OptimizerState state, NetworkShape shape)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var part in new[] { state.Parameters, state.FirstMoment, state.SecondMoment })
        {
            if (part.Shape != shape)
                throw new ArgumentException($"state: expected shape {shape}, got {part.Shape}");
        }

        if (state.Steps < 0)
            throw new ArgumentException($"state: expected at least 0 steps, got {state.Steps}");
    }

    /// <summary>Checks that rows fit the network.</summary>
    /// <exception cref="ArgumentException">Features or classes differ.</exception>
    public static T RequireRows<T>(T rows, NetworkShape shape)
        where T : IRowSet
    {
        if (rows.Rows.Inputs.Columns != shape.Inputs)
            throw new ArgumentException($"rows: expected {shape.Inputs} features, got {rows.Rows.Inputs.Columns}");
        if (rows.Rows.Classes != shape.Classes)
            throw new ArgumentException($"rows: expected {shape.Classes} classes, got {rows.Rows.Classes}");
        return rows;
    }

    /// <summary>Checks schedules and the minibatches asked for.</summary>
    /// <exception cref="ArgumentException">
    /// The counts do not agree, coupled models have schedules of their own, a row does not exist, or a minibatch does not.
    /// </exception>
    public static void RequireSchedules(
        IReadOnlyList<RowSchedule> schedules, int models, ObjectiveDefinition objective, LabeledRows rows, int firstBatch, int batchCount)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        if (schedules.Count != 1 && schedules.Count != models)
            throw new ArgumentException($"schedules: expected 1 or {models}, one a model, got {schedules.Count}");
        if (objective.Couples(models) && schedules.Any(schedule => schedule != schedules[0]))
            throw new ArgumentException($"schedules: expected one that all {models} models share, since a similarity penalty compares them row by row, got one each");
        var batches = schedules[0].BatchCount;
        for (var i = 0; i < schedules.Count; i++)
        {
            if (schedules[i].BatchCount != batches)
                throw new ArgumentException($"schedules: expected {batches} minibatches in each, got {schedules[i].BatchCount} in number {i}");
            schedules[i].RequireRowsBelow(rows.Count);
        }

        if (firstBatch < 0 || batchCount < 0 || firstBatch > batches - batchCount)
            throw new ArgumentException($"minibatches: expected a range within 0…{batches - 1}, got {batchCount} from {firstBatch}");
    }

    /// <summary>Checks that annotations cover the rows.</summary>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static void RequireAnnotations(IEnumerable<Annotation?> annotations, InputMatrix inputs)
    {
        foreach (var annotation in annotations)
            annotation?.RequireShapeOf(inputs);
    }

    /// <summary>Checks the terms of a gradient.</summary>
    /// <exception cref="ArgumentException">There is another one among them.</exception>
    public static void RequireTerms(LossGradientTerms terms)
    {
        if ((terms & ~LossGradientTerms.All) != 0)
            throw new ArgumentException($"terms: expected some of {LossGradientTerms.All}, got {(int)terms}");
    }

    /// <summary>Checks that there is room for N × D gradients, no more and no less.</summary>
    /// <exception cref="ArgumentException">There is not.</exception>
    public static void RequireRoom(ReadOnlySpan<float> gradients, InputMatrix inputs)
    {
        if (gradients.Length != (long)inputs.Rows * inputs.Columns)
            throw new ArgumentException($"gradients: expected room for {inputs.Rows} × {inputs.Columns} values, got {gradients.Length}");
    }

    /// <summary>Checks a mask's cutoff c.</summary>
    /// <exception cref="ArgumentException">It is not in [0, 1).</exception>
    public static void RequireCutoff(float cutoff)
    {
        if (!(cutoff >= 0 && cutoff < 1))
            throw new ArgumentException($"cutoff: expected a number from 0 up to but not including 1, got {cutoff}");
    }

    private static void RequireMember<T>(T value, string what)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new ArgumentException($"{what}: expected one of {string.Join(", ", Enum.GetNames<T>())}, got {value}");
    }
}
