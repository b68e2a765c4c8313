using BenchmarkDotNet.Attributes;
using RrrGpu.Kernels;

namespace RrrGpu.Bench.Passes;

/// <summary>
/// Each pass of one model at Decoy MNIST's shape, through the engine's interface: results come back to the host, as they do
/// for every caller. An operation is a minibatch of 256 rows for gradients and 8,192 rows for the others.
/// </summary>
public class PassBenchmarks
{
    private const int AllRows = DecoyWorkload.BatchSize * DecoyWorkload.Batches;

    private readonly DecoyWorkload _workload = DecoyWorkload.Create();
    private IEngine _engine = null!;
    private IRowSet _rows = null!;
    private IEnsemble _ensemble = null!;

    /// <summary>The device's id.</summary>
    [ParamsSource(nameof(Devices))]
    public string Device { get; set; } = "";

    public static IEnumerable<string> Devices => BenchDevices.Chosen;

    [GlobalSetup]
    public void Open()
    {
        _engine = BenchDevices.Open(Device);
        _rows = _engine.Upload(_workload.Rows);
        _ensemble = _workload.CreateEnsemble(_engine, models: 1, penalised: true);
    }

    [GlobalCleanup]
    public void Close()
    {
        _ensemble.Dispose();
        _rows.Dispose();
        _engine.Dispose();
    }

    /// <summary>Forward: x·W1.</summary>
    [Benchmark, Layer1Products(OverInputs = 1, Rows = AllRows)]
    public float[] Logits() => _ensemble.Logits(0, _rows);

    /// <summary>Forward and the input gradient of Σ log p_k: x·W1, v1·W1ᵀ.</summary>
    [Benchmark, Layer1Products(OverInputs = 1, Dense = 1, Rows = AllRows)]
    public float[] InputGradients() => _ensemble.InputGradients(0, _rows, ExplainedScalar.LogSum);

    /// <summary>Forward, the input gradient of p_max, and its marks: x·W1, v1·W1ᵀ.</summary>
    [Benchmark, Layer1Products(OverInputs = 1, Dense = 1, Rows = AllRows)]
    public FeatureMasks Masks() => _ensemble.Masks(0, _rows, 0.67f);

    /// <summary>Cross-entropy, λ₂ term and hits: x·W1.</summary>
    [Benchmark, Layer1Products(OverInputs = 1, Rows = AllRows)]
    public LossTerms[] Evaluate() => _ensemble.Evaluate(_rows, withAnnotations: false);

    /// <summary>As <see cref="Evaluate"/>, and the right-reasons term: x·W1, v1·W1ᵀ at the marked entries.</summary>
    [Benchmark, Layer1Products(OverInputs = 1, OverMarks = 1, Rows = AllRows)]
    public LossTerms[] EvaluateWithAnnotations() => _ensemble.Evaluate(_rows, withAnnotations: true);

    /// <summary>Forward and backward of cross-entropy: x·W1, xᵀδ1.</summary>
    [Benchmark, Layer1Products(OverInputs = 2)]
    public NetworkParameters[] CrossEntropyGradients() =>
        _ensemble.LossGradients(_rows, _workload.Schedule, 0, LossGradientTerms.CrossEntropy);

    /// <summary>Forward, input gradient and double backward: x·W1, xᵀδ1, and v1·W1ᵀ, h·W1, hᵀv1 at the marked entries.</summary>
    [Benchmark, Layer1Products(OverInputs = 2, OverMarks = 3)]
    public NetworkParameters[] RightReasonsGradients() =>
        _ensemble.LossGradients(_rows, _workload.Schedule, 0, LossGradientTerms.RightReasons);
}
