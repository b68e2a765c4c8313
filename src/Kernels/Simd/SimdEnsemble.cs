namespace RrrGpu.Kernels.Simd;

/// <summary>
/// An ensemble on the processor. As many models as there are threads train side by side, each alone on its thread and without
/// a barrier; those left over, and models that a similarity penalty couples, share all threads. Both ways add up every number in
/// the same order.
/// </summary>
internal sealed unsafe partial class SimdEnsemble<TLane> : IEnsemble
    where TLane : unmanaged, ILane<TLane>
{
    private readonly ThreadTeam _team;
    private readonly ObjectiveDefinition _objective;
    private readonly AdamSettings _adam;
    private readonly SimdModel[] _models;
    private readonly AlignedArray<float> _modelMemory;
    private readonly PaddedLayout _layout;
    private readonly LaneConstants _constants;
    private readonly Workspace?[] _batchWork;
    private readonly Workspace[] _blockWork;

    public SimdEnsemble(
        ThreadTeam team,
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial)
    {
        _team = team;
        _objective = objective;
        _adam = adam;
        Shape = EnsembleArguments.RequireUsable(objective, adam, models, initial);
        _layout = new(Shape, TLane.Count);
        _constants = new(_layout);
        _models = new SimdModel[models.Count];
        _modelMemory = new(models.Count * SimdModel.MemoryLength(_layout));
        for (var m = 0; m < models.Count; m++)
            _models[m] = new(_layout, models[m], initial[m], _modelMemory.Pointer + m * SimdModel.MemoryLength(_layout));
        _batchWork = new Workspace?[team.Size];
        _blockWork = new Workspace[team.Size];
        for (var thread = 0; thread < team.Size; thread++)
            _blockWork[thread] = new(_layout, RowPass<TLane>.LargeBlockRows);
    }

    public int ModelCount => _models.Length;

    public NetworkShape Shape { get; }

    public OptimizerState ReadState(int model)
    {
        var state = Model(model).Read();
        GC.KeepAlive(this);
        return state;
    }

    public void WriteState(int model, OptimizerState state)
    {
        EnsembleArguments.RequireShape(state, Shape);
        Model(model).Write(state);
        GC.KeepAlive(this);
    }

    public void Dispose()
    {
        // The collector gives memory back. Until then, pointers into it must stay valid.
        GC.KeepAlive(_modelMemory);
    }

    private SimdModel Model(int model)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(model);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(model, _models.Length);
        return _models[model];
    }

    private SimdRowSet Rows(IRowSet rows) =>
        EnsembleArguments.RequireRows(rows as SimdRowSet ?? throw new ArgumentException("rows: expected rows uploaded to this engine", nameof(rows)), Shape);

    private Workspace BatchWork(int thread, int slots)
    {
        var work = _batchWork[thread];
        if (work is null || work.Slots < slots)
            _batchWork[thread] = work = new(_layout, slots);
        return work;
    }
}
