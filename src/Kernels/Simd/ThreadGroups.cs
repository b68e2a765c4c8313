namespace RrrGpu.Kernels.Simd;

/// <summary>A team's threads in groups of as equal sizes as can be, one for each of fewer models than there are threads.</summary>
/// <param name="threads">The team's threads.</param>
/// <param name="groups">Groups, at most as many.</param>
internal sealed class ThreadGroups(int threads, int groups)
{
    /// <summary>The first thread of a group.</summary>
    public int First(int group) => (int)((long)threads * group / groups);

    /// <summary>Threads of a group.</summary>
    public int Size(int group) => First(group + 1) - First(group);

    /// <summary>A thread's group and its number in it.</summary>
    public (int Group, int Member) Of(int thread)
    {
        var group = 0;
        while (First(group + 1) <= thread)
            group++;
        return (group, thread - First(group));
    }
}
