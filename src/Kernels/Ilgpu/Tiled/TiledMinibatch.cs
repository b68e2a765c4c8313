namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>What the products of a minibatch are computed from and into.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Plan">The plan of their schedule.</param>
/// <param name="Scope">The minibatch, of all models.</param>
/// <param name="Work">Its activations and errors.</param>
internal readonly record struct TiledMinibatch(IlgpuRowSet Rows, BatchPlan Plan, LaunchScope Scope, TiledActivations Work)
{
    /// <summary>Queues the first layer's forward product.</summary>
    public void Run<TInputs>(ITiledLayer1Forward<TInputs> pass, TInputs inputs, QuadMatrix weights) =>
        pass.Run(Scope, Plan.SharesRows, Plan.Rows, inputs, Rows.Features, weights, Work.A1);

    /// <summary>Queues the first layer's weight gradient and update.</summary>
    public void Run<TInputs>(ILayer1WeightUpdate<TInputs> pass, TInputs inputs, QuadParameters parameters, UpdateRule rule) =>
        pass.Run(Scope, Plan.SharesRows, Plan.Rows, inputs, Rows.Features, Plan.Entries, Work.Error1, parameters, rule);
}
