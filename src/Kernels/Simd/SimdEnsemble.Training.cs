namespace RrrGpu.Kernels.Simd;

/// <content>Steps and their gradients.</content>
internal sealed unsafe partial class SimdEnsemble<TLane>
{
    public void Train(
        IRowSet rows,
        IReadOnlyList<RowSchedule> schedules,
        int firstBatch,
        int batchCount,
        CancellationToken cancellation = default)
    {
        var rowSet = Rows(rows);
        EnsembleArguments.RequireSchedules(schedules, ModelCount, _objective, rowSet.Rows, firstBatch, batchCount);
        EnsembleArguments.RequireAnnotations(_models.Select(static m => m.Settings.Annotation), rowSet.Rows.Inputs);
        if (_objective.Couples(_models.Length))
        {
            TrainCoupled(rowSet, schedules[0], firstBatch, batchCount, cancellation);
            GC.KeepAlive(this);
            cancellation.ThrowIfCancellationRequested();
            return;
        }

        var alone = _team.Size == 1 ? _models.Length : _models.Length / _team.Size * _team.Size;
        if (alone > 0)
            TrainSideBySide(rowSet, schedules, firstBatch, batchCount, alone, cancellation);
        for (var m = alone; m < _models.Length; m++)
            TrainTogether(StepsOfTeam(rowSet, ScheduleOf(schedules, m), _models[m]), firstBatch, batchCount, cancellation);
        GC.KeepAlive(this);
        cancellation.ThrowIfCancellationRequested();
    }

    public NetworkParameters[] LossGradients(IRowSet rows, IReadOnlyList<RowSchedule> schedules, int batch, LossGradientTerms terms)
    {
        var rowSet = Rows(rows);
        EnsembleArguments.RequireSchedules(schedules, ModelCount, _objective, rowSet.Rows, batch, 1);
        EnsembleArguments.RequireTerms(terms);
        EnsembleArguments.RequireAnnotations(_models.Select(static m => m.Settings.Annotation), rowSet.Rows.Inputs);
        if (_objective.Couples(_models.Length) && terms.HasFlag(LossGradientTerms.Similarity))
            return CoupledLossGradients(rowSet, schedules[0], batch, terms);
        var result = new NetworkParameters[_models.Length];
        for (var m = 0; m < _models.Length; m++)
        {
            var schedule = ScheduleOf(schedules, m);
            var gradient = new AlignedArray<float>(_layout.Length);
            var step = Step(_models[m], BatchWork(0, schedule.MaxBatchRows), rowSet, schedule, sharedBy: 1, terms, gradient.Pointer);
            step.Begin(batch, 0);
            RunAlone(step);
            result[m] = _layout.Read(gradient.Pointer);
            GC.KeepAlive(gradient);
        }

        return result;
    }

    private void TrainSideBySide(
        SimdRowSet rows, IReadOnlyList<RowSchedule> schedules, int firstBatch, int batchCount, int models, CancellationToken cancellation)
    {
        // Columns are prepared by the whole team, before its threads part.
        var steps = new ModelStep<TLane>[models];
        var workspaceSlots = schedules.Max(static s => s.MaxBatchRows);
        for (var m = 0; m < models; m++)
            steps[m] = Step(_models[m], BatchWork(m % _team.Size, workspaceSlots), rows, ScheduleOf(schedules, m), sharedBy: 1);
        _team.Run(thread =>
        {
            for (var m = thread; m < models; m += _team.Size)
            {
                for (var batch = 0; batch < batchCount && !cancellation.IsCancellationRequested; batch++)
                {
                    steps[m].Begin(firstBatch + batch, batch);
                    RunAlone(steps[m]);
                    steps[m].Count();
                }
            }
        });
    }

    private IStep[] StepsOfTeam(SimdRowSet rows, RowSchedule schedule, SimdModel model)
    {
        var work = BatchWork(0, schedule.MaxBatchRows);
        var steps = new IStep[_team.Size];
        for (var thread = 0; thread < steps.Length; thread++)
            steps[thread] = Step(model, work, rows, schedule, _team.Size);
        return steps;
    }

    /// <summary>Takes steps that the whole team shares, one for each of its threads.</summary>
    private void TrainTogether(IStep[] steps, int firstBatch, int batchCount, CancellationToken cancellation)
    {
        var barrier = new SpinBarrier(_team.Size);
        var rowItems = new WorkShares(_team.Size);
        var weightItems = new WorkShares(_team.Size);
        var stop = false;
        if (batchCount == 0)
            return;
        steps[0].Begin(firstBatch, 0);
        rowItems.Begin(steps[0].RowItems);
        _team.Run(thread =>
        {
            try
            {
                var step = steps[thread];
                for (var batch = 0; batch < batchCount && !Volatile.Read(ref stop); batch++)
                {
                    step.Begin(firstBatch + batch, batch);
                    if (thread == 0)
                        weightItems.Begin(step.WeightItems);
                    for (var item = rowItems.Take(thread); item >= 0; item = rowItems.Take(thread))
                        step.RunRows(item);
                    if (!barrier.Wait())
                        return;
                    if (thread == 0)
                    {
                        step.Count();
                        Volatile.Write(ref stop, cancellation.IsCancellationRequested);
                        rowItems.Begin(batch + 1 < batchCount ? step.RowItemsOf(firstBatch + batch + 1) : 0);
                    }

                    for (var item = weightItems.Take(thread); item >= 0; item = weightItems.Take(thread))
                        step.RunWeights(item);
                    if (!barrier.Wait())
                        return;
                }
            }
            catch
            {
                barrier.Break();
                throw;
            }
        });
    }

    private static void RunAlone(IStep step)
    {
        for (var item = 0; item < step.RowItems; item++)
            step.RunRows(item);
        for (var item = 0; item < step.WeightItems; item++)
            step.RunWeights(item);
    }

    private ModelStep<TLane> Step(
        SimdModel model,
        Workspace work,
        SimdRowSet rows,
        RowSchedule schedule,
        int sharedBy,
        LossGradientTerms terms = LossGradientTerms.All,
        float* gradient = null) =>
        new(model, work, _constants, rows, schedule, _team, _objective, _adam, sharedBy, terms, gradient);

    private static RowSchedule ScheduleOf(IReadOnlyList<RowSchedule> schedules, int model) =>
        schedules[schedules.Count == 1 ? 0 : model];
}
