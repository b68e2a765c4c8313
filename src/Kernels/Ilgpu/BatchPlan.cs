using ILGPU;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu;

/// <summary>
/// What depends on rows and annotations but not on parameters, resident for every minibatch of a schedule: the rows, the
/// marked entries row by row, and the same entries by feature tile, so that hᵀv1 needs no atomics, or a mark for every entry where
/// most of them are; and where inputs are mostly zero, those that are not by feature too, for xᵀδ1. Models that share a
/// schedule and an annotation share their entries and marks.
/// </summary>
internal sealed class BatchPlan : IDisposable
{
    /// <summary>Features of a tile, the unit in which entries are found by feature.</summary>
    public const int FeatureTile = 4;

    private readonly List<IDisposable> _buffers = [];
    private readonly ArrayView<BatchDescriptor> _descriptors;
    private readonly int _models;
    private readonly int[] _maxRows;
    private readonly int[] _maxEntries;
    private readonly int[] _maxMarkedTiles;

    /// <summary>Uploads a plan.</summary>
    /// <param name="memory">Where to.</param>
    /// <param name="layout">The plan.</param>
    public BatchPlan(DeviceMemory memory, BatchPlanLayout layout)
    {
        const string what = "the rows and marked entries of a schedule";
        _models = layout.Models;
        SharesRows = layout.SharesRows;
        _maxRows = layout.MaxRows;
        _maxEntries = layout.MaxEntries;
        _maxMarkedTiles = layout.MaxMarkedTiles;
        MaxEntries = _maxEntries.Max();
        try
        {
            _descriptors = Upload<BatchDescriptor>(memory, layout.Descriptors, what);
            Rows = Upload<int>(memory, layout.Rows, what);
            Entries = new EntryViews(
                Upload<int>(memory, layout.Offsets, what),
                Upload<int>(memory, layout.EntryRows, what),
                Upload<int>(memory, layout.EntryFeatures, what),
                Upload<float>(memory, layout.EntryWeights ?? [], what),
                Upload<QuadEntry>(memory, layout.Quads, what),
                Upload<int>(memory, layout.TileOffsets, what),
                Upload<int>(memory, layout.MarkedTiles, what),
                layout.EntryWeights is null ? 0 : 1);
            Marks = new DenseMarks(Upload(memory, layout.Marks.Bits, what), Upload(memory, layout.Marks.Weights, what), layout.Marks.Features);
            if (layout.Inputs is { } inputs)
            {
                const string whatInputs = "the non-zero inputs of a schedule";
                Inputs = new SparseTiles(
                    Upload<int>(memory, inputs.Offsets, whatInputs),
                    Upload<int>(memory, inputs.Rows, whatInputs),
                    Upload<float>(memory, inputs.Values, whatInputs));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether every model has the same rows.</summary>
    public bool SharesRows { get; }

    /// <summary>The row list: rows of the data set at positions of the schedules.</summary>
    public ArrayView<int> Rows { get; }

    /// <summary>The marked entries of annotations that mark few.</summary>
    public EntryViews Entries { get; }

    /// <summary>The annotations of which every entry has a mark.</summary>
    public DenseMarks Marks { get; }

    /// <summary>The non-zero inputs by feature; null where weight gradients read them from the rows.</summary>
    public SparseTiles? Inputs { get; }

    /// <summary>The most entries that a model has in any minibatch.</summary>
    public int MaxEntries { get; }

    /// <summary>Minibatches.</summary>
    public int BatchCount => _maxRows.Length;

    /// <summary>The most rows of a minibatch.</summary>
    public int RowsOf(int batch) => _maxRows[batch];

    /// <summary>What a launch over <paramref name="models"/> in minibatch <paramref name="batch"/> covers.</summary>
    public LaunchScope Scope(int batch, ArrayView<int> models, int count) =>
        new(
            new Scope(models, _descriptors.SubView((long)batch * _models, _models)),
            count,
            _maxRows[batch],
            _maxEntries[batch],
            _maxMarkedTiles[batch]);

    /// <summary>The same of a group of models.</summary>
    public LaunchScope Scope(int batch, ModelGroup group) => Scope(batch, group.Models, group.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
            buffer.Dispose();
        _buffers.Clear();
    }

    private ArrayView<T> Upload<T>(DeviceMemory memory, ReadOnlySpan<T> values, string what)
        where T : unmanaged
    {
        var buffer = memory.Upload(values, what);
        _buffers.Add(buffer);
        return buffer.View.BaseView;
    }
}
