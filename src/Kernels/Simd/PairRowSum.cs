using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// Two sums at once that share the matrix rows they pick, otherwise like <see cref="QuadRowSum"/>. It is xᵀδ1 for two neighbouring
/// features: fewer of their values are zeros than of four. All of a row is taken in one go where it has no more than six registers, or six
/// and a half: what both sums have in a last one that is half padding shares a register.
/// </summary>
internal static unsafe class PairRowSum
{
    /// <summary>Sums at once.</summary>
    public const int Width = 2;

    // Twice six sums and one of halves, two weights and a register of R are the sixteen that there are.
    private const int MaxRegisters = 6;

    /// <summary>Computes the sums of all lists, two a list.</summary>
    /// <param name="lists">The lists, with two values an entry.</param>
    /// <param name="rows">R.</param>
    /// <param name="stride">From a row of R, y₀ and y to the next.</param>
    /// <param name="initial">y₀ of the first sum.</param>
    /// <param name="initialRow">From a sum's y₀ to the next: 0 starts all alike.</param>
    /// <param name="result">y of the first sum; may be <paramref name="initial"/>.</param>
    /// <param name="registers">Width in registers.</param>
    /// <param name="endsInHalf">Whether half of the last one is padding: zeros in R and y₀.</param>
    public static void Compute<TLane, TValues>(
        EntryLists lists, float* rows, nint stride, float* initial, nint initialRow, float* result, int registers, bool endsInHalf)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        // Read here, for the check whether it exists would cost the loop below its registers.
        var table = ByteValues.Table;
        var whole = endsInHalf && registers > 1 ? registers - 1 : registers;
        var panels = (whole + MaxRegisters - 1) / MaxRegisters;
        for (var done = 0; panels > 0; panels--)
        {
            // Panels as wide as one another.
            var panel = (whole - done + panels - 1) / panels;
            var offset = done * TLane.Count;
            if (panels == 1 && whole < registers)
                Panel<TLane, TValues, WithHalf>(panel, lists, table, rows + offset, stride, initial + offset, initialRow, result + offset);
            else
                Panel<TLane, TValues, WithoutHalf>(panel, lists, table, rows + offset, stride, initial + offset, initialRow, result + offset);
            done += panel;
        }
    }

    private static void Panel<TLane, TValues, THalf>(
        int registers, EntryLists lists, float* table, float* rows, nint stride, float* initial, nint initialRow, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
        where THalf : struct, IHalf
    {
        switch (registers)
        {
            case 1: Panel<TLane, TValues, Panel1, THalf>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 2: Panel<TLane, TValues, Panel2, THalf>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 3: Panel<TLane, TValues, Panel3, THalf>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 4: Panel<TLane, TValues, Panel4, THalf>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            case 5: Panel<TLane, TValues, Panel5, THalf>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
            default: Panel<TLane, TValues, Panel6, THalf>(lists.Counts, lists.Count, lists.Index, lists.Values, table, rows, stride, initial, initialRow, result); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLane, TValues, TPanel, THalf>(
        ushort* counts, int lists, ushort* index, byte* value, float* table, float* rows, nint stride, float* initial, nint initialRow, float* result)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
        where TPanel : struct, IPanel
        where THalf : struct, IHalf
    {
        var width = TLane.Count;
        var half = TPanel.Registers * width;
        for (var end = counts + lists; counts < end; counts++)
        {
            TLane a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero, a4 = TLane.Zero, a5 = TLane.Zero;
            TLane b1 = TLane.Zero, b2 = TLane.Zero, b3 = TLane.Zero, b4 = TLane.Zero, b5 = TLane.Zero;
            var halves = TLane.Zero;
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

            if (TPanel.Registers > 4)
            {
                a4 = TLane.Load(initial + 4 * width);
                b4 = TLane.Load(initial + initialRow + 4 * width);
            }

            if (TPanel.Registers > 5)
            {
                a5 = TLane.Load(initial + 5 * width);
                b5 = TLane.Load(initial + initialRow + 5 * width);
            }

            if (THalf.Included)
                halves = TLane.LoadHalves(initial + half, initial + initialRow + half);

            var last = index + *counts;
            while (index < last)
            {
                var row = rows + *index * stride;
                var v = TLane.Broadcast(TValues.At(value, 0, table));
                var w = TLane.Broadcast(TValues.At(value, 1, table));
                var r = TLane.Load(row);
                TLane.Accumulate(ref a0, v, r);
                TLane.Accumulate(ref b0, w, r);
                if (TPanel.Registers > 1)
                {
                    r = TLane.Load(row + width);
                    TLane.Accumulate(ref a1, v, r);
                    TLane.Accumulate(ref b1, w, r);
                }

                if (TPanel.Registers > 2)
                {
                    r = TLane.Load(row + 2 * width);
                    TLane.Accumulate(ref a2, v, r);
                    TLane.Accumulate(ref b2, w, r);
                }

                if (TPanel.Registers > 3)
                {
                    r = TLane.Load(row + 3 * width);
                    TLane.Accumulate(ref a3, v, r);
                    TLane.Accumulate(ref b3, w, r);
                }

                if (TPanel.Registers > 4)
                {
                    r = TLane.Load(row + 4 * width);
                    TLane.Accumulate(ref a4, v, r);
                    TLane.Accumulate(ref b4, w, r);
                }

                if (TPanel.Registers > 5)
                {
                    r = TLane.Load(row + 5 * width);
                    TLane.Accumulate(ref a5, v, r);
                    TLane.Accumulate(ref b5, w, r);
                }

                if (THalf.Included)
                    TLane.Accumulate(ref halves, TLane.Join(v, w), TLane.LoadTwice(row + half));
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

            if (TPanel.Registers > 4)
            {
                TLane.Store(a4, result + 4 * width);
                TLane.Store(b4, result + stride + 4 * width);
            }

            if (TPanel.Registers > 5)
            {
                TLane.Store(a5, result + 5 * width);
                TLane.Store(b5, result + stride + 5 * width);
            }

            if (THalf.Included)
                TLane.StoreHalves(halves, result + half, result + stride + half);

            initial += Width * initialRow;
            result += Width * stride;
        }
    }
}
