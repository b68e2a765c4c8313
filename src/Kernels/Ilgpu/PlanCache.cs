namespace RrrGpu.Kernels.Ilgpu;

/// <summary>The last few <see cref="BatchPlan"/>s of an ensemble, found again by the identity of their schedules.</summary>
internal sealed class PlanCache(DeviceMemory memory) : IDisposable
{
    private const int Capacity = 4;

    private readonly LinkedList<(PlanKey Key, BatchPlan Plan)> _plans = [];

    /// <summary>The plan of <paramref name="key"/>, laid out where it is not at hand.</summary>
    /// <exception cref="DeviceMemoryException">There is not enough memory.</exception>
    public BatchPlan Find(PlanKey key, Func<BatchPlanLayout> layOut)
    {
        for (var node = _plans.First; node is not null; node = node.Next)
        {
            if (!node.Value.Key.Matches(key))
                continue;
            _plans.Remove(node);
            _plans.AddFirst(node);
            return node.Value.Plan;
        }

        while (_plans.Count >= Capacity)
        {
            _plans.Last!.Value.Plan.Dispose();
            _plans.RemoveLast();
        }

        var plan = new BatchPlan(memory, layOut());
        _plans.AddFirst((key, plan));
        return plan;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, plan) in _plans)
            plan.Dispose();
        _plans.Clear();
    }
}

/// <summary>What a plan depends on beside the ensemble's own annotations.</summary>
/// <param name="Schedules">The schedules, compared by identity.</param>
/// <param name="Rows">Rows of the data set.</param>
/// <param name="WithEntries">Whether marked entries are part of it.</param>
/// <param name="ForTraining">Whether it is for gradients: with the objective's reduction, and entries by feature.</param>
/// <param name="Inputs">The inputs, compared by identity, where they may be part of the plan.</param>
internal sealed record PlanKey(IReadOnlyList<RowSchedule> Schedules, int Rows, bool WithEntries, bool ForTraining, InputMatrix? Inputs = null)
{
    /// <summary>Whether a plan of <paramref name="other"/> serves for this key.</summary>
    public bool Matches(PlanKey other) =>
        Rows == other.Rows && WithEntries == other.WithEntries && ForTraining == other.ForTraining
        && ReferenceEquals(Inputs, other.Inputs)
        && Schedules.SequenceEqual(other.Schedules, ReferenceEqualityComparer.Instance);
}
