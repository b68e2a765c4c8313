namespace RrrGpu.Kernels.Simd;

/// <content>Models that a similarity penalty couples.</content>
internal sealed unsafe partial class SimdEnsemble<TLane>
{
    private Workspace[] _coupledWork = [];

    public double Similarity(IRowSet rows)
    {
        var rowSet = Rows(rows);
        if (!_objective.Couples(_models.Length))
            return 0;
        var head = new ExplainedHead(_objective.Explained, _objective.Class, Shape.Classes);
        var tiles = rowSet.TilesToEvaluate(RowPass<TLane>.BlockRows, _layout, _team);
        var transposed = Array.ConvertAll(_models, static model => new TransposedW1(model));
        var blocks = Array.ConvertAll(_blockWork, _ => new ExplanationBlock<TLane>(_models.Length, _layout));
        var passes = Array.ConvertAll(_blockWork, work =>
            Array.ConvertAll(_models, model => new RowPass<TLane>(model, work, _constants, rowSet, tiles, null)));
        var values = new double[rowSet.Rows.Count];
        ForEachBlock(values.Length, RowPass<TLane>.BlockRows, (thread, blockRows) =>
        {
            for (var m = 0; m < _models.Length; m++)
            {
                var pass = passes[thread][m];
                pass.Forward(0, blockRows);
                pass.Seed(0, blockRows, head);
                pass.GradientPath(0, blockRows.Length);
                pass.GradientInFull(0, blockRows.Length, transposed[m].Pointer, blocks[thread].Gradients(m));
            }

            for (var i = 0; i < blockRows.Length; i++)
                values[blockRows[i]] = blocks[thread].Similarity(i, _objective.Similarity!.Epsilon);
        });
        GC.KeepAlive(this);
        return _objective.Similarity!.Weight * Sum(values);
    }

    private void TrainCoupled(SimdRowSet rows, RowSchedule schedule, int firstBatch, int batchCount, CancellationToken cancellation)
    {
        if (batchCount == 0)
            return;
        var models = Coupled(schedule);
        var steps = new IStep[_team.Size];
        for (var thread = 0; thread < steps.Length; thread++)
            steps[thread] = new CoupledStep<TLane>(models, _constants, rows, schedule, _team, _objective, _adam);
        var training = new SharedSteps(steps, firstBatch, batchCount);
        _team.Run(thread => training.Run(thread, cancellation));
        GC.KeepAlive(models);
    }

    private NetworkParameters[] CoupledLossGradients(SimdRowSet rows, RowSchedule schedule, int batch, LossGradientTerms terms)
    {
        var gradients = Array.ConvertAll(_models, _ => new AlignedArray<float>(_layout.Length));
        var step = new CoupledStep<TLane>(Coupled(schedule), _constants, rows, schedule, _team, _objective, _adam, terms, gradients);
        step.Begin(batch, 0);
        RunAlone(step);
        var result = Array.ConvertAll(gradients, gradient => _layout.Read(gradient.Pointer));
        GC.KeepAlive(step);
        return result;
    }

    private CoupledModels Coupled(RowSchedule schedule)
    {
        if (_coupledWork.Length == 0 || _coupledWork[0].Slots < schedule.MaxBatchRows)
            _coupledWork = Array.ConvertAll(_models, _ => new Workspace(_layout, schedule.MaxBatchRows));
        return new CoupledModels(_models, _coupledWork, schedule.MaxBatchRows);
    }
}
