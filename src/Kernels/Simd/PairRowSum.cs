using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Two sums at once that share the matrix rows they pick, otherwise like <see cref="QuadRowSum"/>. It is xᵀδ1 for two neighbouring
/// features: fewer of their values are zeros than of four.
/// </summary>
internal static unsafe class PairRowSum
{
    /// <summary>Sums at once.</summary>
    public const int Width = 2;

    // Twice four sums, four registers of R and two weights; with seven the just-in-time compiler would keep sums in memory.
    private const int MaxRegisters = 4;

    /// <summary>Computes the sums of all lists, two a list.</summary>
    /// <param name="lists">The lists, with two values an entry.</param>
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
        for (var done = 0; done < registers;)
        {
            var offset = done * TLane.Count;
            // Panels as wide as one another.
            var panels = (registers - done + MaxRegisters - 1) / MaxRegisters;
            var panel = (registers - done + panels - 1) / panels;
            switch (panel)
            {
                case 1: Panel<TLane, TValues, Panel1>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset); break;
                case 2: Panel<TLane, TValues, Panel2>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset); break;
                case 3: Panel<TLane, TValues, Panel3>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset); break;
                default: Panel<TLane, TValues, Panel4>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows + offset, stride, initial + offset, initialRow, result + offset); break;
            }

            done += panel;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLane, TValues, TPanel>(
        ushort* counts, int lists, ushort* index, byte* value, float* table, float* rows, nint stride, float* initial, nint initialRow, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
        where TPanel : struct, IPanel
    {
        var width = TLane.Count;
        for (var end = counts + lists; counts < end; counts++)
        {
            TLane a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
            TLane b1 = TLane.Zero, b2 = TLane.Zero, b3 = TLane.Zero;
            var a0 = TLane.Load(initial);
            var b0 = TLane.Load(initial + initialRow);
            if (TPanel.Registers > 1)
            {
                a1 = TLane.Load(initial + width);
                b1 = TLane.Load(initial + initialRow + width);
            }

            if (TPanel.Registers > 2)
            {
                a2 = TLane.Load(initial + 2 * width);
                b2 = TLane.Load(initial + initialRow + 2 * width);
            }

            if (TPanel.Registers > 3)
            {
                a3 = TLane.Load(initial + 3 * width);
                b3 = TLane.Load(initial + initialRow + 3 * width);
            }

            var last = index + *counts;
            while (index < last)
            {
                var row = rows + *index * stride;
                TLane r1 = TLane.Zero, r2 = TLane.Zero, r3 = TLane.Zero;
                var r0 = TLane.Load(row);
                if (TPanel.Registers > 1)
                    r1 = TLane.Load(row + width);
                if (TPanel.Registers > 2)
                    r2 = TLane.Load(row + 2 * width);
                if (TPanel.Registers > 3)
                    r3 = TLane.Load(row + 3 * width);

                var weight = TLane.Broadcast(TValues.At(value, 0, table));
                TLane.Accumulate(ref a0, weight, r0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref a1, weight, r1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref a2, weight, r2);
                if (TPanel.Registers > 3)
                    TLane.Accumulate(ref a3, weight, r3);
                weight = TLane.Broadcast(TValues.At(value, 1, table));
                TLane.Accumulate(ref b0, weight, r0);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref b1, weight, r1);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref b2, weight, r2);
                if (TPanel.Registers > 3)
                    TLane.Accumulate(ref b3, weight, r3);
                index++;
                value += Width * TValues.Size;
            }

            TLane.Store(a0, result);
            TLane.Store(b0, result + stride);
            if (TPanel.Registers > 1)
            {
                TLane.Store(a1, result + width);
                TLane.Store(b1, result + stride + width);
            }

            if (TPanel.Registers > 2)
            {
                TLane.Store(a2, result + 2 * width);
                TLane.Store(b2, result + stride + 2 * width);
            }

            if (TPanel.Registers > 3)
            {
                TLane.Store(a3, result + 3 * width);
                TLane.Store(b3, result + stride + 3 * width);
            }

            initial += Width * initialRow;
            result += Width * stride;
        }
    }
}
