using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// An ensemble on an ILGPU device. Passes are queued one behind the other on the device's stream; the host waits only where
/// it reads something back, and now and then so that the queue stays short.
/// </summary>
internal sealed partial class IlgpuEnsemble : IEnsemble
{
    // A weight for every entry is no larger than lists from a fifth of them on, 22 bytes each where they are scattered; bits are long before.
    private const double DenserForWeights = 2;

    private readonly IlgpuEngine _engine;
    private readonly Accelerator _accelerator;
    private readonly DeviceMemory _memory;
    private readonly PassLibrary _passes;
    private readonly ObjectiveDefinition _objective;
    private readonly AdamSettings _adam;
    private readonly ModelSettings[] _models;
    private readonly ParameterLayout _layout;
    private readonly double _denseFrom;
    private readonly long[] _steps;
    private readonly PlanCache _plans;
    private readonly List<IDisposable> _owned = [];
    private readonly ArrayView<float> _parameters;
    private readonly ArrayView<float> _firstMoment;
    private readonly ArrayView<float> _secondMoment;
    private readonly ArrayView<float> _gradient;
    private readonly ArrayView<float> _transposed;
    private readonly ArrayView<int> _allModels;
    private readonly ArrayView<int> _penalisedModels;
    private readonly ArrayView<ModelConstants> _constants;
    private readonly int _penalisedCount;
    private readonly ModelGroups _groups;
    private readonly TiledStep? _tiled;
    private Workspace? _training;
    private Workspace? _evaluation;
    private Workspace? _single;
    private bool _isDisposed;

    public IlgpuEnsemble(
        IlgpuEngine engine,
        Accelerator accelerator,
        DeviceMemory memory,
        PassLibrary passes,
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial,
        double denseFrom)
    {
        _denseFrom = denseFrom;
        (_engine, _accelerator, _memory, _passes) = (engine, accelerator, memory, passes);
        (_objective, _adam, _models) = (objective, adam, [.. models]);
        _layout = new ParameterLayout(initial[0].Parameters.Shape);
        _steps = new long[_models.Length];
        _plans = new PlanCache(memory);
        var penalised = Enumerable.Range(0, _models.Length).Where(model => _models[model].IsPenalised).ToArray();
        _penalisedCount = penalised.Length;
        try
        {
            var count = (long)_models.Length * _layout.Count;
            _parameters = Own(memory.Allocate<float>(count, $"the parameters of {_models.Length} models"));
            _firstMoment = Own(memory.Allocate<float>(count, "Adam's first moments"));
            _secondMoment = Own(memory.Allocate<float>(count, "Adam's second moments"));
            _gradient = Own(memory.Allocate<float>(count, "gradients"));
            _transposed = Own(memory.Allocate<float>((long)_models.Length * _layout.TransposedCount, "transposed weights"));
            _allModels = Own(memory.Upload<int>(Enumerable.Range(0, _models.Length).ToArray(), "model indices"));
            _penalisedModels = Own(memory.Upload<int>(penalised, "model indices"));
            _constants = Own(memory.Upload<ModelConstants>(Constants(LossGradientTerms.All), "model settings"));
            if (passes.Tiled is { } tiled && !objective.Couples(_models.Length))
            {
                _tiled = TiledStep.For(
                    engine, accelerator, tiled, memory, _layout,
                    new EnsembleMemory(_parameters, _firstMoment, _secondMoment, _gradient), objective, adam, _models.Length);
            }

            _groups = new ModelGroups(
                new ModelGroup(_allModels, _models.Length),
                Group(static (model, isDense) => model.IsPenalised && !isDense),
                Group(static (model, isDense) => model.IsPenalised && isDense),
                Group(static (model, _) => !model.IsPenalised));
            for (var model = 0; model < _models.Length; model++)
                WriteState(model, initial[model]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int ModelCount => _models.Length;

    /// <inheritdoc/>
    public NetworkShape Shape => _layout.Shape;

    /// <inheritdoc/>
    public OptimizerState ReadState(int model)
    {
        RequireModel(model);
        return new OptimizerState(Read(_parameters, model), Read(_firstMoment, model), Read(_secondMoment, model), _steps[model]);
    }

    /// <inheritdoc/>
    public void WriteState(int model, OptimizerState state)
    {
        RequireModel(model);
        EnsembleArguments.RequireShape(state, Shape);
        Write(_parameters, model, state.Parameters);
        Write(_firstMoment, model, state.FirstMoment);
        Write(_secondMoment, model, state.SecondMoment);
        _steps[model] = state.Steps;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _plans.Dispose();
        _tiled?.Dispose();
        _training?.Dispose();
        _evaluation?.Dispose();
        _single?.Dispose();
        _coupled?.Dispose();
        foreach (var buffer in _owned)
            buffer.Dispose();
    }

    /// <summary>Models whose annotations have a mark for every entry.</summary>
    internal int DenseCount => _models.Count(model => model.IsPenalised && IsDense(model.Annotation!));

    /// <summary>Whether every entry of an annotation has a mark, where steps are taken by tiles.</summary>
    private bool IsDense(Annotation annotation) =>
        _tiled is { TakesDense: true } && annotation.Fraction >= _denseFrom * (annotation.IsWeighted ? DenserForWeights : 1);

    private ModelGroup Group(Func<ModelSettings, bool, bool> belongs)
    {
        var chosen = Enumerable.Range(0, _models.Length)
            .Where(model => belongs(_models[model], _models[model].Annotation is { } annotation && IsDense(annotation)))
            .ToArray();
        return new ModelGroup(Own(_memory.Upload<int>(chosen, "model indices")), chosen.Length);
    }

    private ArrayView<T> Own<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer)
        where T : unmanaged
    {
        _owned.Add(buffer);
        return buffer.View.BaseView;
    }

    private NetworkParameters Read(ArrayView<float> values, int model) =>
        _layout.Unpack(_memory.Read(values.SubView((long)model * _layout.Count, _layout.Count), _layout.Count));

    private void Write(ArrayView<float> values, int model, NetworkParameters parameters)
    {
        var packed = new float[_layout.Count];
        _layout.Pack(parameters, packed);
        _memory.Write<float>(values.SubView((long)model * _layout.Count, _layout.Count), packed, "parameters");
    }

    private ModelConstants[] Constants(LossGradientTerms terms) => Array.ConvertAll(_models, model => new ModelConstants
    {
        Lambda1 = model.Lambda1,
        Decay = terms.HasFlag(LossGradientTerms.WeightDecay) ? 2 * model.Lambda2 : 0,
        LearningRate = model.LearningRate,
        CrossEntropy = terms.HasFlag(LossGradientTerms.CrossEntropy) ? 1 : 0,
        IsPenalised = terms.HasFlag(LossGradientTerms.RightReasons) && model.IsPenalised ? 1 : 0,
    });

    private void RequireModel(int model)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if ((uint)model >= (uint)_models.Length)
            throw new ArgumentException($"model: expected 0 to {_models.Length - 1}, got {model}");
    }

    private IlgpuRowSet RequireRows(IRowSet rows, bool withAnnotations)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows is not IlgpuRowSet own || own.Engine != _engine)
            throw new ArgumentException("rows: expected rows that this engine has uploaded");
        own.ThrowIfDisposed();
        if (own.Features != Shape.Inputs || own.Rows.Classes != Shape.Classes)
            throw new ArgumentException($"rows: expected {Shape.Inputs} features and {Shape.Classes} classes like the models, got {own.Features} and {own.Rows.Classes}");
        if (withAnnotations)
        {
            foreach (var model in _models)
                model.Annotation?.RequireShapeOf(own.Rows.Inputs);
        }

        return own;
    }
}
