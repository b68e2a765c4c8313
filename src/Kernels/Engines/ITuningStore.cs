namespace RrrGpu.Kernels;

/// <summary>
/// Remembers from one process to the next what an engine has measured to be fastest. What is remembered changes the time
/// of a computation and none of its bits, so a store may forget or hold nonsense; the engine then measures again.
/// </summary>
public interface ITuningStore
{
    /// <summary>What was kept for <paramref name="key"/>; null where nothing was.</summary>
    string? Find(string key);

    /// <summary>Keeps <paramref name="value"/> for <paramref name="key"/>; must not throw where it cannot.</summary>
    void Keep(string key, string value);
}
