namespace RrrGpu.Kernels.Simd;

/// <summary>
/// One model's steps over a schedule, as two phases of independent items: blocks of rows, then blocks of weights.
/// Threads that share a model's work each have a step of their own over one workspace.
/// </summary>
internal sealed unsafe class ModelStep<TLane>
    where TLane : unmanaged, ILane<TLane>
{
    private readonly SimdModel _model;
    private readonly Workspace _work;
    private readonly RowSchedule _schedule;
    private readonly InputColumns _inputs;
    private readonly AnnotationColumns? _marks;
    private readonly ObjectiveDefinition _objective;
    private readonly AdamSettings _adam;
    private readonly LossGradientTerms _terms;
    private readonly ExplainedHead _head;
    private readonly RowPass<TLane> _rowPass;
    private readonly WeightPass<TLane> _weightPass;
    private readonly float* _gradient;
    private Minibatch _batch;
    private float _crossEntropyScale;
    private Penalty _penalty;

    /// <summary>Prepares steps, or with <paramref name="gradient"/> the computation of gradients into it.</summary>
    public ModelStep(
        SimdModel model,
        Workspace work,
        LaneConstants constants,
        SimdRowSet rows,
        RowSchedule schedule,
        ThreadTeam team,
        ObjectiveDefinition objective,
        AdamSettings adam,
        LossGradientTerms terms = LossGradientTerms.All,
        float* gradient = null)
    {
        _model = model;
        _work = work;
        _schedule = schedule;
        _objective = objective;
        _adam = adam;
        _terms = terms;
        _gradient = gradient;
        _inputs = rows.Columns(schedule, team);
        if (model.Settings.IsPenalised && terms.HasFlag(LossGradientTerms.RightReasons))
        {
            _marks = rows.Columns(model.Settings.Annotation!, schedule, team);
            work.EnsureEntries(_marks.MaxEntries);
        }

        _head = new(objective.Explained, objective.Class, model.Layout.Shape.Classes);
        _rowPass = new(model, work, constants, rows, rows.Quads(team));
        _weightPass = new(model, work, constants);
    }

    /// <summary>Items of the second phase.</summary>
    public int WeightItems => _weightPass.ItemCount;

    /// <summary>Items of the first phase of the minibatch that was begun.</summary>
    public int RowItems => RowItemsOf(_batch.Index);

    /// <summary>Items of the first phase of minibatch <paramref name="index"/>.</summary>
    public int RowItemsOf(int index) => (_schedule.Batch(index).Length + RowPass<TLane>.BlockRows - 1) / RowPass<TLane>.BlockRows;

    /// <summary>Sets out the minibatch <paramref name="index"/> as Adam's step number <paramref name="step"/>, counted from 1.</summary>
    public void Begin(int index, long step)
    {
        var rows = _schedule.Batch(index).Length;
        var adam = AdamUpdate.ForStep(_adam, _model.Settings, step);
        if (!_terms.HasFlag(LossGradientTerms.WeightDecay))
            adam = adam with { Decay = 0 };
        _batch = new(index, rows, _inputs, _marks, adam, _gradient);
        var perRow = _objective.Reduction is Reduction.Sum ? 1 : 1f / rows;
        _crossEntropyScale = _terms.HasFlag(LossGradientTerms.CrossEntropy) ? perRow : 0;
        if (_marks is null)
            return;
        var scale = _objective.Reduction is Reduction.MeanByAnnotation ? (float)(1 / Math.Max(1, _marks.Sum(index))) : perRow;
        _penalty = new(_objective.Norm, _model.Settings.Lambda1 * scale);
    }

    /// <summary>Forward to backward for one block of rows.</summary>
    public void RunRows(int item)
    {
        var slot = item * RowPass<TLane>.BlockRows;
        var count = Math.Min(RowPass<TLane>.BlockRows, _batch.Rows - slot);
        var rows = _schedule.Batch(_batch.Index).Slice(slot, count);
        _rowPass.Forward(slot, rows);
        _rowPass.LogitError(slot, rows, _crossEntropyScale);
        if (_marks is not null)
        {
            _rowPass.Seed(slot, rows, _head);
            _rowPass.GradientPath(slot, count);
            _rowPass.DoubleBackward(slot, rows, _marks.SlotStart(_batch.Index), _model.Settings.Annotation!, _penalty, _head);
        }

        _rowPass.Backward(slot, count);
    }

    /// <summary>Gradient and step for one block of weights.</summary>
    public void RunWeights(int item) => _weightPass.Run(item, _batch);
}
