using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using RrrGpu.Kernels.Ilgpu.Tiled;

namespace RrrGpu.Kernels.Ilgpu.Passes;

/// <summary>
/// hᵀv1 where an annotation is a list, for feature quads that have an entry, into the place of ∂W1, from where
/// <see cref="Layer1WeightUpdate{TInputs, TChunk, TTile}"/> adds it.
/// Shapes: h one value a marked entry, v1 B × H1, hᵀv1 D × H1.
/// A group of threads does four features that have entries, and up to 64 units. A thread sums 4 × 4 values over a slice of the rows:
/// marked entries are few and lie together, and were it one thread for all of them, the others of its warp would wait for it. It reads
/// a row's v1 once for all four features.
/// </summary>
internal sealed class ListedExplanationGradient
{
    private const int MaxUnitQuads = 16;

    private readonly int _unitQuads;
    private readonly Action<KernelConfig, Scope, EntryViews, ModelMatrix, QuadMatrix, QuadMatrix, int> _kernel;

    public ListedExplanationGradient(Accelerator accelerator)
    {
        _unitQuads = Math.Clamp(accelerator.MaxNumThreadsPerGroup / RowSlices.Count, 1, MaxUnitQuads);
        _kernel = accelerator.LoadStreamKernel<Scope, EntryViews, ModelMatrix, QuadMatrix, QuadMatrix, int>(Kernel);
    }

    /// <param name="scope">The minibatch, of penalised models with listed annotations.</param>
    /// <param name="entries">The marked entries.</param>
    /// <param name="h">h.</param>
    /// <param name="v1">v1.</param>
    /// <param name="gradient">Where hᵀv1 goes.</param>
    /// <param name="features">D.</param>
    public void Run(LaunchScope scope, EntryViews entries, ModelMatrix h, QuadMatrix v1, QuadMatrix gradient, int features)
    {
        if (scope.MaxMarkedTiles == 0)
            return;
        var groups = new Index3D(scope.MaxMarkedTiles, Launch.Tiles(v1.Columns, _unitQuads), scope.Models);
        _kernel(new KernelConfig(groups, new Index3D(_unitQuads, RowSlices.Count, 1)), scope.Views, entries, h, v1, gradient, features);
    }

    private static void Kernel(Scope scope, EntryViews entries, ModelMatrix h, QuadMatrix v1, QuadMatrix gradient, int features)
    {
        var partial = SharedMemory.Allocate1D<Quad>(RowSlices.Count * MaxUnitQuads * Quad.Count);
        var model = scope.Model;
        var batch = scope.Batch(model);
        var (slice, place) = (Group.IdxY, Group.IdxX);
        var unit = Grid.IdxY * Group.DimX + place;
        var sums = new SliceSums(partial, Group.DimX);

        // Another model may have more quads with entries. Groups that have none do nothing, but do not return: see PoclWorkarounds.
        var hasEntries = Grid.IdxX < batch.MarkedTiles;
        var featureQuad = hasEntries ? entries.MarkedTile(batch.FirstMarkedTile + Grid.IdxX) : 0;
        if (hasEntries)
            sums.Put(slice, place, OfSlice(entries, batch.FirstTileOffset, featureQuad, slice, h, v1, model, IntrinsicMath.Min(unit, v1.Columns - 1)));
        Group.Barrier();

        // From here on a thread's slice is one of the four features. The bias, if it is among them, has no entries and gets zero.
        var feature = featureQuad * Quad.Count + slice;
        if (hasEntries && unit < v1.Columns && feature <= features)
            gradient[model, feature, unit] = sums.Total(slice, place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block OfSlice(EntryViews entries, int firstTileOffset, int featureQuad, int slice, ModelMatrix h, QuadMatrix v1, int model, int unit)
    {
        var next = entries.TileOffset(firstTileOffset, featureQuad, slice);
        var end = entries.TileOffset(firstTileOffset, featureQuad, slice + 1);
        var (values, rows) = (h.From(h.Place(model, 0, 0)), v1.From(v1.Place(model, 0, unit)));
        Block sum = default;

        // Four rows at a time, added in their order: what is marked, and h and v1 there, are reads one behind the other, and those of four overlap.
        for (; next + 3 < end; next += 4)
        {
            var (entry0, entry1) = (entries.OfTile(next), entries.OfTile(next + 1));
            var (entry2, entry3) = (entries.OfTile(next + 2), entries.OfTile(next + 3));
            var (right0, right1) = (rows[entry0.Row * v1.Columns], rows[entry1.Row * v1.Columns]);
            var (right2, right3) = (rows[entry2.Row * v1.Columns], rows[entry3.Row * v1.Columns]);
            var (h0, h1, h2, h3) = (entry0.Values(values), entry1.Values(values), entry2.Values(values), entry3.Values(values));
            sum.Add(h0, right0);
            sum.Add(h1, right1);
            sum.Add(h2, right2);
            sum.Add(h3, right3);
        }

        for (; next < end; next++)
        {
            var entry = entries.OfTile(next);
            sum.Add(entry.Values(values), rows[entry.Row * v1.Columns]);
        }

        return sum;
    }
}
