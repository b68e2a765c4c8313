using System.Diagnostics;
using RrrGpu.Kernels;
using RrrGpu.Kernels.Simd;

namespace RrrGpu.Bench.DenseLayer1;

/// <summary>x·W1 and xᵀδ1 by the engine's own kernels, every thread with a model of its own and all with the same rows.</summary>
internal sealed unsafe class LayerProducts<TLane> : IDisposable
    where TLane : unmanaged, ILane<TLane>
{
    private readonly ThreadTeam _team;
    private readonly RowSchedule _schedule;
    private readonly PaddedLayout _layout;
    private readonly LaneConstants _constants;
    private readonly SimdRowSet _rows;
    private readonly InputTiles _tiles;
    private readonly InputColumns _columns;
    private readonly AlignedArray<float>[] _weights;
    private readonly AlignedArray<float>[] _units;
    private readonly AlignedArray<float>[] _gradients;

    /// <summary>Lays out the rows as a training does.</summary>
    /// <exception cref="InvalidOperationException">The engine would take these rows in another way.</exception>
    public LayerProducts(LabeledRows rows, NetworkShape shape, int batchRows, int threads)
    {
        _team = new ThreadTeam(threads);
        _schedule = RowSchedule.InOrder(rows.Count, batchRows);
        _layout = new(shape, TLane.Count);
        _constants = new(_layout);
        _rows = new(rows);
        _tiles = _rows.Tiles(RowPass<TLane>.LargeBlockRows, _layout, _team)
            ?? throw new InvalidOperationException("layer 1: expected dense rows to be taken as tiles");
        _columns = _rows.Columns(_schedule, _layout, _team);
        _weights = [.. Enumerable.Range(0, threads).Select(seed => Random((shape.Inputs + 1) * (long)_layout.Hidden1, seed))];
        _units = [.. Enumerable.Range(0, threads).Select(seed => Random(batchRows * (long)_layout.Hidden1, seed))];
        _gradients = [.. Enumerable.Range(0, threads).Select(_ => new AlignedArray<float>(_columns.FeaturesAnItem * (long)_layout.Hidden1))];
    }

    /// <summary>Operations of one product over all rows and threads, two a multiply-add and no padding.</summary>
    public double Operations => 2.0 * _team.Size * _rows.Rows.Count * _layout.Shape.Inputs * _layout.Shape.Hidden1;

    /// <summary>Seconds that z1 = b1 + x·W1 takes for every row.</summary>
    public double Forward() => Seconds(thread =>
    {
        var weights = _weights[thread].Pointer;
        var units = _units[thread].Pointer;
        for (var batch = 0; batch < _schedule.BatchCount; batch++)
        {
            var rows = _schedule.Batch(batch);
            for (var slot = 0; slot < rows.Length; slot += RowPass<TLane>.LargeBlockRows)
            {
                var block = rows.Slice(slot, Math.Min(RowPass<TLane>.LargeBlockRows, rows.Length - slot));
                if (!_tiles.Hold(block, out var tile))
                    throw new InvalidOperationException($"layer 1: expected rows from {block[0]} on to be a tile");
                _tiles.Multiply<TLane>(
                    tile, block.Length, weights + _layout.Shape.Inputs * (nint)_layout.Hidden1, weights, _layout.Hidden1, units + slot * (nint)_layout.Hidden1, _layout.Hidden1Registers);
            }
        }
    });

    /// <summary>Seconds that ∂W1 = xᵀδ1 takes for every minibatch.</summary>
    public double WeightGradient() => Seconds(thread =>
    {
        for (var batch = 0; batch < _schedule.BatchCount; batch++)
        {
            for (var item = 0; item < _columns.Items; item++)
                _columns.Multiply<TLane>(batch, item, _constants.Zeros, _units[thread].Pointer, _layout.Hidden1, _gradients[thread].Pointer, _layout.Hidden1Registers, _layout.Hidden1EndsInHalf);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _team.Dispose();
        _rows.Dispose();
    }

    private double Seconds(Action<int> work)
    {
        var clock = Stopwatch.StartNew();
        _team.Run(work);
        GC.KeepAlive(this);
        return clock.Elapsed.TotalSeconds;
    }

    private static AlignedArray<float> Random(long length, int seed)
    {
        var random = new Random(seed);
        var values = new AlignedArray<float>(length);
        foreach (ref var value in values.Span)
            value = (float)(0.2 * random.NextDouble() - 0.1);
        return values;
    }
}
