namespace RrrGpu.Kernels.Tests.Reference;

/// <summary>Models of a <see cref="ReferenceEngine"/>, one after another.</summary>
internal sealed class ReferenceEnsemble(
    ObjectiveDefinition objective,
    AdamSettings adam,
    IReadOnlyList<ModelSettings> models,
    IReadOnlyList<OptimizerState> initial) : IEnsemble
{
    private readonly OptimizerState[] _states = [.. initial.Select(Copy)];

    public int ModelCount => models.Count;

    public NetworkShape Shape => _states[0].Parameters.Shape;

    public void Train(
        IRowSet rows,
        IReadOnlyList<RowSchedule> schedules,
        int firstBatch,
        int batchCount,
        CancellationToken cancellation = default)
    {
        Require(rows, withAnnotations: true);
        Require(rows, schedules, firstBatch, batchCount);
        for (var batch = firstBatch; batch < firstBatch + batchCount; batch++)
        {
            cancellation.ThrowIfCancellationRequested();
            var gradients = LossGradients(rows, schedules, batch, LossGradientTerms.All);
            for (var model = 0; model < ModelCount; model++)
                Step(model, gradients[model]);
        }
    }

    public LossTerms[] Evaluate(IRowSet rows, bool withAnnotations)
    {
        Require(rows, withAnnotations);
        return [.. Enumerable.Range(0, ModelCount).Select(model => Network(model, objective with { Reduction = Reduction.Sum })
            .Loss(ReferenceRow.From(rows.Rows, withAnnotations ? models[model].Annotation : null)))];
    }

    public double Similarity(IRowSet rows)
    {
        Require(rows, withAnnotations: false);
        var sums = objective with { Reduction = Reduction.Sum };
        return ReferenceNetwork.Similarity(
            [.. Enumerable.Range(0, ModelCount).Select(model => Network(model, sums))], ReferenceRow.From(rows.Rows, null));
    }

    public float[] Logits(int model, IRowSet rows)
    {
        Require(rows, withAnnotations: false);
        var network = Network(model, objective);
        return Single(ReferenceRow.From(rows.Rows, null).SelectMany(row => network.Forward(row.Inputs).Logits));
    }

    public NetworkParameters[] LossGradients(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int batch, LossGradientTerms terms)
    {
        Require(rows, withAnnotations: true);
        Require(rows, schedules, batch, 1);
        var gradients = new NetworkParameters[ModelCount];
        ReferenceNetwork[] networks = [.. Enumerable.Range(0, ModelCount).Select(model => Network(model, objective))];
        for (var model = 0; model < ModelCount; model++)
        {
            var all = ReferenceRow.From(rows.Rows, models[model].Annotation);
            var schedule = schedules[schedules.Count == 1 ? 0 : model];
            ReferenceRow[] part = [.. schedule.Batch(batch).ToArray().Select(row => all[row])];
            gradients[model] = networks[model].LossGradient(part, terms, objective.Couples(ModelCount) ? networks : null).ToSingle();
        }

        return gradients;
    }

    public void InputGradients(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, Span<float> gradients)
    {
        Require(rows, withAnnotations: false);
        ObjectiveDefinition.ValidateClass(explained, explainedClass, Shape.Classes);
        var network = Network(model, objective);
        RequireRoom(gradients, rows);
        Single(ReferenceRow.From(rows.Rows, null).SelectMany(row => network.InputGradient(row, explained, explainedClass))).CopyTo(gradients);
    }

    public FeatureMasks Masks(int model, IRowSet rows, float cutoff)
    {
        Require(rows, withAnnotations: false);
        if (!(cutoff >= 0 && cutoff < 1))
            throw new ArgumentException($"cutoff: expected a number from 0 up to but not including 1, got {cutoff}");
        var network = Network(model, objective);
        var masks = new FeatureMasks(rows.Rows.Count, Shape.Inputs);
        foreach (var (row, reference) in ReferenceRow.From(rows.Rows, null).Index())
        {
            foreach (var (column, relative) in ReferenceMasks.RelativeGradient(network, reference).Index())
            {
                if (relative > cutoff)
                    masks.Words[row * masks.WordsPerRow + column / 32] |= 1u << column % 32;
            }
        }

        return masks;
    }

    public void MaskGradients(int model, IRowSet rows, Span<float> gradients)
    {
        Require(rows, withAnnotations: false);
        var network = Network(model, objective);
        RequireRoom(gradients, rows);
        Single(ReferenceRow.From(rows.Rows, null).SelectMany(row => ReferenceMasks.WithSigns(network, row))).CopyTo(gradients);
    }

    public OptimizerState ReadState(int model)
    {
        RequireModel(model);
        return Copy(_states[model]);
    }

    public void WriteState(int model, OptimizerState state)
    {
        RequireModel(model);
        ReferenceEngine.RequireShape(Shape, state);
        _states[model] = Copy(state);
    }

    public void Dispose()
    {
    }

    private static OptimizerState Copy(OptimizerState state) =>
        new(state.Parameters.Clone(), state.FirstMoment.Clone(), state.SecondMoment.Clone(), state.Steps);

    private static float[] Single(IEnumerable<double> values) => [.. values.Select(static value => (float)value)];

    private ReferenceNetwork Network(int model, ObjectiveDefinition loss)
    {
        RequireModel(model);
        return new(ReferenceParameters.From(_states[model].Parameters), loss, models[model].Lambda1, models[model].Lambda2);
    }

    private void Step(int model, NetworkParameters gradient)
    {
        var state = _states[model];
        var optimizer = new ReferenceAdam(Shape, adam.Beta1, adam.Beta2, adam.Epsilon, models[model].LearningRate);
        optimizer.Resume(ReferenceParameters.From(state.FirstMoment), ReferenceParameters.From(state.SecondMoment), state.Steps);
        var parameters = optimizer.Step(ReferenceParameters.From(state.Parameters), ReferenceParameters.From(gradient));
        _states[model] = new OptimizerState(
            parameters.ToSingle(), optimizer.FirstMoment.ToSingle(), optimizer.SecondMoment.ToSingle(), optimizer.Steps);
    }

    private static void RequireRoom(Span<float> gradients, IRowSet rows)
    {
        if (gradients.Length != rows.Rows.Count * rows.Rows.Inputs.Columns)
            throw new ArgumentException($"gradients: expected {rows.Rows.Count} × {rows.Rows.Inputs.Columns} values, got {gradients.Length}");
    }

    private void RequireModel(int model)
    {
        if ((uint)model >= (uint)ModelCount)
            throw new ArgumentException($"model: expected 0 to {ModelCount - 1}, got {model}");
    }

    private void Require(IRowSet rows, bool withAnnotations)
    {
        if (rows is not ReferenceEngine.RowSet)
            throw new ArgumentException("rows: expected rows of this engine");
        if (rows.Rows.Inputs.Columns != Shape.Inputs || rows.Rows.Classes != Shape.Classes)
            throw new ArgumentException($"rows: expected {Shape.Inputs} features and {Shape.Classes} classes, got {rows.Rows.Inputs.Columns} and {rows.Rows.Classes}");
        foreach (var model in models)
        {
            if (withAnnotations)
                model.Annotation?.RequireShapeOf(rows.Rows.Inputs);
        }
    }

    private void Require(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int firstBatch, int batchCount)
    {
        if (schedules.Count != 1 && schedules.Count != ModelCount)
            throw new ArgumentException($"schedules: expected 1 or {ModelCount}, got {schedules.Count}");
        if (objective.Couples(ModelCount) && schedules.Any(schedule => schedule != schedules[0]))
            throw new ArgumentException($"schedules: expected one for {ModelCount} coupled models, got one each");
        foreach (var schedule in schedules)
        {
            schedule.RequireRowsBelow(rows.Rows.Count);
            if (schedule.BatchCount != schedules[0].BatchCount)
                throw new ArgumentException($"schedules: expected {schedules[0].BatchCount} minibatches each, got {schedule.BatchCount}");
            if (firstBatch < 0 || batchCount < 0 || firstBatch + batchCount > schedule.BatchCount)
                throw new ArgumentException($"batches: expected a part of 0…{schedule.BatchCount - 1}, got {batchCount} from {firstBatch} on");
        }
    }
}
