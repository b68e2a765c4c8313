using RrrGpu.Kernels;

namespace RrrGpu.Bench.KernelTimes;

/// <summary>What an engine does beside annotated steps: gradients, masks, evaluation, and models that a similarity penalty couples.</summary>
internal sealed class OtherPasses : IDisposable
{
    private const int Coupled = 2;
    private const float Cutoff = 0.67f;

    private readonly DecoyWorkload _workload;
    private readonly IRowSet _rows;
    private readonly IEnsemble _alone;
    private readonly IEnsemble _coupled;

    public OtherPasses(IEngine engine, DecoyWorkload workload)
    {
        _workload = workload;
        _rows = engine.Upload(workload.Rows);
        _alone = workload.CreateEnsemble(engine, 1, penalised: true);
        _coupled = workload.CreateCoupledEnsemble(engine, Coupled);
    }

    /// <summary>Runs each once.</summary>
    public void Run()
    {
        _alone.InputGradients(0, _rows, ExplainedScalar.LogSum);
        _alone.Masks(0, _rows, Cutoff);
        _alone.Evaluate(_rows, withAnnotations: true);
        _alone.LossGradients(_rows, _workload.Schedule, 0, LossGradientTerms.All);
        _coupled.Train(_rows, _workload.Schedule, 0, 1);
        _coupled.Similarity(_rows);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _coupled.Dispose();
        _alone.Dispose();
        _rows.Dispose();
    }
}
