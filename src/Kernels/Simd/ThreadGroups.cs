namespace RrrGpu.Kernels.Simd;

/// <summary>A team's threads in groups of as equal sizes as can be, one for each of fewer models than there are threads.</summary>
/// <param name="threads">The team's threads.</param>
/// <param name="groups">Groups, at most as many.</param>
/// <param name="most">The most threads of a group: beyond it one would have nothing to do but to be waited for.</param>
internal sealed class ThreadGroups(int threads, int groups, int most)
{
    /// <summary>The first thread of a group.</summary>
    public int First(int group) => (int)((long)threads * group / groups);

    /// <summary>Threads of a group.</summary>
    public int Size(int group) => Math.Min(First(group + 1) - First(group), most);

    /// <summary>A thread's group and its number in it; null where it has none.</summary>
    public (int Group, int Member)? Of(int thread)
    {
        for (var group = 0; group < groups; group++)
        {
            var member = thread - First(group);
            if (member >= 0 && member < Size(group))
                return (group, member);
        }

        return null;
    }
}
