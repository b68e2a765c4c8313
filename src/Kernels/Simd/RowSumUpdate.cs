using System.Runtime.CompilerServices;

namespace RrrGpu.Kernels.Simd;

/// <summary>
/// A step of Adam on many short rows of θ whose gradients are y_r = y₀_r + Σ_e value_{r,e} · R[index_{r,e}], as in
/// <see cref="ListedRowSum"/>. It is xᵀδ1 and the step on W1 in one: a processor divides and takes roots while it fetches and
/// multiplies for the next row, and waits less where a list ends.
/// </summary>
internal static unsafe class RowSumUpdate
{
    /// <summary>Updates a row of θ for each list.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="rows">R.</param>
    /// <param name="stride">From a row of R, y₀, θ, m and v to the next.</param>
    /// <param name="initial">y₀ of the first list; null starts all from zero.</param>
    /// <param name="step">The step, and the rows of θ that it is taken on.</param>
    /// <param name="registers">Width in registers.</param>
    public static void Compute<TLane, TValues>(
        EntryLists lists, float* rows, nint stride, float* initial, in RowStep step, int registers)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
    {
        for (var done = 0; done < registers;)
        {
            var offset = done * TLane.Count;
            var panel = Math.Min(ListedRowSum.MaxRegisters, registers - done);
            switch (panel)
            {
                case 1: Panel<TLane, TValues, Panel1>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                case 2: Panel<TLane, TValues, Panel2>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                case 3: Panel<TLane, TValues, Panel3>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                case 4: Panel<TLane, TValues, Panel4>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                case 5: Panel<TLane, TValues, Panel5>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                case 6: Panel<TLane, TValues, Panel6>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                case 7: Panel<TLane, TValues, Panel7>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
                default: Panel<TLane, TValues, Panel8>(lists, rows + offset, stride, initial is null ? null : initial + offset, step.From(offset)); break;
            }

            done += panel;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Panel<TLane, TValues, TPanel>(
        EntryLists lists, float* rows, nint stride, float* initial, RowStep step)
        where TLane : unmanaged, ILane<TLane>
        where TValues : struct, IEntryValues
        where TPanel : struct, IPanel
    {
        var width = TLane.Count;
        var table = ByteValues.Table;
        var lanes = new AdamLanes<TLane>(step.Adam);
        var theta = step.Theta;
        var first = step.First;
        var second = step.Second;
        var counts = lists.Counts;
        var index = lists.Index;
        var value = lists.Values;
        // From the middle of a row every offset fits a byte, as in ListedRowSum.
        rows += 3 * width;
        for (var end = counts + lists.Count; counts < end; counts++)
        {
            TLane a0 = TLane.Zero, a1 = TLane.Zero, a2 = TLane.Zero, a3 = TLane.Zero;
            TLane a4 = TLane.Zero, a5 = TLane.Zero, a6 = TLane.Zero, a7 = TLane.Zero;
            if (initial is not null)
            {
                a0 = TLane.Load(initial);
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
                initial += stride;
            }

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

            lanes.Step(theta, first, second, a0);
            if (TPanel.Registers > 1)
                lanes.Step(theta + width, first + width, second + width, a1);
            if (TPanel.Registers > 2)
                lanes.Step(theta + 2 * width, first + 2 * width, second + 2 * width, a2);
            if (TPanel.Registers > 3)
                lanes.Step(theta + 3 * width, first + 3 * width, second + 3 * width, a3);
            if (TPanel.Registers > 4)
                lanes.Step(theta + 4 * width, first + 4 * width, second + 4 * width, a4);
            if (TPanel.Registers > 5)
                lanes.Step(theta + 5 * width, first + 5 * width, second + 5 * width, a5);
            if (TPanel.Registers > 6)
                lanes.Step(theta + 6 * width, first + 6 * width, second + 6 * width, a6);
            if (TPanel.Registers > 7)
                lanes.Step(theta + 7 * width, first + 7 * width, second + 7 * width, a7);
            theta += stride;
            first += stride;
            second += stride;
        }
    }
}
