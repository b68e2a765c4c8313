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
        TrainInGroups(rowSet, schedules, firstBatch, batchCount, alone, cancellation);
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

    /// <summary>
    /// Trains the models from <paramref name="first"/> on, fewer than the team has threads, at the same time, each by a group of
    /// threads. The whole team for one after the other would take longer: the more threads share a step, the more they wait.
    /// </summary>
    private void TrainInGroups(
        SimdRowSet rows, IReadOnlyList<RowSchedule> schedules, int firstBatch, int batchCount, int first, CancellationToken cancellation)
    {
        if (first == _models.Length || batchCount == 0)
            return;
        var mostRows = schedules.Max(static schedule => schedule.MaxBatchRows);
        var groups = new ThreadGroups(_team.Size, _models.Length - first, (mostRows + RowPass<TLane>.BlockRows - 1) / RowPass<TLane>.BlockRows);
        var training = new SharedSteps[_models.Length - first];
        for (var group = 0; group < training.Length; group++)
        {
            var (model, schedule, work) = (_models[first + group], ScheduleOf(schedules, first + group), BatchWork(groups.First(group), mostRows));
            var steps = new IStep[groups.Size(group)];
            for (var member = 0; member < steps.Length; member++)
                steps[member] = Step(model, work, rows, schedule, steps.Length);
            training[group] = new(steps, firstBatch, batchCount);
        }

        _team.Run(thread =>
        {
            if (groups.Of(thread) is var (group, member))
                training[group].Run(member, cancellation);
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
