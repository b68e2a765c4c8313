using ILGPU;
using RrrGpu.Kernels.Ilgpu.Passes;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <content>Gradients and steps.</content>
internal sealed partial class IlgpuEnsemble
{
    /// <summary>Steps that may be queued before the host waits: an epoch of MNIST and more.</summary>
    private const int MaxQueuedSteps = 256;

    /// <inheritdoc/>
    public void Train(
        IRowSet rows,
        IReadOnlyList<RowSchedule> schedules,
        int firstBatch,
        int batchCount,
        CancellationToken cancellation = default)
    {
        var own = RequireRows(rows, withAnnotations: true);
        EnsembleArguments.RequireSchedules(schedules, ModelCount, _objective, rows.Rows, firstBatch, batchCount);
        cancellation.ThrowIfCancellationRequested();
        if (batchCount == 0)
            return;

        var plan = TrainingPlan(own, schedules);
        var (groups, maxRows) = (Groups(LossGradientTerms.All), MaxRows(schedules));
        using var coupled = Coupled(LossGradientTerms.All);
        using var corrections = _memory.Upload<BiasCorrection>(Corrections(batchCount), "Adam's corrections");
        try
        {
            for (var step = 0; step < batchCount; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var correction = corrections.View.BaseView.SubView((long)step * ModelCount, ModelCount);
                if (Tiled(own) is { } tiled)
                {
                    tiled.Run(own, plan, firstBatch + step, maxRows, groups, _constants, correction, takesStep: true);
                }
                else
                {
                    var work = TrainingWorkspace(schedules, plan);
                    if (coupled is null)
                        Gradients(own, plan, firstBatch + step, work, _constants, _penalisedCount);
                    else
                        CoupledGradients(own, plan, firstBatch + step, work, coupled);
                    _passes.Adam.Run(
                        ModelCount,
                        _constants,
                        correction,
                        _layout.All(_parameters),
                        _layout.All(_firstMoment),
                        _layout.All(_secondMoment),
                        _layout.All(_gradient),
                        _adam);
                }

                for (var model = 0; model < ModelCount; model++)
                    _steps[model]++;
                if (step % MaxQueuedSteps == MaxQueuedSteps - 1)
                    _accelerator.Synchronize();
            }
        }
        finally
        {
            _accelerator.Synchronize();
        }
    }

    /// <inheritdoc/>
    public NetworkParameters[] LossGradients(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int batch, LossGradientTerms terms)
    {
        var own = RequireRows(rows, withAnnotations: true);
        EnsembleArguments.RequireSchedules(schedules, ModelCount, _objective, rows.Rows, batch, 1);
        EnsembleArguments.RequireTerms(terms);

        var plan = TrainingPlan(own, schedules);
        using var coupled = Coupled(terms);
        using var constants = _memory.Upload<ModelConstants>(Constants(terms), "model settings");
        using var corrections = _memory.Upload<BiasCorrection>(Corrections(1), "Adam's corrections");
        if (Tiled(own) is { } tiled)
            tiled.Run(own, plan, batch, MaxRows(schedules), Groups(terms), constants.View.BaseView, corrections.View.BaseView, takesStep: false);
        else if (coupled is null)
            Gradients(own, plan, batch, TrainingWorkspace(schedules, plan), constants.View.BaseView, terms.HasFlag(LossGradientTerms.RightReasons) ? _penalisedCount : 0);
        else
            CoupledGradients(own, plan, batch, TrainingWorkspace(schedules, plan), coupled);
        var gradients = new NetworkParameters[ModelCount];
        for (var model = 0; model < gradients.Length; model++)
            gradients[model] = Read(_gradient, model);
        return gradients;
    }

    /// <summary>Queues everything from the rows of a minibatch to the gradient of every model.</summary>
    private void Gradients(IlgpuRowSet rows, BatchPlan plan, int batch, Workspace work, ArrayView<ModelConstants> constants, int penalised)
    {
        var all = plan.Scope(batch, _allModels, ModelCount);
        var (w1, w2, w3) = (_layout.W1(_parameters), _layout.W2(_parameters), _layout.W3(_parameters));
        Forward(rows, plan, all, work);
        _passes.Softmax.Run(all, plan.Rows, rows.Labels, constants, work.Z, work.P, work.Error);
        if (penalised > 0)
            DoubleBackward(rows, plan, plan.Scope(batch, _penalisedModels, penalised), work, constants);

        Backward3(all, work, work.Error, work.Error2);
        Backward2(all, work, work.Error2, work.Error1);
        _passes.DenseWeightGradient.Run(all, constants, work.A2, work.Error, work.U2, work.C, w3, _layout.W3(_gradient));
        _passes.DenseWeightGradient.Run(all, constants, work.A1, work.Error2, work.U1, work.V2, w2, _layout.W2(_gradient));
        _passes.Layer1WeightGradient(all, plan, rows, constants, work, work.Penalties, w1, _layout.W1(_gradient));
    }

    /// <summary>a1, a2 and z, before what <see cref="Backward2"/> and <see cref="Backward3"/> make of the same models.</summary>
    private void Forward(IlgpuRowSet rows, BatchPlan plan, LaunchScope scope, Workspace work)
    {
        _passes.TransposedWeights?.Run(
            scope, _layout.W2(_parameters), _layout.W3(_parameters), _layout.W2Transposed(_transposed), _layout.W3Transposed(_transposed));
        _passes.Layer1Forward(scope, plan.Rows, rows, _layout.W1(_parameters), work.A1);
        _passes.DenseForward.Run(scope, work.A1, _layout.W2(_parameters), work.A2, work.A2, DenseOutput.Relu);
        _passes.DenseForward.Run(scope, work.A2, _layout.W3(_parameters), work.Z, work.Z, DenseOutput.Affine);
    }

    /// <summary>(in·W3ᵀ)∘D2: δ2 and v2.</summary>
    private void Backward3(LaunchScope scope, Workspace work, ModelMatrix input, ModelMatrix output) =>
        Backward(scope, input, _layout.W3(_parameters), _layout.W3Transposed(_transposed), work.A2, output);

    /// <summary>(in·W2ᵀ)∘D1: δ1 and v1.</summary>
    private void Backward2(LaunchScope scope, Workspace work, ModelMatrix input, ModelMatrix output) =>
        Backward(scope, input, _layout.W2(_parameters), _layout.W2Transposed(_transposed), work.A1, output);

    private void Backward(LaunchScope scope, ModelMatrix input, ModelMatrix weights, ModelMatrix transposed, ModelMatrix activations, ModelMatrix output)
    {
        if (_passes.TransposedWeights is null)
            _passes.DenseBackward.Run(scope, input, weights, activations, output);
        else
            _passes.DenseForward.Run(scope, input, transposed, activations, output, DenseOutput.Gated);
    }

    /// <summary>c, v2 and v1: what g is made of.</summary>
    private void Explain(IlgpuRowSet rows, BatchPlan plan, LaunchScope scope, Workspace work, int scalar, int? explainedClass)
    {
        _passes.ScalarGradient.Run(scope, plan.Rows, rows.Labels, work.Z, work.P, work.C, work.Target, scalar, explainedClass ?? 0);
        Backward3(scope, work, work.C, work.V2);
        Backward2(scope, work, work.V2, work.V1);
    }

    /// <summary>h, u1, u2, u, and q added to δ.</summary>
    private void DoubleBackward(IlgpuRowSet rows, BatchPlan plan, LaunchScope scope, Workspace work, ArrayView<ModelConstants> constants)
    {
        var w1 = _layout.W1(_parameters);
        Explain(rows, plan, scope, work, (int)_objective.Explained, _objective.Class);
        _passes.AnnotatedInputGradient.Run(scope, plan.Entries, constants, work.V1, w1, work.Penalties, _objective.Norm, derivative: true);
        _passes.AnnotatedForward.Run(scope, plan.Entries, work.Penalties, w1, work.A1, work.U1);
        _passes.DenseForward.Run(scope, work.U1, _layout.W2(_parameters), work.A2, work.U2, DenseOutput.Gated);
        _passes.DenseForward.Run(scope, work.U2, _layout.W3(_parameters), work.Z, work.U, DenseOutput.Linear);
        _passes.LogitError.Run(scope, work.P, work.U, work.Target, work.Error, _objective.Explained);
    }

    /// <summary>The step by tiles, for inputs of which all are read; null where passes follow one another.</summary>
    private TiledStep? Tiled(IlgpuRowSet rows) => rows.Sparse is null ? _tiled : null;

    private ModelGroups Groups(LossGradientTerms terms) =>
        terms.HasFlag(LossGradientTerms.RightReasons) ? _groups : _groups with { Listed = default, Dense = default, Plain = _groups.All };

    private static int MaxRows(IReadOnlyList<RowSchedule> schedules) => schedules.Max(static schedule => schedule.MaxBatchRows);

    private BatchPlan TrainingPlan(IlgpuRowSet rows, IReadOnlyList<RowSchedule> schedules) =>
        _plans.Find(
            new PlanKey([.. schedules], rows.Rows.Count, _penalisedCount > 0, ForTraining: true, rows.Sparse is null ? null : rows.Rows.Inputs),
            () =>
            {
                foreach (var schedule in schedules)
                    schedule.RequireRowsBelow(rows.Rows.Count);
                return new BatchPlanLayout(
                    schedules,
                    PenalisedAnnotations(),
                    Shape.Inputs,
                    _objective.Reduction,
                    byFeature: true,
                    Tiled(rows) is null ? null : IsDense,
                    InputTiles(rows, schedules));
            });

    /// <summary>The non-zero inputs by feature, where rows are stored so and a part of the device's memory holds them.</summary>
    private SparseTileLayout? InputTiles(IlgpuRowSet rows, IReadOnlyList<RowSchedule> schedules) =>
        // Many models with an order of rows each may have too many; the sums are the same when all inputs are read.
        rows.Sparse is null ? null : SparseTileLayout.Of(rows.Rows.Inputs, schedules, _engine.MaxTileItems);

    private Workspace TrainingWorkspace(IReadOnlyList<RowSchedule> schedules, BatchPlan plan)
    {
        var rows = MaxRows(schedules);
        if (_training is null || _training.Rows < rows)
        {
            _training?.Dispose();
            _training = null;
            _training = new Workspace(_memory, Shape, ModelCount, rows);
        }

        _training.RequireEntries(plan.MaxEntries);
        return _training;
    }

    private Annotation?[] PenalisedAnnotations() =>
        Array.ConvertAll(_models, static model => model.IsPenalised ? model.Annotation : null);

    private BiasCorrection[] Corrections(int steps)
    {
        var corrections = new BiasCorrection[checked(steps * ModelCount)];
        for (var step = 0; step < steps; step++)
        {
            // Models have mostly taken equally many steps, and powers are slow.
            for (var model = 0; model < ModelCount; model++)
            {
                var index = step * ModelCount + model;
                if (model > 0 && _steps[model] == _steps[model - 1])
                {
                    corrections[index] = corrections[index - 1];
                    continue;
                }

                var (first, root) = _adam.BiasCorrection(_steps[model] + step + 1);
                corrections[index] = new BiasCorrection(first, root);
            }
        }

        return corrections;
    }
}
