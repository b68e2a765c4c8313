using System.Runtime.CompilerServices;
using ILGPU;
using RrrGpu.Kernels.Ilgpu.Passes;

namespace RrrGpu.Kernels.Ilgpu.Tiled;

/// <summary>h at the entries that a list marks, and its product with W1, for a tile of rows whose v1 is in shared memory.</summary>
internal static class ListedExplanation
{
    /// <summary>h of the marked entries of a tile's rows, and h·W1 of four of them and four units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block Weighted(
        ArrayView<float> values,
        RowTile tile,
        EntryViews entries,
        BatchDescriptor batch,
        int first,
        int norm,
        float lambda,
        QuadMatrix weights,
        ModelMatrix h,
        int model,
        int row,
        int rows,
        int unit)
    {
        var rowsOfTile = tile.RowQuads * Quad.Count;
        var endOfEntries = entries.Offset(batch.FirstEntryOffset + IntrinsicMath.Min(first + rowsOfTile, batch.Rows));
        for (var entry = entries.Offset(batch.FirstEntryOffset + first) + Group.IdxX; entry < endOfEntries; entry += Group.DimX)
        {
            var r = entries.Row(entry) - first;
            var feature = entries.Feature(entry);
            Quad dot = default;
            for (var quad = 0; quad < tile.Hidden1Quads; quad++)
            {
                var w = weights[model, feature, quad];
                var v = quad * Quad.Count * rowsOfTile + r;
                dot.X += values[v] * w.X;
                dot.Y += values[v + rowsOfTile] * w.Y;
                dot.Z += values[v + 2 * rowsOfTile] * w.Z;
                dot.W += values[v + 3 * rowsOfTile] * w.W;
            }

            h[model, 0, entry - batch.FirstEntry] = Penalty.Derivative(norm, lambda, entries.Weight(entry), dot.Sum);
        }

        Group.Barrier();
        return OfEntries(entries, batch, row, rows, h, weights, model, unit);
    }

    /// <summary>
    /// Σ of h times rows of W1 over the marked entries of each of four rows, four units of it. The rows go side by side, so that
    /// their reads overlap; a row without an entry left adds nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block OfEntries(EntryViews entries, BatchDescriptor batch, int row, int rows, ModelMatrix h, QuadMatrix weights, int model, int unit)
    {
        var first0 = entries.Offset(batch.FirstEntryOffset + IntrinsicMath.Min(row, rows));
        var first1 = entries.Offset(batch.FirstEntryOffset + IntrinsicMath.Min(row + 1, rows));
        var first2 = entries.Offset(batch.FirstEntryOffset + IntrinsicMath.Min(row + 2, rows));
        var first3 = entries.Offset(batch.FirstEntryOffset + IntrinsicMath.Min(row + 3, rows));
        var end = entries.Offset(batch.FirstEntryOffset + IntrinsicMath.Min(row + 4, rows));
        var (count0, count1, count2, count3) = (first1 - first0, first2 - first1, first3 - first2, end - first3);
        var most = IntrinsicMath.Max(IntrinsicMath.Max(count0, count1), IntrinsicMath.Max(count2, count3));
        Block sum = default;
        for (var i = 0; i < most; i++)
        {
            // Where there is an entry at all, end − 1 is one.
            var (entry0, entry1) = (IntrinsicMath.Min(first0 + i, end - 1), IntrinsicMath.Min(first1 + i, end - 1));
            var (entry2, entry3) = (IntrinsicMath.Min(first2 + i, end - 1), IntrinsicMath.Min(first3 + i, end - 1));
            var (h0, h1) = (h[model, 0, entry0 - batch.FirstEntry], h[model, 0, entry1 - batch.FirstEntry]);
            var (h2, h3) = (h[model, 0, entry2 - batch.FirstEntry], h[model, 0, entry3 - batch.FirstEntry]);
            var (w0, w1) = (weights[model, entries.Feature(entry0), unit], weights[model, entries.Feature(entry1), unit]);
            var (w2, w3) = (weights[model, entries.Feature(entry2), unit], weights[model, entries.Feature(entry3), unit]);
            sum.R0.Add(i < count0 ? h0 : 0f, w0);
            sum.R1.Add(i < count1 ? h1 : 0f, w1);
            sum.R2.Add(i < count2 ? h2 : 0f, w2);
            sum.R3.Add(i < count3 ? h3 : 0f, w3);
        }

        return sum;
    }
}
