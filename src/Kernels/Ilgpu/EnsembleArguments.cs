namespace RrrGpu.Kernels.Ilgpu;

/// <summary>What <see cref="IEngine.CreateEnsemble"/> and the methods of an ensemble demand of their arguments.</summary>
internal static class EnsembleArguments
{
    /// <exception cref="ArgumentException">The counts or shapes differ, or a setting is unusable.</exception>
    public static void Validate(
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial)
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(adam);
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(initial);
        if (models.Count < 1 || models.Count > Launch.MaxModels)
            throw new ArgumentException($"models: expected 1 to {Launch.MaxModels}, got {models.Count}");
        if (initial.Count != models.Count)
            throw new ArgumentException($"initial states: expected {models.Count}, one a model, got {initial.Count}");

        var shape = initial[0].Parameters.Shape;
        for (var model = 0; model < models.Count; model++)
        {
            models[model].Validated();
            RequireShape(initial[model], shape, model);
            if (models[model].Annotation is { } annotation && annotation.Columns != shape.Inputs)
                throw new ArgumentException($"annotation of model {model}: expected {shape.Inputs} columns like the inputs, got {annotation.Columns}");
        }

        ObjectiveDefinition.ValidateClass(objective.Explained, objective.Class, shape.Classes);
        if (!Enum.IsDefined(objective.Norm))
            throw new ArgumentException($"norm: expected one of {string.Join(", ", Enum.GetNames<PenaltyNorm>())}, got {(int)objective.Norm}");
        if (!Enum.IsDefined(objective.Reduction))
            throw new ArgumentException($"reduction: expected one of {string.Join(", ", Enum.GetNames<Reduction>())}, got {(int)objective.Reduction}");
        if (!(adam.Beta1 is >= 0 and < 1) || !(adam.Beta2 is >= 0 and < 1) || !(adam.Epsilon > 0) || !float.IsFinite(adam.Epsilon))
            throw new ArgumentException($"adam: expected beta1 and beta2 from 0 to below 1 and epsilon above 0, got {adam}");
    }

    /// <exception cref="ArgumentException">A tensor of <paramref name="state"/> has another shape, or its step count is negative.</exception>
    public static void RequireShape(OptimizerState state, NetworkShape shape, int model)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var parameters in new[] { state.Parameters, state.FirstMoment, state.SecondMoment })
        {
            if (parameters.Shape != shape)
                throw new ArgumentException($"state of model {model}: expected shape {shape}, got {parameters.Shape}");
        }

        if (state.Steps < 0)
            throw new ArgumentException($"state of model {model}: expected at least 0 steps, got {state.Steps}");
    }

    /// <exception cref="ArgumentException">There are not one or <paramref name="models"/> schedules, or their numbers of minibatches differ.</exception>
    public static void RequireSchedules(IReadOnlyList<RowSchedule> schedules, int models)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        if (schedules.Count != 1 && schedules.Count != models)
            throw new ArgumentException($"schedules: expected 1 or {models}, one a model, got {schedules.Count}");
        foreach (var schedule in schedules)
        {
            ArgumentNullException.ThrowIfNull(schedule, nameof(schedules));
            if (schedule.BatchCount != schedules[0].BatchCount)
                throw new ArgumentException($"schedules: expected equal numbers of minibatches, got {schedules[0].BatchCount} and {schedule.BatchCount}");
        }
    }

    /// <exception cref="ArgumentException">The minibatches do not exist.</exception>
    public static void RequireBatches(RowSchedule schedule, int firstBatch, int batchCount)
    {
        if (firstBatch < 0 || batchCount < 0 || firstBatch > schedule.BatchCount - batchCount)
            throw new ArgumentException($"minibatches: expected some of 0 to {schedule.BatchCount - 1}, got {batchCount} from {firstBatch} on");
    }
}
