using System.Diagnostics;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>
/// Chooses how layer-1 products are tiled: on a GPU by running each of them with every tile that may suit it, once in the life of
/// a store. Only the time depends on the choice.
/// </summary>
/// <param name="device">What tells devices apart.</param>
/// <param name="guess">What is chosen where nothing is measured, and what is tried first.</param>
/// <param name="store">Where choices are kept; null to keep them for this process alone.</param>
/// <param name="measures">Whether anything is measured.</param>
internal sealed class TileTuner(string device, TileChooser guess, ITuningStore? store, bool measures)
{
    private const int Repetitions = 3;

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
        var key = $"{device} {Build} {product} {rows}x{columnQuads}x{depth}";
        lock (_lock)
        {
            if (!_chosen.TryGetValue(key, out var tile))
                _chosen.Add(key, tile = Remembered(key) ?? Measure(key, run));
            return tile;
        }
    }

    private TileKind? Remembered(string key) =>
        Enum.TryParse<TileKind>(store?.Find(key), out var tile) && Candidates.Contains(tile) ? tile : null;

    private TileKind Measure(string key, Action<TileKind> run)
    {
        var best = Candidates.MinBy(tile =>
        {
            // The first run compiles.
            run(tile);
            var fastest = TimeSpan.MaxValue;
            for (var i = 0; i < Repetitions; i++)
            {
                var start = Stopwatch.GetTimestamp();
                run(tile);
                var elapsed = Stopwatch.GetElapsedTime(start);
                fastest = elapsed < fastest ? elapsed : fastest;
            }

            return fastest;
        });
        store?.Keep(key, best.ToString());
        return best;
    }
}
