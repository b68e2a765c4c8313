using System.Runtime.Intrinsics;
using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels;

/// <summary>
/// Runs the passes on this machine's processors: AVX-512 or AVX2 where they have it, whatever the runtime offers where not.
/// The default where no GPU is found.
/// </summary>
public sealed class SimdEngine : IEngine
{
    /// <summary>The most threads that an engine takes.</summary>
    public const int MaxThreads = 1024;

    private readonly ThreadTeam _team;
    private readonly bool _wide;

    /// <summary>Opens the engine with registers as wide as the processor's.</summary>
    /// <param name="threads">Threads to use, up to <see cref="MaxThreads"/>; 0 takes one for each processor.</param>
    /// <exception cref="ArgumentException"><paramref name="threads"/> is negative or above the most.</exception>
    public SimdEngine(int threads = 0)
        : this(threads, Vector512.IsHardwareAccelerated)
    {
    }

    internal SimdEngine(int threads, bool wide)
    {
        Device = Describe(threads, wide);
        _wide = wide;
        _team = new ThreadTeam(Count(threads));
    }

    /// <inheritdoc/>
    public DeviceDescription Device { get; }

    /// <inheritdoc/>
    public IRowSet Upload(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new SimdRowSet(rows);
    }

    /// <inheritdoc/>
    public IEnsemble CreateEnsemble(
        ObjectiveDefinition objective,
        AdamSettings adam,
        IReadOnlyList<ModelSettings> models,
        IReadOnlyList<OptimizerState> initial)
    {
        return _wide
            ? new SimdEnsemble<Lane512>(_team, objective, adam, models, initial)
            : new SimdEnsemble<Lane256>(_team, objective, adam, models, initial);
    }

    /// <inheritdoc/>
    public void Dispose() => _team.Dispose();

    /// <summary>What an engine with so many threads calls itself, without opening one.</summary>
    /// <exception cref="ArgumentException"><paramref name="threads"/> is negative or above the most.</exception>
    public static DeviceDescription Describe(int threads = 0) => Describe(threads, Vector512.IsHardwareAccelerated);

    private static DeviceDescription Describe(int threads, bool wide)
    {
        if (threads is < 0 or > MaxThreads)
            throw new ArgumentException($"threads: expected 0 to {MaxThreads}, got {threads}");
        var count = Count(threads);
        return new("simd", DeviceKind.Simd, $"host SIMD, {Instructions(wide)}, {count} {(count == 1 ? "thread" : "threads")}", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, count) { MayChangeThread = true };
    }

    private static int Count(int threads) => threads == 0 ? Math.Min(Environment.ProcessorCount, MaxThreads) : threads;

    private static string Instructions(bool wide) => (wide, Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated) switch
    {
        (true, true, _) => "AVX-512",
        (_, _, true) => "AVX2",
        _ => Vector128.IsHardwareAccelerated ? "128-bit vectors" : "no vector instructions",
    };
}
