using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Passes;
using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The passes of one device, each compiled when it is first used.</summary>
/// <param name="accelerator">The device.</param>
/// <param name="launch">How threads are laid out there.</param>
/// <param name="tensor">Layer-1 products by tensor cores, where they are to be done so.</param>
internal sealed class PassLibrary(Accelerator accelerator, Launch launch, TensorPassLibrary? tensor)
{
    private readonly Lazy<Layer1Forward<ByteInputs>> _layer1OfBytes = new(() => new(accelerator, launch));
    private readonly Lazy<Layer1Forward<FloatInputs>> _layer1OfFloats = new(() => new(accelerator, launch));
    private readonly Lazy<SparseLayer1Forward> _sparseLayer1 = new(() => new(accelerator, launch));
    private readonly Lazy<Layer1WeightGradient<DenseTiles<ByteInputs>>> _layer1GradientOfBytes = new(() => new(accelerator, launch));
    private readonly Lazy<Layer1WeightGradient<DenseTiles<FloatInputs>>> _layer1GradientOfFloats = new(() => new(accelerator, launch));
    private readonly Lazy<Layer1WeightGradient<SparseTiles>> _sparseLayer1Gradient = new(() => new(accelerator, launch));
    private readonly Lazy<DenseForward> _denseForward = new(() => new(accelerator, launch));
    private readonly Lazy<DenseBackward> _denseBackward = new(() => new(accelerator, launch));
    private readonly Lazy<TransposedWeights> _transposedWeights = new(() => new(accelerator, launch));
    private readonly Lazy<DenseWeightGradient> _denseWeightGradient = new(() => new(accelerator, launch));
    private readonly Lazy<Softmax> _softmax = new(() => new(accelerator, launch));
    private readonly Lazy<ScalarGradient> _scalarGradient = new(() => new(accelerator, launch));
    private readonly Lazy<InputGradient> _inputGradient = new(() => new(accelerator, launch));
    private readonly Lazy<AnnotatedInputGradient> _annotatedInputGradient = new(() => new(accelerator, launch));
    private readonly Lazy<AnnotatedForward> _annotatedForward = new(() => new(accelerator, launch));
    private readonly Lazy<Similarity> _similarity = new(() => new(accelerator, launch));
    private readonly Lazy<EntryScatter> _entryScatter = new(() => new(accelerator, launch));
    private readonly Lazy<ExplanationWeightGradient> _explanationWeightGradient = new(() => new(accelerator, launch));
    private readonly Lazy<LogitError> _logitError = new(() => new(accelerator, launch));
    private readonly Lazy<Adam> _adam = new(() => new(accelerator, launch));
    private readonly Lazy<RowLoss> _rowLoss = new(() => new(accelerator, launch));
    private readonly Lazy<SquaredSum> _squaredSum = new(() => new(accelerator, launch));
    private readonly Lazy<Masks> _masks = new(() => new(accelerator, launch));

    /// <summary>Whole steps by tiles; null where passes one by one suit the device better.</summary>
    public TiledPassLibrary? Tiled { get; } = launch.IsProcessor ? null : new(accelerator, tensor);

    public DenseForward DenseForward => _denseForward.Value;

    public DenseBackward DenseBackward => _denseBackward.Value;

    /// <summary>Copies weights for <see cref="DenseForward"/> to use in place of <see cref="DenseBackward"/>; null where that is no faster.</summary>
    public TransposedWeights? TransposedWeights => launch.IsProcessor ? _transposedWeights.Value : null;

    public DenseWeightGradient DenseWeightGradient => _denseWeightGradient.Value;

    public Softmax Softmax => _softmax.Value;

    public ScalarGradient ScalarGradient => _scalarGradient.Value;

    public InputGradient InputGradient => _inputGradient.Value;

    public AnnotatedInputGradient AnnotatedInputGradient => _annotatedInputGradient.Value;

    public AnnotatedForward AnnotatedForward => _annotatedForward.Value;

    public Similarity Similarity => _similarity.Value;

    public EntryScatter EntryScatter => _entryScatter.Value;

    public ExplanationWeightGradient ExplanationWeightGradient => _explanationWeightGradient.Value;

    public LogitError LogitError => _logitError.Value;

    public Adam Adam => _adam.Value;

    public RowLoss RowLoss => _rowLoss.Value;

    public SquaredSum SquaredSum => _squaredSum.Value;

    public Masks Masks => _masks.Value;

    /// <summary>Layer 1 on what the rows are stored as: <see cref="SparseLayer1Forward"/> or <see cref="Layer1Forward{TInputs}"/>.</summary>
    public void Layer1Forward(LaunchScope scope, ArrayView<int> positions, IlgpuRowSet rows, ModelMatrix weights, ModelMatrix hidden)
    {
        if (rows.Sparse is { } sparse)
            _sparseLayer1.Value.Run(scope, positions, sparse, rows.Features, weights, hidden);
        else if (rows.HoldsBytes)
            _layer1OfBytes.Value.Run(scope, positions, rows.Bytes, rows.Features, weights, hidden);
        else
            _layer1OfFloats.Value.Run(scope, positions, rows.Floats, rows.Features, weights, hidden);
    }

    /// <summary>Runs <see cref="Layer1WeightGradient{TTiles}"/> on the plan's inputs by feature, or on what the rows are stored as.</summary>
    public void Layer1WeightGradient(
        LaunchScope scope, BatchPlan plan, IlgpuRowSet rows, ArrayView<ModelConstants> constants, Workspace work, ModelMatrix h, ModelMatrix weights, ModelMatrix gradient)
    {
        if (plan.Inputs is { } tiles)
            Run(_sparseLayer1Gradient, tiles);
        else if (rows.HoldsBytes)
            Run(_layer1GradientOfBytes, new DenseTiles<ByteInputs>(plan.Rows, rows.Bytes));
        else
            Run(_layer1GradientOfFloats, new DenseTiles<FloatInputs>(plan.Rows, rows.Floats));

        void Run<TTiles>(Lazy<Layer1WeightGradient<TTiles>> pass, TTiles inputs)
            where TTiles : struct, IInputTiles =>
            pass.Value.Run(scope, inputs, rows.Features, plan.Entries, constants, work.Error1, h, work.V1, weights, gradient);
    }
}
