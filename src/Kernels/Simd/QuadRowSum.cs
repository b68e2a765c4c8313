using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Four sums at once that share the matrix rows they pick: y_r = y₀_r + Σ_e value_{e,r} · R[index_e] for r = 0…3, with zeros
/// among the values where a sum does not pick a row, for the many short lists of a tile. It is x·W1 for four rows of x, and
/// xᵀδ1 for four neighbouring features. With finite R, such zeros change no bit of a sum (but for a zero's sign).
/// </summary>
internal static unsafe class QuadRowSum
{
    /// <summary>Sums at once.</summary>
    public const int Width = 4;

    /// <summary>Computes the sums of all lists, four a list.</summary>
    /// <param name="lists">The lists, with four values an entry.</param>
    /// <param name="rows">R.</param>
    /// <param name="stride">From a row of R, y₀ and y to the next.</param>
    /// <param name="initial">y₀ of the first sum.</param>
    /// <param name="initialRow">From a sum's y₀ to the next: 0 starts all alike.</param>
    /// <param name="result">y of the first sum; may be <paramref name="initial"/>.</param>
    /// <param name="registers">Width in registers.</param>
    public static void Compute<TLane, TValues>(EntryLists lists, float* rows, nint stride, float* initial, nint initialRow, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        // Read here, for the check whether it exists would cost the loop below its registers.
        var table = ByteValues.Table;
        var done = 0;
        while (done < registers)
        {
            var offset = done * TLane.Count;
            // Two and two rather than three and one: a tile one register wide has too few chains to hide latency.
            switch (registers - done)
            {
                case 1:
                    Tiles<TLane, TValues, Panel1>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset);
                    done++;
                    break;
                case 2 or 4:
                    Tiles<TLane, TValues, Panel2>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset);
                    done += 2;
                    break;
                default:
                    Tiles<TLane, TValues, Panel3>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset);
                    done += 3;
                    break;
            }
        }
    }

    // Four sums by three registers: seven loads serve twelve multiply-adds, where a single sum needs a load for each. With the
    // three registers of R and one weight at a time this fills AVX2's sixteen registers exactly.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TLane, TValues, TPanel>(
        ushort* counts, int lists, ushort* index, byte* value, float* table, float* rows, nint stride, float* initial, nint initialRow, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
        where TPanel : struct, IPanel
    {
        for (var end = counts + lists; counts < end; counts++)
        {
            TLane a1 = TLane.Zero, a2 = TLane.Zero, b1 = TLane.Zero, b2 = TLane.Zero;
            TLane c1 = TLane.Zero, c2 = TLane.Zero, d1 = TLane.Zero, d2 = TLane.Zero;
            var width = TLane.Count;
            var a0 = TLane.Load(initial);
            var b0 = TLane.Load(initial + initialRow);
            var c0 = TLane.Load(initial + 2 * initialRow);
            var d0 = TLane.Load(initial + 3 * initialRow);
            if (TPanel.Registers > 1)
            {
                a1 = TLane.Load(initial + width);
                b1 = TLane.Load(initial + initialRow + width);
                c1 = TLane.Load(initial + 2 * initialRow + width);
                d1 = TLane.Load(initial + 3 * initialRow + width);
            }

            if (TPanel.Registers > 2)
            {
                a2 = TLane.Load(initial + 2 * width);
                b2 = TLane.Load(initial + initialRow + 2 * width);
                c2 = TLane.Load(initial + 2 * initialRow + 2 * width);
                d2 = TLane.Load(initial + 3 * initialRow + 2 * width);
            }

            var last = index + *counts;
            while (index < last)
            {
                var row = rows + *index * stride;
                index++;
                TLane r1 = TLane.Zero, r2 = TLane.Zero;
                var r0 = TLane.Load(row);
                if (TPanel.Registers > 1)
                    r1 = TLane.Load(row + width);
                if (TPanel.Registers > 2)
                    r2 = TLane.Load(row + 2 * width);

                var weight = TLane.Broadcast(TValues.At(value, 0, table));
                TLane.Accumulate(ref a0, weight, r0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref a1, weight, r1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref a2, weight, r2);
                weight = TLane.Broadcast(TValues.At(value, 1, table));
                TLane.Accumulate(ref b0, weight, r0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref b1, weight, r1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref b2, weight, r2);
                weight = TLane.Broadcast(TValues.At(value, 2, table));
                TLane.Accumulate(ref c0, weight, r0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref c1, weight, r1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref c2, weight, r2);
                weight = TLane.Broadcast(TValues.At(value, 3, table));
                TLane.Accumulate(ref d0, weight, r0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref d1, weight, r1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref d2, weight, r2);
                value += Width * TValues.Size;
            }

            TLane.Store(a0, result);
            TLane.Store(b0, result + stride);
            TLane.Store(c0, result + 2 * stride);
            TLane.Store(d0, result + 3 * stride);
            if (TPanel.Registers > 1)
            {
                TLane.Store(a1, result + width);
                TLane.Store(b1, result + stride + width);
                TLane.Store(c1, result + 2 * stride + width);
                TLane.Store(d1, result + 3 * stride + width);
            }

            if (TPanel.Registers > 2)
            {
                TLane.Store(a2, result + 2 * width);
                TLane.Store(b2, result + stride + 2 * width);
                TLane.Store(c2, result + 2 * stride + 2 * width);
                TLane.Store(d2, result + 3 * stride + 2 * width);
            }

            initial += Width * initialRow;
            result += Width * stride;
        }
    }
}
