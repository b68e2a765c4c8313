using System.Runtime.Intrinsics;
using RrrGpu.Kernels.Simd;

namespace RrrGpu.Kernels;

/// <summary>
/// Runs the passes on this machine's processors: AVX-512 or AVX2 where they have it, whatever the runtime offers where not.
/// The default where no GPU is found.
/// </summary>
public sealed class SimdEngine : IEngine
{
    private readonly ThreadTeam _team;
    private readonly bool _wide;

    /// <summary>Opens the engine with registers as wide as the processor's.</summary>
    /// <param name="threads">Threads to use; 0 takes one for each processor.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is negative.</exception>
    public SimdEngine(int threads = 0)
        : this(threads, Vector512.IsHardwareAccelerated)
    {
    }

    internal SimdEngine(int threads, bool wide)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _wide = wide;
        _team = new ThreadTeam(threads == 0 ? Environment.ProcessorCount : threads);
        Device = new DeviceDescription("simd", DeviceKind.Simd, $"host SIMD, {Instructions(wide)}, {_team.Size} {(_team.Size == 1 ? "thread" : "threads")}");
    }

    /// <inheritdoc/>
    public DeviceDescription Device { get; }

    /// <inheritdoc/>
    public IRowSet Upload(LabeledRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new SimdRowSet(rows, _team);
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

    private static string Instructions(bool wide) => (wide, Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated) switch
    {
        (true, true, _) => "AVX-512",
        (_, _, true) => "AVX2",
        _ => Vector128.IsHardwareAccelerated ? "128-bit vectors" : "no vector instructions",
    };
}
