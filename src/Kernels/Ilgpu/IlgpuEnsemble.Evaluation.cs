using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu;

/// <content>Losses, logits, explanations and masks, in chunks of rows so that memory stays bounded.</content>
internal sealed partial class IlgpuEnsemble
{
    /// <summary>Values that the workspace of a chunk may take.</summary>
    private const long ChunkValues = 1L << 25;

    private const int MaxChunkRows = 4096;

    private readonly Dictionary<(int Rows, int Chunk), RowSchedule> _chunks = [];

    /// <inheritdoc/>
    public LossTerms[] Evaluate(IRowSet rows, bool withAnnotations)
    {
        var own = RequireRows(rows, withAnnotations);
        var penalised = withAnnotations ? _penalisedCount : 0;
        var plan = ChunkPlan(own, ModelCount, 0, penalised > 0);
        var work = EvaluationWorkspace(plan);
        using var constants = _memory.Upload<ModelConstants>(
            Constants(penalised > 0 ? LossGradientTerms.All : LossGradientTerms.CrossEntropy), "model settings");
        using var result = _memory.Allocate<float>((long)ModelCount * work.Rows * RowLoss.Terms, "losses of rows");

        var (crossEntropy, rightReasons, correct) = (new double[ModelCount], new double[ModelCount], new int[ModelCount]);
        for (var batch = 0; batch < plan.BatchCount; batch++)
        {
            var all = plan.Scope(batch, _allModels, ModelCount);
            Forward(own, plan, all, work);
            if (penalised > 0)
            {
                var scope = plan.Scope(batch, _penalisedModels, penalised);
                _passes.Softmax.Run(scope, plan.Rows, own.Labels, constants.View.BaseView, work.Z, work.P, work.Error);
                Explain(own, plan, scope, work, (int)_objective.Explained, _objective.Class);
                _passes.AnnotatedInputGradient.Run(
                    scope, plan.Entries, constants.View.BaseView, work.V1, _layout.W1(_parameters), work.Penalties, _objective.Norm, derivative: false);
            }

            var modelStride = work.Rows * RowLoss.Terms;
            _passes.RowLoss.Run(
                all, plan.Rows, own.Labels, constants.View.BaseView, plan.Entries, work.Z, work.Penalties,
                new ModelMatrix(result.View.BaseView, modelStride, 0, RowLoss.Terms));
            var values = _memory.Read(result.View.BaseView, ModelCount * modelStride);
            for (var model = 0; model < ModelCount; model++)
            {
                for (var row = 0; row < plan.RowsOf(batch); row++)
                {
                    var terms = values.AsSpan(model * modelStride + row * RowLoss.Terms, RowLoss.Terms);
                    crossEntropy[model] += terms[0];
                    rightReasons[model] += terms[1];
                    correct[model] += (int)terms[2];
                }
            }
        }

        var squares = SquaredSums();
        var losses = new LossTerms[ModelCount];
        for (var model = 0; model < losses.Length; model++)
            losses[model] = new LossTerms(crossEntropy[model], rightReasons[model], _models[model].Lambda2 * squares[model], correct[model], own.Rows.Count);
        return losses;
    }

    /// <inheritdoc/>
    public float[] Logits(int model, IRowSet rows)
    {
        RequireModel(model);
        var own = RequireRows(rows, withAnnotations: false);
        var plan = ChunkPlan(own, 1, 0, withEntries: false);
        var work = SingleWorkspace(plan);
        var logits = new float[checked(own.Rows.Count * Shape.Classes)];
        for (int batch = 0, done = 0; batch < plan.BatchCount; batch++)
        {
            Forward(own, plan, plan.Scope(batch, _allModels.SubView(model, 1), 1), work);
            var values = _memory.Read(work.Logits, plan.RowsOf(batch) * Shape.Classes);
            values.CopyTo(logits, done);
            done += values.Length;
        }

        return logits;
    }

    /// <inheritdoc/>
    public void InputGradients(int model, IRowSet rows, ExplainedScalar explained, int? explainedClass, Span<float> gradients)
    {
        RequireModel(model);
        ObjectiveDefinition.ValidateClass(explained, explainedClass, Shape.Classes);
        Gradients(model, RequireRows(rows, withAnnotations: false), (int)explained, explainedClass, gradients);
    }

    /// <inheritdoc/>
    public void MaskGradients(int model, IRowSet rows, Span<float> gradients)
    {
        RequireModel(model);
        Gradients(model, RequireRows(rows, withAnnotations: false), ScalarGradient.ScaleFreeProbMax, null, gradients);
    }

    /// <inheritdoc/>
    public FeatureMasks Masks(int model, IRowSet rows, float cutoff)
    {
        RequireModel(model);
        EnsembleArguments.RequireCutoff(cutoff);
        var own = RequireRows(rows, withAnnotations: false);
        var masks = new FeatureMasks(own.Rows.Count, Shape.Inputs);
        var chunk = ChunkRows(1, Shape.Inputs, own.Rows.Count);
        using var maxima = _memory.Allocate<float>((long)chunk * masks.WordsPerRow, "maxima of gradients");
        using var bits = _memory.Allocate<uint>((long)chunk * masks.WordsPerRow, "masks");
        var done = 0;
        InputGradientChunks(model, own, ScalarGradient.ScaleFreeProbMax, null, (gradient, scope, count) =>
        {
            _passes.Masks.Run(
                scope,
                new ModelMatrix(gradient, 0, 0, Shape.Inputs),
                new ModelMatrix(maxima.View.BaseView, 0, 0, masks.WordsPerRow),
                bits.View.BaseView,
                cutoff);
            var words = _memory.Read(bits.View.BaseView, count * masks.WordsPerRow);
            words.CopyTo(masks.Words, done);
            done += words.Length;
        });
        return masks;
    }

    private unsafe void Gradients(int model, IlgpuRowSet rows, int scalar, int? explainedClass, Span<float> gradients)
    {
        EnsembleArguments.RequireRoom(gradients, rows.Rows.Inputs);
        fixed (float* first = gradients)
        {
            var to = (nint)first;
            InputGradientChunks(model, rows, scalar, explainedClass, (gradient, _, count) =>
            {
                _memory.Read(gradient, new Span<float>((void*)to, count * Shape.Inputs));
                to += (nint)count * Shape.Inputs * sizeof(float);
            });
        }
    }

    private void InputGradientChunks(int model, IlgpuRowSet rows, int scalar, int? explainedClass, Action<ILGPU.ArrayView<float>, LaunchScope, int> take)
    {
        var plan = ChunkPlan(rows, 1, Shape.Inputs, withEntries: false);
        var work = SingleWorkspace(plan);
        using var gradient = _memory.Allocate<float>((long)work.Rows * Shape.Inputs, $"input gradients of {work.Rows} rows");
        for (var batch = 0; batch < plan.BatchCount; batch++)
        {
            var scope = plan.Scope(batch, _allModels.SubView(model, 1), 1);
            Forward(rows, plan, scope, work);
            _passes.Softmax.Run(scope, plan.Rows, rows.Labels, _constants, work.Z, work.P, work.Error);
            Explain(rows, plan, scope, work, scalar, explainedClass);
            _passes.InputGradient.Run(scope, work.V1, _layout.W1(_parameters), new ModelMatrix(gradient.View.BaseView, 0, 0, Shape.Inputs));
            take(gradient.View.BaseView, scope, plan.RowsOf(batch));
        }
    }

    private BatchPlan ChunkPlan(IlgpuRowSet rows, int models, int extraValuesPerRow, bool withEntries)
    {
        var key = (rows.Rows.Count, ChunkRows(models, extraValuesPerRow, rows.Rows.Count));
        if (!_chunks.TryGetValue(key, out var schedule))
            _chunks.Add(key, schedule = RowSchedule.InOrder(key.Count, key.Item2));
        return _plans.Find(
            new PlanKey([schedule], key.Count, withEntries, ForTraining: false),
            () => new BatchPlanLayout(
                [schedule],
                withEntries ? PenalisedAnnotations() : new Annotation?[ModelCount],
                Shape.Inputs,
                Reduction.Sum,
                byFeature: false));
    }

    private int ChunkRows(int models, int extraValuesPerRow, int rows)
    {
        var values = models * ((long)Workspace.ValuesPerRow(Shape) + extraValuesPerRow);
        return (int)Math.Clamp(ChunkValues / values, 1, Math.Min(rows, MaxChunkRows));
    }

    private Workspace EvaluationWorkspace(BatchPlan plan)
    {
        var rows = plan.RowsOf(0);
        if (_evaluation is null || _evaluation.Rows < rows)
        {
            _evaluation?.Dispose();
            _evaluation = null;
            _evaluation = new Workspace(_memory, Shape, ModelCount, rows);
        }

        _evaluation.RequireEntries(plan.MaxEntries);
        return _evaluation;
    }

    private Workspace SingleWorkspace(BatchPlan plan)
    {
        var rows = plan.RowsOf(0);
        if (_single is null || _single.Rows < rows)
        {
            _single?.Dispose();
            _single = null;
            _single = new Workspace(_memory, Shape, 1, rows, takeTurns: true);
        }

        return _single;
    }

    private double[] SquaredSums()
    {
        using var parts = _memory.Allocate<float>((long)ModelCount * SquaredSum.Parts, "sums of squares");
        _passes.SquaredSum.Run(ModelCount, _layout.All(_parameters), new ModelMatrix(parts.View.BaseView, SquaredSum.Parts, 0, SquaredSum.Parts));
        var values = _memory.Read(parts.View.BaseView, ModelCount * SquaredSum.Parts);
        var sums = new double[ModelCount];
        for (var i = 0; i < values.Length; i++)
            sums[i / SquaredSum.Parts] += values[i];
        return sums;
    }
}
