using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Devices;
using RrrGpu.Kernels.Ilgpu;
using RrrGpu.Kernels.Ilgpu.Tensor;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels;

/// <summary>Runs the passes through ILGPU: on CUDA, on OpenCL (PoCL included), or on ILGPU's own CPU accelerator, which is for tests.</summary>
public sealed class IlgpuEngine : IEngine
{
    /// <summary>
    /// Measured with PoCL on a step of a 784-50-30-10 network: reading zeros takes 2.6 times as long at 0.1, 1.3 times at 0.5, and
    /// no longer at 0.8, by when the entries by row and by feature take eleven times the memory of inputs in bytes.
    /// </summary>
    private const double SparseBelowOnProcessors = 0.5;

    /// <summary>
    /// Not measured on a GPU. Skipping zeros costs it the reuse of weights between rows and reads that lie together, so it is
    /// done only where nearly all inputs are zero, as in TF-IDF rows (2 %).
    /// </summary>
    private const double SparseBelowOnGpus = 0.05;

    /// <summary>
    /// Not measured on a GPU, but counted: a listed entry at a random place has 11 cycles of a multiprocessor to issue, and its reads do not
    /// lie together; an entry of a dense product has 2. Either form gives the same bits. `bench -- annotations` measures where they meet.
    /// </summary>
    private const double DenseFromOnGpus = 0.2;

    private readonly Context _context;
    private readonly Accelerator _accelerator;
    private readonly DeviceMemory _memory;
    private readonly PassLibrary _passes;
    private bool _isDisposed;

    /// <summary>Opens a device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="sparseBelow">What stands in for the device's own <see cref="SparseBelow"/>; 0 is never, 2 always.</param>
    /// <param name="maxTileItems">What stands in for the device's own <see cref="MaxTileItems"/>.</param>
    /// <param name="asProcessor">Whether it is tuned as a processor, where not as what it is.</param>
    /// <param name="tile">The tile of layer-1 products, where none is to be chosen.</param>
    /// <param name="denseFrom">What stands in for the device's own <see cref="DenseFrom"/>; 0 is always, 2 never.</param>
    /// <param name="tuning">Where what was measured to be fastest is kept; with one, processors are measured too.</param>
    /// <param name="tensor">Makes the layer-1 products by tensor cores that byte inputs are to go through, null on a device that has none; null to leave them to float32.</param>
    /// <exception cref="DeviceNotFoundException">There are no such tensor cores.</exception>
    internal IlgpuEngine(
        IlgpuDevice device,
        double? sparseBelow = null,
        long? maxTileItems = null,
        bool? asProcessor = null,
        TileKind? tile = null,
        double? denseFrom = null,
        ITuningStore? tuning = null,
        Func<Accelerator, TensorPassLibrary?>? tensor = null)
    {
        var isProcessor = asProcessor ?? device.IsProcessor;
        SparseBelow = sparseBelow ?? (isProcessor ? SparseBelowOnProcessors : SparseBelowOnGpus);
        DenseFrom = denseFrom ?? DenseFromOnGpus;
        Device = device.Description with { UsesTf32 = tensor is not null };
        (_context, _accelerator) = device.Open();
        var tensorPasses = tensor?.Invoke(_accelerator);
        if (tensor is not null && tensorPasses is null)
        {
            Dispose();
            throw NoTensorCores(Device);
        }

        _memory = new DeviceMemory(_accelerator, Device);
        MaxTileItems = maxTileItems ?? SparseTileLayout.MaxItems(_accelerator.MemorySize);
        Tiles = new TileTuner(
            $"{Device.Kind} {Device.Name}",
            new TileChooser(_accelerator.NumMultiprocessors, _accelerator.MaxNumThreadsPerGroup, tile),
            tuning,
            measures: tile is null && (Device.IsGpu || tuning is not null) && _accelerator.MaxNumThreadsPerGroup >= TileChooser.LargeGroup);
        _passes = new PassLibrary(_accelerator, new Launch(_accelerator, isProcessor), tensorPasses);
    }

    /// <inheritdoc/>
    public DeviceDescription Device { get; }

    /// <summary>Chooses tiles of layer-1 products.</summary>
    internal TileTuner Tiles { get; }

    /// <summary>Passes skip zeros of inputs of which a smaller share than this is not zero.</summary>
    internal double SparseBelow { get; }

    /// <summary>Where steps are taken by tiles, an annotation that marks at least this share of all entries has a mark for each of them, not a list.</summary>
    internal double DenseFrom { get; }

    /// <summary>The most items of non-zero inputs by feature that a schedule may have; beyond, weight gradients read all inputs.</summary>
    internal long MaxTileItems { get; }

    /// <inheritdoc/>
    /// <exception cref="DeviceMemoryException">The device has no room for the rows.</exception>
    public IRowSet Upload(LabeledRows rows)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(rows);
        return new IlgpuRowSet(this, _memory, rows);
    }

    /// <inheritdoc/>
    /// <exception cref="DeviceMemoryException">The device has no room for the parameters.</exception>
    public IEnsemble CreateEnsemble(
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial) => CreateEnsemble(objective, adam, models, initial, DenseFrom);

    /// <summary>The same, with something that stands in for <see cref="DenseFrom"/>.</summary>
    internal IlgpuEnsemble CreateEnsemble(
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial,
        double denseFrom)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        EnsembleArguments.RequireUsable(objective, adam, models, initial);
        if (models.Count > Launch.MaxModels)
            throw new ArgumentException($"ensemble: expected at most {Launch.MaxModels} models on this device, got {models.Count}");
        return new IlgpuEnsemble(this, _accelerator, _memory, _passes, objective, adam, models, initial, denseFrom);
    }

    /// <summary>What is said where a device is to do what only tensor cores do.</summary>
    internal static DeviceNotFoundException NoTensorCores(DeviceDescription device) =>
        new($"device {device.Id}: {device.Name} has no tensor cores for TF32: expected a CUDA device of compute capability 8.0 or later");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _accelerator.Dispose();
        _context.Dispose();
    }
}
