namespace RrrGpu.Kernels.Simd;

/// <summary>
/// The steps of all models that a similarity penalty couples. A block of rows goes through every model on one thread, for
/// h of a row needs the explanations of all: forward and g = v1·W1ᵀ in full, h from all g together and from each model's own
/// annotation, then double backward and backward. Weights follow as in <see cref="ModelStep{TLane}"/>, model after model.
/// </summary>
internal sealed unsafe class CoupledStep<TLane> : IStep
    where TLane : unmanaged, ILane<TLane>
{
    private readonly CoupledModels _models;
    private readonly RowSchedule _schedule;
    private readonly InputColumns _inputs;
    private readonly ObjectiveDefinition _objective;
    private readonly AdamSettings _adam;
    private readonly LossGradientTerms _terms;
    private readonly ExplainedHead _head;
    private readonly PaddedLayout _layout;
    private readonly ExplanationBlock<TLane> _block;
    private readonly RowPass<TLane>[] _rowPasses;
    private readonly WeightPass<TLane>[] _weightPasses;
    private readonly long[] _stepsBefore;
    private readonly Minibatch[] _batches;
    private readonly RightReasons[] _rightReasons;
    private readonly AlignedArray<float>[]? _gradients;
    private float _rowScale;

    /// <summary>Prepares steps, or with <paramref name="gradients"/> the computation of gradients into them, one a model.</summary>
    public CoupledStep(
        CoupledModels models,
        LaneConstants constants,
        SimdRowSet rows,
        RowSchedule schedule,
        ThreadTeam team,
        ObjectiveDefinition objective,
        AdamSettings adam,
        LossGradientTerms terms = LossGradientTerms.All,
        AlignedArray<float>[]? gradients = null)
    {
        (_models, _schedule, _objective, _adam, _terms, _gradients) = (models, schedule, objective, adam, terms, gradients);
        _layout = models.All[0].Layout;
        _inputs = rows.Columns(schedule, _layout, team);
        _head = new(objective.Explained, objective.Class, _layout.Shape.Classes);
        _block = new(models.All.Length, _layout);
        var forms = TrainingRows.Choose(rows, schedule, RowPass<TLane>.BlockRows, _layout, team);
        _rowPasses = [.. models.All.Select((model, m) => new RowPass<TLane>(model, models.Works[m], constants, rows, forms.Tiles, forms.Sparse))];
        _weightPasses = [.. models.All.Select((model, m) => new WeightPass<TLane>(model, models.Works[m], constants, _inputs, shares: 1))];
        _stepsBefore = Array.ConvertAll(models.All, static model => model.Steps);
        _batches = new Minibatch[models.All.Length];
        _rightReasons = Array.ConvertAll(models.All, model => new RightReasons(terms.HasFlag(LossGradientTerms.RightReasons) ? model.Settings : null));
    }

    public int WeightItems => _models.All.Length * _weightPasses[0].ItemCount;

    public int RowItems => RowItemsOf(_batches[0].Index);

    public int RowItemsOf(int index) => (_schedule.Batch(index).Length + RowPass<TLane>.BlockRows - 1) / RowPass<TLane>.BlockRows;

    public void Begin(int index, long taken)
    {
        var rows = _schedule.Batch(index);
        _rowScale = _objective.Reduction is Reduction.Sum ? 1 : 1f / rows.Length;
        for (var m = 0; m < _batches.Length; m++)
        {
            var model = _models.All[m];
            var adam = AdamUpdate.ForStep(_adam, model.Settings, _stepsBefore[m] + taken + 1);
            if (!_terms.HasFlag(LossGradientTerms.WeightDecay))
                adam = adam with { Decay = 0 };
            _batches[m] = new(index, rows.Length, _inputs, null, adam, _gradients is null ? null : _gradients[m].Pointer, isDense: true);
            _rightReasons[m].Begin(rows, _objective, _rowScale);
        }
    }

    public void RunRows(int item)
    {
        var slot = item * RowPass<TLane>.BlockRows;
        var count = Math.Min(RowPass<TLane>.BlockRows, _batches[0].Rows - slot);
        var rows = _schedule.Batch(_batches[0].Index).Slice(slot, count);
        var crossEntropyScale = _terms.HasFlag(LossGradientTerms.CrossEntropy) ? _rowScale : 0;
        for (var m = 0; m < _rowPasses.Length; m++)
        {
            _rowPasses[m].Forward(slot, rows);
            _rowPasses[m].LogitError(slot, rows, crossEntropyScale);
            _rowPasses[m].Seed(slot, rows, _head);
            _rowPasses[m].GradientPath(slot, count);
            _rowPasses[m].GradientInFull(slot, count, _models.W1Transposed[m].Pointer, _block.Gradients(m));
        }

        var similarity = _objective.Similarity!;
        for (var i = 0; i < count; i++)
            _block.Differentiate(i, similarity.Epsilon, (double)similarity.Weight * _rowScale, _models.Works, slot + i);
        for (var m = 0; m < _rowPasses.Length; m++)
        {
            for (var i = 0; i < count; i++)
                _rightReasons[m].AddTo(_models.Works[m].H + (slot + i) * (nint)_layout.Inputs, rows[i], _block.Gradient(m, i));
            _rowPasses[m].DoubleBackwardInFull(slot, rows, _head);
            _rowPasses[m].Backward(slot, count);
        }
    }

    public void RunWeights(int item)
    {
        var (m, own) = Math.DivRem(item, _weightPasses[0].ItemCount);
        _weightPasses[m].Run(own, _batches[m]);
        if (_gradients is null && _weightPasses[m].Features(own) is (var first, > 0 and var count))
            _models.W1Transposed[m].Update(first, count);
    }

    public void Count()
    {
        foreach (var model in _models.All)
            model.Steps++;
    }
}
