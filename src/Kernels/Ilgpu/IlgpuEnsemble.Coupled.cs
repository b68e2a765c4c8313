using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu;

/// <content>Models that a similarity penalty couples: h covers every feature of every row.</content>
internal sealed partial class IlgpuEnsemble
{
    private CoupledWorkspace? _coupled;

    /// <inheritdoc/>
    public double Similarity(IRowSet rows)
    {
        var own = RequireRows(rows, withAnnotations: false);
        if (!_objective.Couples(ModelCount))
            return 0;
        var plan = ChunkPlan(own, ModelCount, Shape.Inputs + ModelCount, withEntries: false);
        var work = EvaluationWorkspace(plan);
        using var explanations = new CoupledWorkspace(_memory, ModelCount, work.Rows, Shape.Inputs, withDerivative: false);
        var gram = new double[ModelCount * ModelCount];
        var sum = 0.0;
        for (var batch = 0; batch < plan.BatchCount; batch++)
        {
            var all = plan.Scope(batch, _allModels, ModelCount);
            Forward(own, plan, all, work);
            _passes.Softmax.Run(all, plan.Rows, own.Labels, _constants, work.Z, work.P, work.Error);
            Explain(own, plan, all, work, (int)_objective.Explained, _objective.Class);
            _passes.InputGradient.Run(all, work.V1, _layout.W1(_parameters), explanations.Gradient);
            _passes.Similarity.RunGram(all, explanations.Gradient, explanations.Gram);
            var values = _memory.Read(explanations.GramValues, ModelCount * work.Rows * ModelCount);
            for (var row = 0; row < plan.RowsOf(batch); row++)
            {
                for (var model = 0; model < ModelCount; model++)
                {
                    for (var other = 0; other < ModelCount; other++)
                        gram[model * ModelCount + other] = values[(model * work.Rows + row) * ModelCount + other];
                }

                sum += RowSimilarity.Value(gram, ModelCount, _objective.Similarity!.Epsilon);
            }
        }

        return _objective.Similarity!.Weight * sum;
    }

    /// <summary>Queues everything from the rows of a minibatch to the gradient of every model, with the similarity penalty.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="plan">The plan of the schedule.</param>
    /// <param name="batch">The minibatch.</param>
    /// <param name="work">The workspace.</param>
    /// <param name="terms">What the gradient covers beside the similarity penalty.</param>
    private void CoupledGradients(IlgpuRowSet rows, BatchPlan plan, int batch, Workspace work, CoupledConstants terms)
    {
        var all = plan.Scope(batch, _allModels, ModelCount);
        var (w1, w2, w3) = (_layout.W1(_parameters), _layout.W2(_parameters), _layout.W3(_parameters));
        var explanations = RequireCoupledWorkspace(work.Rows);
        Forward(rows, plan, all, work);
        _passes.Softmax.Run(all, plan.Rows, rows.Labels, terms.Dense, work.Z, work.P, work.Error);
        Explain(rows, plan, all, work, (int)_objective.Explained, _objective.Class);
        _passes.InputGradient.Run(all, work.V1, w1, explanations.Gradient);
        _passes.Similarity.Run(all, explanations.Gradient, explanations.Gram, explanations.Coefficients, explanations.H, _objective.Similarity!);
        if (terms.Penalised > 0)
        {
            var penalised = plan.Scope(batch, _penalisedModels, terms.Penalised);
            _passes.AnnotatedInputGradient.Run(penalised, plan.Entries, terms.Dense, work.V1, w1, work.Penalties, _objective.Norm, derivative: true);
            _passes.EntryScatter.Run(penalised, plan.Entries, work.Penalties, explanations.H);
        }

        _passes.DenseForward.Run(all, explanations.H, w1, work.A1, work.U1, DenseOutput.Gated);
        _passes.DenseForward.Run(all, work.U1, w2, work.A2, work.U2, DenseOutput.Gated);
        _passes.DenseForward.Run(all, work.U2, w3, work.Z, work.U, DenseOutput.Linear);
        _passes.LogitError.Run(all, work.P, work.U, work.Target, work.Error, _objective.Explained);

        Backward3(all, work, work.Error, work.Error2);
        Backward2(all, work, work.Error2, work.Error1);
        _passes.DenseWeightGradient.Run(all, terms.Dense, work.A2, work.Error, work.U2, work.C, w3, _layout.W3(_gradient));
        _passes.DenseWeightGradient.Run(all, terms.Dense, work.A1, work.Error2, work.U1, work.V2, w2, _layout.W2(_gradient));
        _passes.Layer1WeightGradient(all, plan, rows, terms.WithoutEntries, work, work.Penalties, w1, _layout.W1(_gradient));
        _passes.ExplanationWeightGradient.Run(all, explanations.H, work.V1, _layout.W1(_gradient));
    }

    /// <summary>What <see cref="CoupledGradients"/> needs for a gradient of <paramref name="terms"/>; null where nothing couples the models.</summary>
    private CoupledConstants? Coupled(LossGradientTerms terms) =>
        _objective.Couples(ModelCount) && terms.HasFlag(LossGradientTerms.Similarity)
            ? new CoupledConstants(_memory, Constants(terms), terms.HasFlag(LossGradientTerms.RightReasons) ? _penalisedCount : 0)
            : null;

    private CoupledWorkspace RequireCoupledWorkspace(int rows)
    {
        if (_coupled is null || _coupled.Rows < rows)
        {
            _coupled?.Dispose();
            _coupled = null;
            _coupled = new CoupledWorkspace(_memory, ModelCount, rows, Shape.Inputs, withDerivative: true);
        }

        return _coupled;
    }
}
