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
            var row1 = weights.From(weights.Place(model, entries.Feature(entry), 0));
            Quad dot = default;
            var quad = 0;

            // Four at a time, so that their reads overlap.
            for (; quad + 3 < tile.Hidden1Quads; quad += 4)
            {
                var quads = row1.SubView(quad);
                var (w0, w1, w2, w3) = (quads[0], quads[1], quads[2], quads[3]);
                var units = values.SubView(r);
                AddProducts(ref dot, w0, units, 0, rowsOfTile);
                AddProducts(ref dot, w1, units, Quad.Count * rowsOfTile, rowsOfTile);
                AddProducts(ref dot, w2, units, 2 * Quad.Count * rowsOfTile, rowsOfTile);
                AddProducts(ref dot, w3, units, 3 * Quad.Count * rowsOfTile, rowsOfTile);
                r += 4 * Quad.Count * rowsOfTile;
            }

            for (; quad < tile.Hidden1Quads; quad++)
            {
                AddProducts(ref dot, row1[quad], values.SubView(r), 0, rowsOfTile);
                r += Quad.Count * rowsOfTile;
            }

            h[model, 0, entry - batch.FirstEntry] = Penalty.Derivative(norm, lambda, entries.Weight(entry), dot.Sum);
        }

        Group.Barrier();
        return OfEntries(entries, batch, row, rows, h, weights, model, unit);
    }

    /// <summary>Adds four units' products, each to a sum of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddProducts(ref Quad dot, Quad weights, ArrayView<float> units, int first, int pitch)
    {
        dot.X += units[first] * weights.X;
        dot.Y += units[first + pitch] * weights.Y;
        dot.Z += units[first + 2 * pitch] * weights.Z;
        dot.W += units[first + 3 * pitch] * weights.W;
    }

    /// <summary>
    /// Σ of h times rows of W1 over the marked entries of each of four rows, four units of it. The rows go side by side, so that
    /// their reads overlap; a row without an entry left adds nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Block OfEntries(EntryViews entries, BatchDescriptor batch, int row, int rows, ModelMatrix h, QuadMatrix weights, int model, int unit)
    {
        // By their numbers within the minibatch.
        var (offset, start) = (batch.FirstEntryOffset, batch.FirstEntry);
        var (first0, first1) = (entries.Offset(offset + IntrinsicMath.Min(row, rows)) - start, entries.Offset(offset + IntrinsicMath.Min(row + 1, rows)) - start);
        var (first2, first3) = (entries.Offset(offset + IntrinsicMath.Min(row + 2, rows)) - start, entries.Offset(offset + IntrinsicMath.Min(row + 3, rows)) - start);
        var end = entries.Offset(offset + IntrinsicMath.Min(row + 4, rows)) - start;
        var (count0, count1, count2, count3) = (first1 - first0, first2 - first1, first3 - first2, end - first3);
        var most = IntrinsicMath.Max(IntrinsicMath.Max(count0, count1), IntrinsicMath.Max(count2, count3));
        var (features, derivatives, columns) = (entries.FeaturesFrom(start), h.From(h.Place(model, 0, 0)), weights.From(weights.Place(model, 0, unit)));
        Block sum = default;
        for (var i = 0; i < most; i++)
        {
            // Where there is an entry at all, end − 1 is one.
            var (entry0, entry1) = (IntrinsicMath.Min(first0 + i, end - 1), IntrinsicMath.Min(first1 + i, end - 1));
            var (entry2, entry3) = (IntrinsicMath.Min(first2 + i, end - 1), IntrinsicMath.Min(first3 + i, end - 1));
            var (h0, h1, h2, h3) = (derivatives[entry0], derivatives[entry1], derivatives[entry2], derivatives[entry3]);
            var (w0, w1) = (columns[features[entry0] * weights.Columns], columns[features[entry1] * weights.Columns]);
            var (w2, w3) = (columns[features[entry2] * weights.Columns], columns[features[entry3] * weights.Columns]);
            sum.R0.Add(i < count0 ? h0 : 0f, w0);
            sum.R1.Add(i < count1 ? h1 : 0f, w1);
            sum.R2.Add(i < count2 ? h2 : 0f, w2);
            sum.R3.Add(i < count3 ? h3 : 0f, w3);
        }

        return sum;
    }
}
