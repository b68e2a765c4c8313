using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// y_r = y₀_r + Σ_e value_{r,e} · R[index_{r,e}] for the many short lists r of a tile, which lie one behind the other. The loop
/// over lists is inside the kernel because a call a list would cost as much as a third of its entries.
/// </summary>
internal static unsafe class ListedRowSum
{
    /// <summary>The most registers that one call computes.</summary>
    public const int MaxRegisters = 8;

    /// <summary>Computes the sums of all lists.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="rows">R.</param>
    /// <param name="stride">From a row of R, y₀ and y to the next.</param>
    /// <param name="initial">y₀ of the first list.</param>
    /// <param name="initialRow">From a list's y₀ to the next: 0 starts all alike.</param>
    /// <param name="result">y of the first list; may be <paramref name="initial"/>.</param>
    /// <param name="registers">Width in registers, up to <see cref="MaxRegisters"/>.</param>
    public static void Compute<TLane, TValues>(EntryLists lists, float* rows, nint stride, float* initial, nint initialRow, float* result, int registers)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        // Read here, for the check whether it exists would cost the loop below its registers.
        var table = ByteValues.Table;
        switch (registers)
        {
            case 1: Panel<TLane, TValues, Panel1>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 2: Panel<TLane, TValues, Panel2>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 3: Panel<TLane, TValues, Panel3>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 4: Panel<TLane, TValues, Panel4>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 5: Panel<TLane, TValues, Panel5>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 6: Panel<TLane, TValues, Panel6>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 7: Panel<TLane, TValues, Panel7>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            default: Panel<TLane, TValues, Panel8>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
        }
    }

    // As in WeightedRowSum, an entry costs one load and one fused multiply-add a register; here its loads come from the
    // first-level cache, for a tile's rows of R fit there.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLane, TValues, TPanel>(
        ushort* counts, int lists, ushort* index, byte* value, float* table, float* rows, nint stride, float* initial, nint initialRow, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
        where TPanel : struct, IPanel
    {
        var width = TLane.Count;
        // From the middle of a row every offset fits a byte. The loop over entries then takes 80 bytes, two lines of the cache of
        // decoded instructions wherever it begins; with three lines it takes a sixth longer.
        rows += 3 * width;
        for (var end = counts + lists; counts < end; counts++)
        {
            TLane a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
            TLane a4 = TLane.Zero, a5 = TLane.Zero, a6 = TLane.Zero, a7 = TLane.Zero;
            var a0 = TLane.Load(initial);
            if (TPanel.Registers > 1)
                a1 = TLane.Load(initial + width);
            if (TPanel.Registers > 2)
                a2 = TLane.Load(initial + 2 * width);
            if (TPanel.Registers > 3)
                a3 = TLane.Load(initial + 3 * width);
            if (TPanel.Registers > 4)
                a4 = TLane.Load(initial + 4 * width);
            if (TPanel.Registers > 5)
                a5 = TLane.Load(initial + 5 * width);
            if (TPanel.Registers > 6)
                a6 = TLane.Load(initial + 6 * width);
            if (TPanel.Registers > 7)
                a7 = TLane.Load(initial + 7 * width);

            var last = index + *counts;
            while (index < last)
            {
                var row = rows + *index * stride;
                var weight = TLane.Broadcast(TValues.At(value, 0, table));
                index++;
                value += TValues.Size;
                TLane.Accumulate(ref a0, weight, row + -3 * width);
                if (TPanel.Registers > 1)
                    TLane.Accumulate(ref a1, weight, row + -2 * width);
                if (TPanel.Registers > 2)
                    TLane.Accumulate(ref a2, weight, row + -1 * width);
                if (TPanel.Registers > 3)
                    TLane.Accumulate(ref a3, weight, row);
                if (TPanel.Registers > 4)
                    TLane.Accumulate(ref a4, weight, row + width);
                if (TPanel.Registers > 5)
                    TLane.Accumulate(ref a5, weight, row + 2 * width);
                if (TPanel.Registers > 6)
                    TLane.Accumulate(ref a6, weight, row + 3 * width);
                if (TPanel.Registers > 7)
                    TLane.Accumulate(ref a7, weight, row + 4 * width);
            }

            TLane.Store(a0, result);
            if (TPanel.Registers > 1)
                TLane.Store(a1, result + width);
            if (TPanel.Registers > 2)
                TLane.Store(a2, result + 2 * width);
            if (TPanel.Registers > 3)
                TLane.Store(a3, result + 3 * width);
            if (TPanel.Registers > 4)
                TLane.Store(a4, result + 4 * width);
            if (TPanel.Registers > 5)
                TLane.Store(a5, result + 5 * width);
            if (TPanel.Registers > 6)
                TLane.Store(a6, result + 6 * width);
            if (TPanel.Registers > 7)
                TLane.Store(a7, result + 7 * width);
            initial += initialRow;
            result += stride;
        }
    }
}
