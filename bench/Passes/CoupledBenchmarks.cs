using BenchmarkDotNet.Attributes;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Passes;

/// <summary>
/// Models that are to explain themselves differently: a training step on a minibatch of 256 rows, the mean over 32 steps, and the
/// penalty over all rows. Here h covers every input, so that three more products of layer 1 are dense.
/// </summary>
public class CoupledBenchmarks
{
    private readonly DecoyWorkload _workload = DecoyWorkload.Create();
    private IEngine _engine = null!;
    private IRowSet _rows = null!;
    private IEnsemble _ensemble = null!;

    /// <summary>The device's id.</summary>
    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "";

    /// <summary>Models that are coupled.</summary>
    [Params(2)]
    public int Models { get; set; }

    public static IEnumerable<string> Devices => BenchDevices.Chosen;

    [GlobalSetup]
    public void Open()
    {
        _engine = BenchDevices.Open(Device);
        _rows = _engine.Upload(_workload.Rows);
        _ensemble = _workload.CreateCoupledEnsemble(_engine, Models);
    }

    [GlobalCleanup]
    public void Close()
    {
        _ensemble.Dispose();
        _rows.Dispose();
        _engine.Dispose();
    }

    /// <summary>x·W1, xᵀδ1, and v1·W1ᵀ, h·W1, hᵀv1 in full.</summary>
    [Benchmark(OperationsPerInvoke = DecoyWorkload.Batches), Layer1Products(OverInputs = 2, Dense = 3)]
    public OptimizerState CoupledStep()
    {
        _ensemble.Train(_rows, _workload.Schedule, 0, DecoyWorkload.Batches);
        return _ensemble.ReadState(0);
    }

    /// <summary>The penalty: x·W1, v1·W1ᵀ.</summary>
    [Benchmark, Layer1Products(OverInputs = 1, Dense = 1, Rows = DecoyWorkload.Batches * DecoyWorkload.BatchSize)]
    public double Similarity() => _ensemble.Similarity(_rows);
}
