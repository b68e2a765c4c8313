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
            var weight = weights.Place(model, feature, 0);
            Quad dot = default;
            var quad = 0;

            // Four at a time, so that their reads overlap.
            for (; quad + 3 < tile.Hidden1Quads; quad += 4)
            {
                var (w0, w1, w2, w3) = (weights.At(weight), weights.At(weight + 1), weights.At(weight + 2), weights.At(weight + 3));
                AddProducts(ref dot, w0, values, r, rowsOfTile);
                AddProducts(ref dot, w1, values, r + Quad.Count * rowsOfTile, rowsOfTile);
                AddProducts(ref dot, w2, values, r + 2 * Quad.Count * rowsOfTile, rowsOfTile);
                AddProducts(ref dot, w3, values, r + 3 * Quad.Count * rowsOfTile, rowsOfTile);
                weight += 4;
                r += 4 * Quad.Count * rowsOfTile;
            }

            for (; quad < tile.Hidden1Quads; quad++)
            {
                AddProducts(ref dot, weights.At(weight), values, r, rowsOfTile);
                weight++;
                r += Quad.Count * rowsOfTile;
            }

            h[model, 0, entry - batch.FirstEntry] = Penalty.Derivative(norm, lambda, entries.Weight(entry), dot.Sum);
        }

        Group.Barrier();
        return OfEntries(entries, batch, row, rows, h, weights, model, unit);
    }

    /// <summary>Adds four units' products, each to a sum of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(ref Quad dot, Quad weights, ArrayView<float> values, int first, int pitch)
    {
        var units = values.SubView(first);
        dot.X += units[0] * weights.X;
        dot.Y += units[pitch] * weights.Y;
        dot.Z += units[2 * pitch] * weights.Z;
        dot.W += units[3 * pitch] * weights.W;
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
        var (ofH, ofWeights) = (h.Place(model, 0, 0) - batch.FirstEntry, weights.Place(model, 0, unit));
        Block sum = default;
        for (var i = 0; i < most; i++)
        {
            // Where there is an entry at all, end − 1 is one.
            var (entry0, entry1) = (IntrinsicMath.Min(first0 + i, end - 1), IntrinsicMath.Min(first1 + i, end - 1));
            var (entry2, entry3) = (IntrinsicMath.Min(first2 + i, end - 1), IntrinsicMath.Min(first3 + i, end - 1));
            var (h0, h1, h2, h3) = (h.At(ofH + entry0), h.At(ofH + entry1), h.At(ofH + entry2), h.At(ofH + entry3));
            var (w0, w1) = (weights.At(ofWeights + entries.Feature(entry0) * weights.Columns), weights.At(ofWeights + entries.Feature(entry1) * weights.Columns));
            var (w2, w3) = (weights.At(ofWeights + entries.Feature(entry2) * weights.Columns), weights.At(ofWeights + entries.Feature(entry3) * weights.Columns));
            sum.R0.Add(i < count0 ? h0 : 0f, w0);
            sum.R1.Add(i < count1 ? h1 : 0f, w1);
            sum.R2.Add(i < count2 ? h2 : 0f, w2);
            sum.R3.Add(i < count3 ? h3 : 0f, w3);
        }

        return sum;
    }
}
