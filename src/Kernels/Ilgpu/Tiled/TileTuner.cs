using System.Diagnostics;
using System.Numerics;
using ILGPU;
using ILGPU.Runtime;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// Chooses how layer-1 products are tiled: on a GPU by running each of them with every tile that may suit it, once in the life of
/// a store. Only the time depends on the choice.
/// </summary>
/// <param name="device">What tells devices apart.</param>
/// <param name="guess">Chooses where nothing is measured, or no candidate runs.</param>
/// <param name="store">Where choices are kept; null to keep them for this process alone.</param>
/// <param name="measures">Whether anything is measured.</param>
internal sealed class TileTuner(string device, TileChooser guess, ITuningStore? store, bool measures)
{
    private const int Rounds = 3;

    /// <summary>Those that a device with groups of 256 threads and more chooses from; what is tiny is for the others.</summary>
    private static readonly TileKind[] Candidates = [TileKind.Small, TileKind.Medium, TileKind.Large];

    /// <summary>Kernels of another build may differ in speed.</summary>
    private static readonly string Build = typeof(TileTuner).Module.ModuleVersionId.ToString("N")[..8];

    private readonly Dictionary<string, TileKind> _chosen = [];
    private readonly Lock _lock = new();

    /// <summary>The tile for a product.</summary>
    /// <param name="product">Its name.</param>
    /// <param name="columnQuads">Unit quads of all models.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="depth">Terms of each sum.</param>
    /// <param name="run">Runs it by tiles of a kind until it is done, and changes nothing that is not computed again.</param>
    public TileKind Choose(string product, int columnQuads, int rows, int depth, Action<TileKind> run)
    {
        if (!measures)
            return guess.Choose(columnQuads, rows);

        // Up to twice as many models share a choice: ensembles shrink as models end.
        var columns = BitOperations.RoundUpToPowerOf2((uint)columnQuads);
        var key = $"{device} {Build} {product} {rows}x{columns}x{depth}";
        lock (_lock)
        {
            if (!_chosen.TryGetValue(key, out var tile))
            {
                tile = Remembered(key) ?? Measured(key, run) ?? guess.Choose(columnQuads, rows);
                _chosen.Add(key, tile);
            }

            return tile;
        }
    }

    private TileKind? Remembered(string key) =>
        Enum.TryParse<TileKind>(store?.Find(key), out var tile) && Candidates.Contains(tile) ? tile : null;

    private TileKind? Measured(string key, Action<TileKind> run)
    {
        var fastest = Fastest(run);
        if (fastest is { } tile)
            store?.Keep(key, tile.ToString());
        return fastest;
    }

    /// <summary>The fastest candidate; null where none runs.</summary>
    private static TileKind? Fastest(Action<TileKind> run)
    {
        // All are compiled before any is timed, and they take turns: a GPU's clock rises with its load.
        var running = Array.FindAll(Candidates, tile => Runs(tile, run));
        var best = new TimeSpan[running.Length];
        Array.Fill(best, TimeSpan.MaxValue);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < running.Length; i++)
            {
                var start = Stopwatch.GetTimestamp();
                run(running[i]);
                var elapsed = Stopwatch.GetElapsedTime(start);
                best[i] = elapsed < best[i] ? elapsed : best[i];
            }
        }

        return running.Length == 0 ? null : running[Array.IndexOf(best, best.Min())];
    }

    /// <summary>Whether a candidate compiles and launches here. It may ask for more registers or shared memory than there are.</summary>
    private static bool Runs(TileKind tile, Action<TileKind> run)
    {
        try
        {
            run(tile);
            return true;
        }
        catch (Exception e) when (e is AcceleratorException or InternalCompilerException or NotSupportedException)
        {
            Trace.TraceInformation($"{tile} tiles: {e.Message}");
            return false;
        }
    }
}
