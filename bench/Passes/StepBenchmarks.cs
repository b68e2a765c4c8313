using BenchmarkDotNet.Attributes;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Passes;

/// <summary>
/// A training step on a minibatch of 256 rows at Decoy MNIST's shape, Adam included: the mean over 32 steps, after which the
/// state of one model is read so that the device has finished.
/// </summary>
public class StepBenchmarks
{
    private readonly DecoyWorkload _workload = DecoyWorkload.Create();
    private IEngine _engine = null!;
    private IRowSet _rows = null!;
    private IEnsemble _plain = null!;
    private IEnsemble _penalised = null!;

    /// <summary>The device's id.</summary>
    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "";

    /// <summary>Models trained together; times are of the whole ensemble's step.</summary>
    [Params(1, 16)]
    public int Models { get; set; }

    public static IEnumerable<string> Devices => BenchDevices.Chosen;

    [GlobalSetup]
    public void Open()
    {
        _engine = BenchDevices.Open(Device);
        _rows = _engine.Upload(_workload.Rows);
        _plain = _workload.CreateEnsemble(_engine, Models, penalised: false);
        _penalised = _workload.CreateEnsemble(_engine, Models, penalised: true);
    }

    [GlobalCleanup]
    public void Close()
    {
        _penalised.Dispose();
        _plain.Dispose();
        _rows.Dispose();
        _engine.Dispose();
    }

    /// <summary>A=0: x·W1, xᵀδ1.</summary>
    [Benchmark(OperationsPerInvoke = DecoyWorkload.Batches), Layer1Products(OverInputs = 2)]
    public OptimizerState PlainStep() => TakeSteps(_plain);

    /// <summary>Annotated: x·W1, xᵀδ1, and v1·W1ᵀ, h·W1, hᵀv1 at the marked entries.</summary>
    [Benchmark(OperationsPerInvoke = DecoyWorkload.Batches), Layer1Products(OverInputs = 2, OverMarks = 3)]
    public OptimizerState RightReasonsStep() => TakeSteps(_penalised);

    private OptimizerState TakeSteps(IEnsemble ensemble)
    {
        ensemble.Train(_rows, _workload.Schedule, 0, DecoyWorkload.Batches);
        return ensemble.ReadState(0);
    }
}
