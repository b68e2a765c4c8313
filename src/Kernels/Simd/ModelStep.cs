namespace RrrGpu.Kernels.Simd;

/// <summary>
/// One model's steps over a schedule, with h at the marked entries only.
/// </summary>
internal sealed unsafe class ModelStep<TLane> : IStep
    where TLane : unmanaged, ILane<TLane>
{
    private readonly SimdModel _model;
    private readonly Workspace _work;
    private readonly RowSchedule _schedule;
    private readonly InputColumns _inputs;
    private readonly AnnotationColumns? _marks;
    private readonly int _blockRows;
    private readonly int _mostBlocksAnItem;
    private readonly int _sharedBy;
    private readonly ObjectiveDefinition _objective;
    private readonly AdamSettings _adam;
    private readonly LossGradientTerms _terms;
    private readonly ExplainedHead _head;
    private readonly RowPass<TLane> _rowPass;
    private readonly WeightPass<TLane> _weightPass;
    private readonly float* _gradient;
    private readonly long _stepsBefore;
    private Minibatch _batch;
    private float _crossEntropyScale;
    private Penalty _penalty;

    /// <summary>
    /// Prepares steps that <paramref name="sharedBy"/> threads take together, or with <paramref name="gradient"/> the computation of
    /// gradients into it.
    /// </summary>
    public ModelStep(
        SimdModel model,
        Workspace work,
        LaneConstants constants,
        SimdRowSet rows,
        RowSchedule schedule,
        ThreadTeam team,
        ObjectiveDefinition objective,
        AdamSettings adam,
        int sharedBy,
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
        _stepsBefore = model.Steps;
        _inputs = rows.Columns(schedule, model.Layout, team);
        _blockRows = sharedBy == 1 || schedule.MaxBatchRows >= 4 * sharedBy * RowPass<TLane>.LargeBlockRows ? RowPass<TLane>.LargeBlockRows : RowPass<TLane>.BlockRows;
        if (model.Settings.IsPenalised && terms.HasFlag(LossGradientTerms.RightReasons))
        {
            _marks = rows.Columns(model.Settings.Annotation!, schedule, model.Layout, team);
            work.EnsureEntries(_marks.MaxEntries);
        }

        _head = new(objective.Explained, objective.Class, model.Layout.Shape.Classes);
        var forms = TrainingRows.Choose(rows, schedule, _blockRows, model.Layout, team);
        _mostBlocksAnItem = forms.Tiles?.TilesTogether ?? 1;
        _sharedBy = sharedBy;
        _rowPass = new(model, work, constants, rows, forms.Tiles, forms.Sparse);
        _weightPass = new(model, work, constants, _inputs, sharedBy);
    }

    public int WeightItems => _weightPass.ItemCount;

    public int RowItems => RowItemsOf(_batch.Index);

    public int RowItemsOf(int index) => Divide(_schedule.Batch(index).Length, RowsAnItem(index));

    public void Begin(int index, long taken)
    {
        var rows = _schedule.Batch(index).Length;
        var adam = AdamUpdate.ForStep(_adam, _model.Settings, _stepsBefore + taken + 1);
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

    public void RunRows(int item)
    {
        var itemRows = RowsAnItem(_batch.Index);
        var first = item * itemRows;
        var end = Math.Min(first + itemRows, _batch.Rows);
        var rows = _schedule.Batch(_batch.Index);
        _rowPass.FirstLayer(first, rows[first..end]);
        for (var slot = first; slot < end; slot += _blockRows)
            RunUpperLayers(slot, rows[slot..Math.Min(slot + _blockRows, end)]);
    }

    public void RunWeights(int item) => _weightPass.Run(item, _batch);

    public void Count() => _model.Steps++;

    private void RunUpperLayers(int slot, ReadOnlySpan<int> rows)
    {
        _rowPass.UpperLayers(slot, rows.Length);
        _rowPass.LogitError(slot, rows, _crossEntropyScale);
        if (_marks is not null)
        {
            _rowPass.Seed(slot, rows, _head);
            _rowPass.GradientPath(slot, rows.Length);
            _rowPass.DoubleBackward(slot, rows, _marks, _batch.Index, _model.Settings.Annotation!, _penalty, _head);
        }

        _rowPass.Backward(slot, rows.Length);
    }

    /// <summary>As many blocks as are best taken at once, but such that every thread gets as many items of as many rows.</summary>
    private int RowsAnItem(int index)
    {
        var ofAThread = Divide(Divide(_schedule.Batch(index).Length, _blockRows), _sharedBy);
        return _blockRows * Divide(ofAThread, Divide(ofAThread, _mostBlocksAnItem));
    }

    private static int Divide(int count, int size) => (count + size - 1) / size;
}
